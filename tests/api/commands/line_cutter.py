"""A go-between that cuts the line to the database after so many messages have passed, in whichever direction."""

from __future__ import annotations

import selectors
import socket
from contextlib import suppress

from commit_swallower import CommitSwallower


class LineCutter(CommitSwallower):
    """Cuts once for each `cut_after`: whatever connection the last of the messages is on is gone, and it with it."""

    left: int | None = None
    cuts = 0

    def cut_after(self, messages: int) -> None:
        self.left = messages

    def _pass_between(self, client: socket.socket, server: socket.socket) -> None:
        with client, server, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    said = key.fileobj.recv(65536)
                    if not said or self._is_cut():
                        return
                    key.data.sendall(said)

    def _is_cut(self) -> bool:
        if self.left is None:
            return False
        self.left -= 1
        if self.left >= 0:
            return False
        self.left = None
        self.cuts += 1
        return True
