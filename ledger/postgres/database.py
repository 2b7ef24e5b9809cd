"""The one question that the rest of the house asks: where is the database?"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from ledger.postgres.errors import BinariesMissing
from ledger.postgres.external import check_server


def database(data_folder: Path, url: str | None = None) -> AbstractContextManager[str]:
    """Yield a conninfo for psycopg: of the server that `url` names, or else of one embedded in `data_folder`.

    With a `url` nothing is started and nothing is written; the server is asked only whether it answers and
    how old it is. `url` is what the caller read from DATABASE_URL.
    """
    return _named_server(url) if url else serve(data_folder)


@contextmanager
def serve(data_folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield a conninfo of the server embedded in `data_folder`, started here unless it runs already.

    Any number of processes and threads may be inside at once on the same folder. The server stops when the last of
    them has left or died, however it died, and a last one that leaves in good order waits until it has stopped.
    `settings` are server settings laid over the durable defaults; they count only for the one who starts the server.
    A process forked inside keeps the server up until it ends too. Raises `DatabaseUnavailable`.
    """
    if sys.platform == "win32":
        raise BinariesMissing(
            "The embedded PostgreSQL server does not run on Windows: "
            "set DATABASE_URL to a PostgreSQL server of version 15 or later, or use WSL."
        )
    from ledger.postgres.elsewhere import folder_for_server  # not importable on Windows: fcntl, pwd
    from ledger.postgres.server import EmbeddedServer

    with EmbeddedServer(folder_for_server(data_folder), settings or {}).attached() as conninfo:
        yield conninfo


@contextmanager
def _named_server(url: str) -> Iterator[str]:
    check_server(url)
    yield url
