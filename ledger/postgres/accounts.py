"""Under which account the server runs: our own, or, as PostgreSQL refuses root, an unprivileged one."""

import errno
import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.postgres.errors import AccountUnusable, FolderUnusable

PREFERRED_NAMES = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The account that runs the server and owns its data."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether this process runs under it already."""
        return self.uid == os.geteuid()

    @property
    def name(self) -> str:
        """Its name, or its number where it has none."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return str(self.uid)

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end under this account, its error output mixed into its output."""
        try:
            return subprocess.run(
                command,
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                user=None if self.is_ours else self.uid,
                group=None if self.is_ours else self.gid,
                extra_groups=None if self.is_ours else [],
                check=False,
            )
        except PermissionError as error:
            if error.errno != errno.EPERM:
                raise
            raise AccountUnusable(
                f"PostgreSQL refuses to run as root, and this process may not become {self.name}: "
                "run this command as an ordinary user, or set DATABASE_URL."
            ) from error

    def can_enter(self, path: Path) -> bool:
        """Whether it may pass into a folder or run a file. Asked of the kernel: mode bits do not tell of ACLs."""
        return self.run(["/bin/sh", "-c", 'test -x "$0"', str(path)], {}).returncode == 0

    def closed_folder(self, folder: Path) -> Path | None:
        """The outermost folder on the way into `folder` that shuts it out, if any does."""
        if self.is_ours or self.can_enter(folder):
            return None
        return next(part for part in (*reversed(folder.parents), folder) if not self.can_enter(part))

    def take(self, path: Path) -> None:
        """Make it the owner of a file or folder that we made."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)


def account_for(cluster: Path) -> Account:
    """The account to run the server of `cluster` under: the owner of existing data, as far as we may act for it."""
    if not cluster.exists():
        return _account_for_new_data()
    owner = Account(cluster.stat().st_uid, cluster.stat().st_gid)
    if os.geteuid() not in (0, owner.uid):
        raise FolderUnusable(
            f"The database in {cluster} belongs to the account {owner.name}: "
            f"run this command as {owner.name} or as root, or choose another data folder."
        )
    if owner.uid == 0:
        raise FolderUnusable(
            f"The database in {cluster} belongs to root, under which PostgreSQL refuses to run: give it to an "
            f"unprivileged account (chown -R {_account_for_new_data().name} {cluster}), or choose another data folder."
        )
    return owner


def _account_for_new_data() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in PREFERRED_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise AccountUnusable(
        f"PostgreSQL refuses to run as root, and there is no account named {' or '.join(PREFERRED_NAMES)}: "
        "run this command as an ordinary user, or set DATABASE_URL."
    )
