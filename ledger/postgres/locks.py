"""Advisory locks on files. The kernel lets go of them when their holder dies, however it dies."""

import errno
import fcntl
import os
import time
from enum import Enum
from pathlib import Path

STEP_SECONDS = 0.005


class Holders(Enum):
    """Who holds a lock at this instant."""

    NOBODY = "nobody"
    SHARERS = "sharers"
    OWNER = "owner"


class Lock:
    """A lock held on an open file. It passes to a child that inherits the descriptor, and ends with the last copy."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def close(self) -> None:
        """Close this process's copy."""
        os.close(self.descriptor)


def own(path: Path) -> Lock | None:
    """Take the lock for oneself alone; None when anybody else holds it."""
    return _take(path, fcntl.LOCK_EX)


def wait_to_own(path: Path, seconds: float) -> Lock | None:
    """Take the lock for oneself alone within `seconds`; None when that fails."""
    return _wait_for(path, fcntl.LOCK_EX, seconds)


def wait_to_share(path: Path, seconds: float) -> Lock | None:
    """Take the lock together with others who share it within `seconds`; None when an owner keeps it."""
    return _wait_for(path, fcntl.LOCK_SH, seconds)


def holders(path: Path) -> Holders:
    """Who else holds the lock. It is taken for an instant to find out, so whoever tries meanwhile must try again."""
    for kind, answer in ((fcntl.LOCK_EX, Holders.NOBODY), (fcntl.LOCK_SH, Holders.SHARERS)):
        lock = _take(path, kind)
        if lock is not None:
            lock.close()
            return answer
    return Holders.OWNER


def _wait_for(path: Path, kind: int, seconds: float) -> Lock | None:
    deadline = time.monotonic() + seconds
    while (lock := _take(path, kind)) is None and time.monotonic() < deadline:
        time.sleep(STEP_SECONDS)
    return lock


def _take(path: Path, kind: int) -> Lock | None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return None
        raise
    return Lock(descriptor)
