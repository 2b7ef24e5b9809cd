"""Folders in which the server may live, and commands to use it."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from server_commands import Command, wait_until

from ledger.postgres import serve
from ledger.postgres.locks import Holders, holders

ROOM_BYTES = 1_000_000_000


def memory_disk() -> Path | None:
    """A disk in memory, where there is one with room: nothing here cuts the power, so nothing here needs a real one."""
    disk = Path("/dev/shm")
    return disk if disk.is_dir() and shutil.disk_usage(disk).free > ROOM_BYTES else None


@contextmanager
def passable_folder() -> Iterator[Path]:
    """A new folder that the server's account may pass through, as it may not through pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="ledger-", dir=memory_disk()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_folder() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    with passable_folder() as parent:
        yield parent / "data"


@pytest.fixture(scope="session")
def pattern() -> Iterator[Path]:
    """A data folder with a database that has been used and stopped, to be copied."""
    with passable_folder() as parent:
        with serve(parent / "data"):
            pass
        yield parent / "data"


@pytest.fixture
def data_folder(new_folder: Path, pattern: Path) -> Path:
    """A data folder with a database."""
    subprocess.run(["cp", "-a", pattern, new_folder], check=True)
    return new_folder


@pytest.fixture
def command(new_folder: Path) -> Iterator[Callable[[], Command]]:
    """Starts commands on the data folder, new or not; those that are left at the end are killed."""
    started: list[Command] = []

    def start() -> Command:
        started.append(Command(new_folder))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.send(signal.SIGKILL)
    if (new_folder / "postgres.run").exists():
        wait_until(lambda: holders(new_folder / "postgres.run" / "supervisor.lock") is Holders.NOBODY)
