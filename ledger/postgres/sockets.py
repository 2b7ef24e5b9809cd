"""Where the server listens: a folder that nobody else may enter, with a name that a socket and a conninfo can bear."""

import hashlib
import stat
import sys
import tempfile
from pathlib import Path

from ledger.postgres.accounts import Account
from ledger.postgres.folders import PRIVATE, DataFolder, make_private
from ledger.postgres.settings import PORT

PATH_LIMIT_BYTES = 103 if sys.platform == "darwin" else 107
SHORT_FOLDER = Path("/tmp")  # TMPDIR may be as long as the data folder's name


def socket_folder(place: DataFolder, account: Account) -> Path:
    """The folder for the server's socket, its account's own and closed to all others (but for root)."""
    folder = place.run / "socket"
    if len(bytes(folder / f".s.PGSQL.{PORT}")) > PATH_LIMIT_BYTES or "," in str(folder):  # a conninfo's list of hosts
        return _short_folder(place, account)
    make_private(folder)
    account.take(folder)
    return folder


def _short_folder(place: DataFolder, account: Account) -> Path:
    """A folder under /tmp, recorded beside the locks and used again as long as it is still private.

    Its name has a random part: one that could be foretold could be taken first by somebody else.
    """
    record = place.run / "socket-folder"
    if record.exists() and _is_private(recorded := Path(record.read_text()), account):
        return recorded
    digest = hashlib.sha256(bytes(place.folder)).hexdigest()[:8]
    folder = Path(tempfile.mkdtemp(prefix=f"outcomes-{digest}-", dir=SHORT_FOLDER))
    account.take(folder)
    record.write_text(str(folder))
    return folder


def _is_private(folder: Path, account: Account) -> bool:
    try:
        status = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid and stat.S_IMODE(status.st_mode) == PRIVATE
