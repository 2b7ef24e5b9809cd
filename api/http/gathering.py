"""Writing an answer's head and body in one go: uvicorn hands them over one by one, and each would be a packet."""

from __future__ import annotations

import asyncio
from typing import Any

GATHERED_BYTES_MAX = 1 << 16
"""Longer answers go out as they come, so that the client's pace is felt."""


class Gathering:
    """Stands for the transport: what is written in one turn of the loop, or until `send`, goes out together."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pieces: list[bytes] = []
        self._bytes = 0

    def write(self, piece: bytes) -> None:
        if not self._pieces:
            self._loop.call_soon(self.send)
        self._pieces.append(piece)
        self._bytes += len(piece)
        if self._bytes > GATHERED_BYTES_MAX:
            self.send()

    def send(self) -> None:
        if self._pieces:
            pieces, self._pieces, self._bytes = self._pieces, [], 0
            self._transport.write(b"".join(pieces))

    def close(self) -> None:
        self.send()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
