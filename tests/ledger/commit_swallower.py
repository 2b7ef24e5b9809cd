"""A go-between that can cut the line just as the server says that it has committed."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

IN_BULK, IN_ONE_STATEMENT = b"COMMIT\x00", b"SELECT 1\x00"
"""What the server says when it has committed: a transaction, or a statement that was one by itself."""

PORT = 5432


class CommitSwallower:
    """Passes everything between client and server, on a Unix socket, until told to swallow an acknowledgement."""

    def __init__(self, conninfo: str, folder: Path) -> None:
        self._server = conninfo_to_dict(conninfo)
        self.conninfo = make_conninfo(conninfo, host=str(folder), port=PORT, sslmode="disable")
        self.swallowed = 0
        self._armed = False
        self._last_word = IN_BULK
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / f".s.PGSQL.{PORT}"))
        self._listening.listen()

    def swallow_next_commit(self, in_bulk: bool) -> None:
        self._last_word = IN_BULK if in_bulk else IN_ONE_STATEMENT
        self._armed = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass_between, args=(client, self._connect()), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._server.get("host") or "localhost"), self._server.get("port") or 5432
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _pass_between(self, client: socket.socket, server: socket.socket) -> None:
        with client, server, selectors.DefaultSelector() as ready, suppress(OSError):
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in ready.select():
                    said = key.fileobj.recv(65536)
                    if not said or self._is_cut(said, from_server=key.fileobj is server):
                        return
                    key.data.sendall(said)

    def _is_cut(self, said: bytes, *, from_server: bool) -> bool:
        if not (self._armed and from_server and self._last_word in said):
            return False
        self._armed = False
        self.swallowed += 1
        return True
