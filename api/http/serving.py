"""Listening until stopped, and saying where and with which token."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.errors import PortTaken
from api.http.answering_first import answer_first
from api.http.app import create_app
from api.http.patience import HEAD_BYTES_MAX, KEPT_ALIVE_SECONDS, Patient
from api.http.settings import Settings, refuse_open_door, trusted_proxies
from api.logs import log_settings, log_to
from api.seconds import whole_seconds
from intake.limits import limits_set

STOP_SECONDS = 10
"""How long answers under way may take once the server was told to stop, unless `OUTCOMES_STOP_SECONDS` says."""
BACKLOG = 2048
"""Connections that wait to be taken up."""
STOP_VARIABLE = "OUTCOMES_STOP_SECONDS"


def serve_until_stopped(settings: Settings, host: str, port: int) -> None:
    """Ends in good order on SIGINT and SIGTERM.

    Raises `OpenDoor`, `PortTaken`, `LimitUnusable`, and whatever keeps a ledger closed.
    """
    log_to(sys.stderr, log_settings())
    refuse_open_door(host)
    limits_set()
    app = create_app(settings)
    with _listening(host, port) as listening:
        bound = listening.getsockname()[1]
        server = _Server(_config(app), app, f"http://{f'[{host}]' if ':' in host else host}:{bound}")
        try:
            server.run(sockets=[listening])
        except SystemExit:  # uvicorn's way to say that the app did not start
            if app.state.failed is None:
                raise
    if app.state.failed is not None:
        raise app.state.failed


class _Server(uvicorn.Server):
    """Says how to reach it once it listens: tokens on stdout alone, so that no log keeps it."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, address: str) -> None:
        super().__init__(config)
        self._app = app
        self._address = address

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's own, which sends itself the signal once more at the end: to be told to stop is no failure."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Feeds end by themselves, so that no one waits for what never ends."""
        self._app.state.stopping.set()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            answer_first()
            print(f"Listening on {self._address}")
            for owner in self._app.state.owner_tokens:
                print(f"Token: {owner.text}\n       of {owner.ledger}, kept in {owner.file}")
                code = self._app.state.sign_in_codes.new(owner.text)
                print(f"To sign in to its pages, once and within the hour: {self._address}/sign-in?code={code}")
            sys.stdout.flush()


def _config(app: FastAPI) -> uvicorn.Config:
    """Without an access log, which would name families, and without tracebacks, which would quote what they hold."""
    return uvicorn.Config(
        app, http=Patient, timeout_keep_alive=KEPT_ALIVE_SECONDS, h11_max_incomplete_event_size=HEAD_BYTES_MAX,
        access_log=False, log_config=None, log_level="critical", server_header=False,
        timeout_graceful_shutdown=whole_seconds(STOP_VARIABLE, STOP_SECONDS), lifespan="on",
        proxy_headers=bool(trusted_proxies()), forwarded_allow_ips=trusted_proxies())  # fmt: skip


def _listening(host: str, port: int) -> socket.socket:
    """The protocol is named: asyncio sends small answers at once only on sockets that say they are TCP."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, proto=socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        reason = os.strerror(error.errno or 0)
        raise PortTaken(
            f"The server cannot listen on {host}, port {port} ({reason}): stop what listens there, or choose another by"
            " --host and --port."
        ) from None
    return listening
