"""Where the server's files go when its account cannot enter the data folder.

As root the server runs under an unprivileged account, which may not pass through folders such as /root or those that
`mktemp -d` makes. No folder's mode is changed for it: its files are then kept in a folder of their own under /var/lib,
which the data folder names. Removing the data folder leaves them there.
"""

import os
import secrets
from pathlib import Path

from ledger.postgres.accounts import Account, account_for
from ledger.postgres.folders import PASSABLE, DataFolder, make_private

SHARED = Path("/var/lib/outcomes-ledger")
POINTER = "postgres.elsewhere"


def folder_for_server(data_folder: Path, shared: Path = SHARED) -> Path:
    """The data folder itself, or the folder that stands in for it where the server's account cannot enter it."""
    if os.geteuid() != 0:
        return data_folder
    folder = data_folder.absolute().resolve()
    if (folder / POINTER).is_file():
        return Path((folder / POINTER).read_text("utf-8").strip())
    cluster = DataFolder(folder).cluster
    if cluster.exists() or account_for(cluster).closed_folder(_nearest(folder)) is None:
        return data_folder
    return _named_elsewhere(folder, shared, account_for(cluster)) or data_folder


def _nearest(folder: Path) -> Path:
    """The folder, or where it is not made yet the nearest one above it."""
    return next(path for path in (folder, *folder.parents) if path.is_dir())


def _named_elsewhere(folder: Path, shared: Path, account: Account) -> Path | None:
    """Makes a folder elsewhere and names it; of two at once one wins, and both use it. None where that cannot be."""
    try:
        make_private(shared, PASSABLE)
        if account.closed_folder(shared) is not None:
            return None
        elsewhere = shared / secrets.token_hex(8)
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{POINTER}.{elsewhere.name}"
        beside.write_text(f"{elsewhere}\n", "utf-8")
    except OSError:
        return None
    try:
        os.link(beside, folder / POINTER)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    return Path((folder / POINTER).read_text("utf-8").strip())
