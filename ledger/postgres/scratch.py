"""A server for tests: fast, empty, and gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from ledger.postgres.database import serve

FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def scratch_server(settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield a conninfo of a new server whose data does not outlive the block. Not durable: for tests only."""
    folder = Path(tempfile.mkdtemp(prefix="outcomes-scratch-"))
    folder.chmod(0o711)  # as root, the server's account has to pass through
    try:
        with serve(folder, {**FORGETFUL, **(settings or {})}) as conninfo:
            yield conninfo
    finally:
        shutil.rmtree(folder, ignore_errors=True)
