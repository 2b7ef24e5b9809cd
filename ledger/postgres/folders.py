"""What lies where in the data folder, and who may see it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.postgres.accounts import Account
from ledger.postgres.errors import DatabaseUnavailable, FolderUnusable, NoSpace

PRIVATE = 0o700
PASSABLE = 0o711
LOG_LIMIT_BYTES = 10_000_000
DISK_FULL_WORDS = ("No space left on device", "Disk quota exceeded")


@dataclass(frozen=True)
class DataFolder:
    """The places of the embedded server. Its folder is absolute, without symbolic links."""

    folder: Path

    @property
    def cluster(self) -> Path:
        """What PostgreSQL calls its data directory."""
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        """What the server said, without any value of the data."""
        return self.folder / "postgres.log"

    @property
    def binaries(self) -> Path:
        """Copies of PostgreSQL's programs, where its account cannot reach those installed."""
        return self.folder / "postgres.binaries"

    @property
    def run(self) -> Path:
        """What matters only while a server runs: locks and sockets."""
        return self.folder / "postgres.run"

    @property
    def start_lock(self) -> Path:
        """Owned by whoever is starting the server."""
        return self.run / "start.lock"

    @property
    def clients_lock(self) -> Path:
        """Shared by all who use the server; owned by the supervisor once none is left."""
        return self.run / "clients.lock"

    @property
    def supervisor_lock(self) -> Path:
        """Owned by the supervisor as long as it lives."""
        return self.run / "supervisor.lock"

    def make(self) -> None:
        """Make what is missing. As root, the server's account may pass through what we make, but not list it."""
        mode = PASSABLE if os.geteuid() == 0 else PRIVATE
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.folder, self.run):
            make_private(folder, mode)
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "it may not be written", str(self.folder))

    def check_open_to(self, account: Account) -> None:
        """Raise `FolderUnusable` when the server's account cannot get here. No folder's mode is ever changed for it."""
        closed = account.closed_folder(self.run)
        if closed is not None:
            raise FolderUnusable(
                f"As root, the database server runs under the account {account.name}, which may not enter {closed}: "
                f"choose a data folder (--data-dir) outside it, such as /var/lib/outcomes, or run as an ordinary user, "
                f"or let it pass (chmod o+x {closed})."
            )

    def open_log(self) -> int:
        """Open the log at its end, readable by its owner alone; one that has grown too long is put aside first."""
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        descriptor = os.open(self.log, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        os.fchmod(descriptor, 0o600)
        return descriptor


def make_private(folder: Path, mode: int = PRIVATE) -> None:
    """Make a folder with exactly this mode, whatever the umask; one that exists is left as it is."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(mode)


@contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about the folder into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise no_space(folder) from error
        if isinstance(error, FileExistsError | NotADirectoryError):
            raise FolderUnusable(
                f"The data folder {folder} cannot be used: it is a file, or lies in one. Choose another data folder."
            ) from error
        raise FolderUnusable(
            f"The data folder {folder} cannot be used: {error.strerror or error} ({error.filename or folder}). "
            "Make it writable, or choose another data folder."
        ) from error


def no_space(folder: Path) -> DatabaseUnavailable:
    """The error for a full disk."""
    return NoSpace(
        f"No space is left on the disk of the data folder {folder}: free some, or choose another data folder."
    )


def tells_of_full_disk(text: str) -> bool:
    """Whether a program's output says that the disk is full."""
    return any(words in text for words in DISK_FULL_WORDS)
