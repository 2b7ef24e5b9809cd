"""Changing the master key: every key is wrapped anew, no event is touched.

What older backups hold of keys, those of erased persons among them, opens with the old master key alone. Once that is
destroyed, those backups say nothing of anybody any more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg import Cursor

from ledger import appending
from ledger.database import Database, search_path
from ledger.ledgers import ledger_names, schema_of
from ledger.sealing.errors import MasterKeyUnusable
from ledger.sealing.ledger_keys import refuse_other_master
from ledger.sealing.master import MasterKey, read_master_key, write_master_key
from ledger.translation import told_to_people

PEOPLE_AT_ONCE = 50_000


def rotate(database: Database, to: Path | None = None) -> int:
    """Wraps the keys of every ledger of the database by a new master key; returns how many keys.

    The new key replaces the file that the old one was read from, or is written to `to` where that one came without
    a file. It is on the disk before anything is wrapped by it. Interrupted, it can be run again. Processes that run
    meanwhile must be started anew. Raises `MasterKeyUnusable` before anything is done.
    """
    old = database.master_key
    target = _target(old, to)
    beside = target.with_name(target.name + ".next")
    new = read_master_key(beside) if beside.exists() else MasterKey.new()
    write_master_key(new, beside)
    with told_to_people(), database.connect() as connection, connection.transaction():
        cursor = connection.cursor()
        wrapped = sum(_wrap_ledger(cursor, schema_of(name), old, new) for name in ledger_names(database))
    beside.rename(target)
    database.forget_master_key()
    return wrapped


def _target(old: MasterKey, to: Path | None) -> Path:
    """Where the new key is going to be looked for. No other file is replaced: it might be another key."""
    if old.file is not None:
        if to is not None and to.absolute() != old.file.absolute():
            raise MasterKeyUnusable(f"The master key is kept in {old.file}, and is replaced there: leave out --to.")
        return old.file
    if to is None:
        raise MasterKeyUnusable(
            "The master key came from the environment: say by --to into which file the new one is to be written.")
    if to.exists():
        raise MasterKeyUnusable(f"{to} is there already: name a new file for the new key.")
    return to


def _wrap_ledger(cursor: Cursor[Any], schema: str, old: MasterKey, new: MasterKey) -> int:
    cursor.execute("SELECT set_config('search_path', %s, true)", (search_path(schema),))
    cursor.execute(appending.lock_statement(schema))
    if cursor.execute("SELECT 1 FROM ledger_key WHERE master = %s", (new.id,)).fetchone():
        return 0  # an earlier attempt got this far
    wrapped = 0
    for name, master, held in cursor.execute("SELECT name, master, wrapped FROM ledger_key").fetchall():
        refuse_other_master(old, master)
        cursor.execute(
            "UPDATE ledger_key SET master = %s, wrapped = %s WHERE name = %s",
            (new.id, new.wrap(name, old.unwrap(name, bytes(held))), name),
        )
        wrapped += 1
    return wrapped + _wrap_people(cursor, old, new)


def _wrap_people(cursor: Cursor[Any], old: MasterKey, new: MasterKey) -> int:
    last, wrapped = "", 0
    while True:
        rows = cursor.execute(
            "SELECT person, wrapped FROM person_key WHERE person > %s ORDER BY person LIMIT %s", (last, PEOPLE_AT_ONCE)
        ).fetchall()
        if not rows:
            return wrapped
        people = [row[0] for row in rows]
        anew = [new.wrap(person, old.unwrap(person, bytes(held))) for person, held in rows]
        cursor.execute(
            "UPDATE person_key SET wrapped = anew.wrapped FROM unnest(%b::text[], %b::bytea[]) AS anew"
            " (person, wrapped) WHERE person_key.person = anew.person",
            (people, anew),
        )
        last, wrapped = people[-1], wrapped + len(rows)
