"""The embedded server as one of our commands uses it: attach, starting it where need be, and leave."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from ledger.postgres import failures, supervisor
from ledger.postgres.accounts import account_for
from ledger.postgres.binaries import find_binaries
from ledger.postgres.cluster import check_cluster, make_cluster
from ledger.postgres.folders import DataFolder, explained
from ledger.postgres.locks import STEP_SECONDS, Holders, Lock, holders, own, wait_to_own, wait_to_share
from ledger.postgres.postmaster import Postmaster, answering_postmaster, is_coming_up, was_started_by_us
from ledger.postgres.settings import server_command
from ledger.postgres.sockets import socket_folder
from ledger.postgres.supervision import supervise_new_server, supervise_running_server

READY_SECONDS = 60
RECOVERY_SECONDS = 15 * 60
"""How long a server is waited for that is coming up: after a crash it goes through its log again, and one that was
given up would begin anew each time.
"""
PATIENCE_SECONDS = 2 * READY_SECONDS


class EmbeddedServer:
    """The server of one data folder."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.place = DataFolder(Path(os.path.realpath(folder.expanduser())))
        self.settings = settings

    @contextmanager
    def attached(self) -> Iterator[str]:
        """Be one of those who use the server: it runs until this ends, or this process does, and the others too."""
        with explained(self.place.folder):
            self.place.make()
            clients, postmaster = self._attach()
        try:
            yield postmaster.conninfo
        finally:
            clients.close()
            self._wait_for_stop()

    def _attach(self) -> tuple[Lock, Postmaster]:
        """Join those who share the server. Only one command at a time looks for it or starts it."""
        start = wait_to_own(self.place.start_lock, PATIENCE_SECONDS)
        if start is None:
            raise failures.busy(self.place, "starting", PATIENCE_SECONDS)
        with closing(start):
            clients = wait_to_share(self.place.clients_lock, PATIENCE_SECONDS)
            if clients is None:
                raise failures.busy(self.place, "stopping", PATIENCE_SECONDS)
            try:
                return clients, self._running()
            except BaseException:
                clients.close()
                raise

    def _running(self) -> Postmaster:
        """The server, once it answers. From here on no supervisor stops it: we are among its users."""
        was_started = False
        began = time.monotonic()
        deadline = began + READY_SECONDS
        while time.monotonic() < deadline:
            if is_coming_up(self.place.cluster) and time.monotonic() < began + RECOVERY_SECONDS:
                deadline = time.monotonic() + READY_SECONDS
            if postmaster := answering_postmaster(self.place.cluster):
                self._adopt(postmaster)
                return postmaster
            if lock := own(self.place.supervisor_lock):
                with closing(lock):
                    if was_started:
                        raise failures.not_started(self.place)
                    self._start(lock)
                was_started, deadline = True, time.monotonic() + READY_SECONDS
            time.sleep(STEP_SECONDS)
        raise failures.not_ready(self.place, READY_SECONDS)

    def _start(self, lock: Lock) -> None:
        """Start a server, first making its cluster where there is none."""
        account = account_for(self.place.cluster)
        self.place.check_open_to(account)
        binaries = find_binaries().reachable_by(account, self.place.binaries)
        if not check_cluster(self.place, binaries):
            make_cluster(self.place, binaries, account, durable=self.settings.get("fsync") != "off")
        sockets = socket_folder(self.place, account)
        command = server_command(binaries, self.place.cluster, sockets, self.settings)
        supervise_new_server(self.place, lock, command, account)

    def _adopt(self, postmaster: Postmaster) -> None:
        """Give a server of ours a new supervisor if its own was killed. One started by hand is left to that hand."""
        if was_started_by_us(self.place.cluster) and (lock := own(self.place.supervisor_lock)):
            with closing(lock):
                supervise_running_server(self.place, lock, postmaster.pid)

    def _wait_for_stop(self) -> None:
        """Wait until the server has stopped, unless others still use it, or it is not ours to stop."""
        deadline = time.monotonic() + supervisor.SESSIONS_END_SECONDS + supervisor.STOP_SECONDS
        while time.monotonic() < deadline:
            if holders(self.place.supervisor_lock) is not Holders.OWNER:
                return
            if holders(self.place.clients_lock) is Holders.SHARERS:
                return
            time.sleep(STEP_SECONDS)
