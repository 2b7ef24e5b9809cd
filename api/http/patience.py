"""How long the server waits for a client: uvicorn's protocol, which by itself waits for a request for ever."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.http.gathering import Gathering
from api.http.problems import MALFORMED, MEDIA_TYPE, details_of

HEAD_SECONDS_MAX = 10
"""From the connection, or from the first byte of a further request, until the whole head of the request has come."""
KEPT_ALIVE_SECONDS = 5
"""How long a connection is kept for a further request."""
HEAD_BYTES_MAX = 32_768
"""Of the address and all headers of one request."""
_UNREADABLE = f"It is no proper HTTP, or its address and headers are over {HEAD_BYTES_MAX:,} bytes (HEAD_BYTES_MAX)."


class Patient(H11Protocol):
    """Ends connections whose request does not come; how long a body may take is `body_within`'s and the uploads'."""

    head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(Gathering(transport, self.loop))  # type: ignore[arg-type]
        self._await_head()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        if self.head_timer is None and (before is None or before.response_complete):
            self._await_head()
        super().data_received(data)
        if self.cycle is not before:
            self._head_came()

    def on_response_complete(self) -> None:
        self.transport.send()  # type: ignore[attr-defined]
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """A problem, as every refusal is; the app was not asked, since there is no request that could be read."""
        headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store", "Connection": "close"}
        answer = h11.Response(status_code=MALFORMED.status, headers=list(headers.items()), reason="Bad Request")
        for event in (answer, h11.Data(data=orjson.dumps(details_of(MALFORMED, _UNREADABLE))), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self.head_timer = self.loop.call_later(HEAD_SECONDS_MAX, self._give_up)

    def _head_came(self) -> None:
        if self.head_timer is not None:
            self.head_timer.cancel()
            self.head_timer = None

    def _give_up(self) -> None:
        self.head_timer = None
        if not self.transport.is_closing():
            self.transport.close()
