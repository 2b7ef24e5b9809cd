"""A cluster: the folder of data that one PostgreSQL server keeps. Making it, and refusing what is none of ours."""

import os
import shutil
import tempfile
from pathlib import Path

from ledger.postgres.accounts import Account
from ledger.postgres.binaries import Binaries
from ledger.postgres.errors import DatabaseUnavailable, FolderOfOtherVersion, FolderUnusable, ServerNotStarted
from ledger.postgres.folders import DataFolder, no_space, tells_of_full_disk
from ledger.postgres.settings import ENVIRONMENT, SUPERUSER

UNFINISHED = "postgres.unfinished-"
LINES_SHOWN = 10


def check_cluster(place: DataFolder, binaries: Binaries) -> bool:
    """Whether there is a cluster that these binaries can serve; an error when there is something else."""
    version_file = place.cluster / "PG_VERSION"
    if not place.cluster.exists():
        return False
    if not version_file.exists():
        raise FolderUnusable(
            f"{place.cluster} exists and holds no PostgreSQL database: move it away, or choose another data folder."
        )
    version = version_file.read_text().strip()
    if version != binaries.major_version:
        raise FolderOfOtherVersion(
            f"{place.cluster} was made by PostgreSQL {version}, and the embedded server is {binaries.major_version}: "
            f"carry the data over with pg_dump and psql or with pg_upgrade, or choose another data folder."
        )
    return True


def make_cluster(place: DataFolder, binaries: Binaries, account: Account, *, durable: bool) -> None:
    """Make an empty cluster. It is made under another name and renamed, so that it is there whole or not at all."""
    _clear_remains(place)
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=place.folder))
    try:
        account.take(unfinished)
        result = account.run(_initdb(binaries, unfinished, durable=durable), ENVIRONMENT)
        if result.returncode != 0:
            raise _failure(place, result.stdout)
        unfinished.rename(place.cluster)
        _sync(place.folder)
    finally:
        _clear_remains(place)


def _clear_remains(place: DataFolder) -> None:
    """Ours, and those of commands that were killed: an initdb that outlives its command writes on for a moment."""
    for remains in place.folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(remains, ignore_errors=True)


def _initdb(binaries: Binaries, folder: Path, *, durable: bool) -> list[str]:
    return [
        str(binaries.program("initdb")),
        f"--pgdata={folder}",
        f"--username={SUPERUSER}",
        "--encoding=UTF8",
        "--locale-provider=builtin",  # sorting never depends on the machine
        "--builtin-locale=C.UTF-8",
        "--auth-local=trust",  # the socket's folder is what guards it
        "--auth-host=scram-sha-256",
        "--no-instructions",
        *([] if durable else ["--no-sync"]),
    ]


def _failure(place: DataFolder, output: str) -> DatabaseUnavailable:
    if tells_of_full_disk(output):
        return no_space(place.folder)
    said = "\n".join(output.strip().splitlines()[-LINES_SHOWN:])
    return ServerNotStarted(
        f"PostgreSQL could not make a database in {place.cluster}; nothing was left there. "
        f"Put right what initdb says, or choose another data folder:\n{said}"
    )


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
