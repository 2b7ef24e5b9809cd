"""Putting a ledger back from its backup, where it is not any more; and believing it only after it was checked."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg import Cursor
from psycopg.sql import SQL, Identifier

from ledger.backup.archive import Archive, Manifest, mark_of
from ledger.backup.errors import BackupUnusable
from ledger.backup.programs import command, failed, program
from ledger.database import Database
from ledger.errors import LedgerExists, LedgerTooNew
from ledger.ledger import Ledger
from ledger.ledgers import ledger_names, open_ledger, schema_of
from ledger.migrations import migrations_of
from ledger.proof.check import check_log
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.sealing.errors import MasterKeyMissing, MasterKeyWrong
from ledger.sealing.master import FILE_NAME, FILE_VARIABLE, KEYS_FOLDER, MasterKey, master_key_there

BY = "restored from a backup"
"""Who revokes tokens then, and retires keys."""

ROOMS = {"ledger": "ledger.schema", "projections": "projections.migrations"}


@dataclass(frozen=True, slots=True)
class Restored:
    """`forgotten` persons were erased after the backup was made, and are erased again; None: there is no list."""

    ledger: Ledger
    manifest: Manifest
    forgotten: int | None


def restore(
    database: Database, file: Path, trusted: Sequence[PublicKey] = (), *, tokens_hold: bool = False
) -> Restored:
    """All of it, checked, or (raising) none of it. It is signed by a key that is `trusted`, or else marked by the
    master key that is here: a dump is a program, and PostgreSQL sees nothing of anybody else's.

    No token in it lets anyone in, unless `tokens_hold`: which were revoked since the backup, nobody can tell.

    Raises `BackupUnusable`, `LedgerExists`, `LedgerTooNew`, `MasterKeyMissing`, `MasterKeyWrong`, `BackupToolMissing`,
    `BackupFailed`.
    """
    archive = Archive(file)
    try:
        manifest, schema = archive.manifest, schema_of(archive.manifest.ledger)
        master_key = _refuse_what_cannot_be(database, manifest)
        archive.verify(trusted or [mark_of(master_key, manifest.ledger).public])
        _put_back(database, archive)
    finally:
        archive.close()
    try:
        if not tokens_hold:
            _revoke_tokens(database, schema)
        _compare(database, schema, manifest, trusted or [PublicKey.parse(manifest.public_key)])
    except BaseException:
        _take_away(database, schema)
        raise
    return _opened(database, manifest)


def _refuse_what_cannot_be(database: Database, manifest: Manifest) -> MasterKey:
    """Before anything is written; the master key that opens it."""
    if manifest.ledger in ledger_names(database):
        raise LedgerExists(
            f"There is a ledger named {manifest.ledger!r} already, and none is ever replaced. Restore into another"
            " database or data folder, or remove the schema of the one that is there."
        )
    for room, number in manifest.migrations.items():
        if room in ROOMS and number > migrations_of(ROOMS[room])[-1].number:
            raise LedgerTooNew("The backup was made by a newer program than this one. Upgrade this program.")
    held = master_key_there(os.environ, database.key_folder)
    if held is None:
        raise MasterKeyMissing(
            f"The backup needs the master key {manifest.master_key_id}, which is not in it and not here. Put it at"
            f" {(database.key_folder or Path('.')) / KEYS_FOLDER / FILE_NAME}, or name it by {FILE_VARIABLE}, with its"
            " list of erased persons beside it."
        )
    if held.id != manifest.master_key_id:
        raise MasterKeyWrong(
            f"The backup was made under the master key {manifest.master_key_id}, and the one given is {held.id}. Give"
            " the other one; after `outcomes keys rotate`, backups from before open with the key of then."
        )
    return held


def _put_back(database: Database, archive: Archive) -> None:
    """In one transaction of PostgreSQL's own program."""
    with database.connect() as connection:
        path = program("pg_restore", connection.info.server_version)
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    words, environment = command(path, database.conninfo, options)
    unread = subprocess.DEVNULL
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=unread, stderr=said) as process,
    ):
        assert process.stdin
        try:
            for chunk in archive.dump():
                process.stdin.write(chunk)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and said why
        except BaseException:
            process.kill()
            raise
        process.wait()
        said.seek(0)
        if process.returncode:
            raise failed("pg_restore", said.read())


def _revoke_tokens(database: Database, schema: str) -> None:
    """Of a backup by whatever version of this program."""
    with database.transaction(schema) as cursor:
        if cursor.execute("SELECT to_regclass('token')").fetchone() != (None,):
            cursor.execute("UPDATE token SET revoked_at = clock_timestamp(), revoked_by = %s"
                           " WHERE revoked_at IS NULL", (BY,))


def _compare(database: Database, schema: str, manifest: Manifest, keys: Sequence[PublicKey]) -> None:
    """Every event hashed again, and held to every checkpoint and to the one in the manifest."""
    database.forget_keyring(schema)
    with database.transaction(schema) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        try:
            found = check_log(cursor, keys, [Note.parse(manifest.checkpoint)])
        except NoteUnusable as unusable:
            said = f"The checkpoint of the backup cannot be trusted: {unusable}. It was taken away again."
            raise BackupUnusable(said) from None
    if found.fault is not None or found.events != manifest.events:
        fault = found.fault or f"it has {found.events} events, and {manifest.events} were backed up"
        raise BackupUnusable(f"What was restored is not what was sealed: {fault}. It was taken away again.")


def _opened(database: Database, manifest: Manifest) -> Restored:
    """Brings its tables to the form of this program, and forgets again whomever the list of erased persons names."""
    with database.transaction(schema_of(manifest.ledger)) as cursor:
        before = _erased(cursor)
    ledger = open_ledger(database, manifest.ledger)
    with ledger.transaction() as cursor:
        after = _erased(cursor)
    listed = database.erased_list is not None and database.erased_list.exists()
    return Restored(ledger, manifest, after - before if listed else None)


def _erased(cursor: Cursor[Any]) -> int:
    row = cursor.execute("SELECT count(*) FROM erased_person").fetchone()
    assert row is not None
    return int(row[0])


def _take_away(database: Database, schema: str) -> None:
    with database.connect() as connection:
        connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
