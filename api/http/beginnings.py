"""The beginning of an answer: its status and headers, as they pass on their way out."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import Message, Send


class Beginning:
    """Stands for `send`. `passes` is given the message with which the answer begins, and may change its headers."""

    status = 0
    """0 until the answer has begun: until then another can be given in its place."""

    def __init__(self, send: Send, passes: Callable[[Message], None] | None = None) -> None:
        self._send = send
        self._passes = passes

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self._passes:
                self._passes(message)
        await self._send(message)
