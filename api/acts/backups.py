"""Backups of ledgers, one file each, and putting them back with tables made anew from the log that was checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ledger.backup.archive import Manifest
from ledger.backup.restoring import BY, Restored, restore
from ledger.backup.taking import back_up
from ledger.database import Database
from ledger.ledgers import ledger_names, open_ledger
from ledger.proof.notes import PublicKey
from ledger.token_keys import take_only
from projections.rebuild import rebuild

SUFFIX = ".outcomes-backup"


def back_up_to(database: Database, to: Path, ledger: str | None) -> Iterator[tuple[Path, Manifest]]:
    """Into the file, the ledger named or the only one; into a folder, the ledger named or else every one."""
    if not to.is_dir():
        yield to, back_up(open_ledger(database, ledger), to)
        return
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ")
    for name in _chosen(database, ledger):
        file = to / f"{name}-{at}{SUFFIX}"
        yield file, back_up(open_ledger(database, name), file)


def _chosen(database: Database, ledger: str | None) -> Iterable[str]:
    """Without any, the refusal of opening one says so."""
    return [ledger] if ledger is not None else ledger_names(database) or [open_ledger(database).name]


def restore_from(
    database: Database, file: Path, keys: Sequence[PublicKey], progress: Callable[[int, int], None],
    token_key: str | None,
) -> Restored:  # fmt: skip
    """The tables in a backup are never believed: they are made anew. Raises as `restore` does.

    No token of the backup lets anyone in, and of the keys of tokens `token_key` alone is taken; None leaves them as
    they are in the backup, so that what was revoked since would hold again.
    """
    restored = restore(database, file, keys, tokens_hold=token_key is None)
    if token_key is not None:
        take_only(restored.ledger, token_key, BY)
    rebuild(restored.ledger, progress=progress)
    return restored
