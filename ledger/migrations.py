"""Bringing one PostgreSQL schema's tables to the form that this program knows.

A migration is a numbered, described SQL file (`0001_event.sql`). It names no schema: it runs in the one that the
search path says. Files are never edited once released; a change is a further file. Rooms other than the ledger keep
theirs under their own name in the same table.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ledger.errors import LedgerTooNew, MigrationChanged

if TYPE_CHECKING:
    from psycopg import Cursor

_APPLIED = """
CREATE TABLE IF NOT EXISTS migration (
    room       text        NOT NULL,
    number     integer     NOT NULL,
    name       text        NOT NULL,
    digest     text        NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (room, number)
)
"""


@dataclass(frozen=True, slots=True)
class Migration:
    number: int
    name: str
    sql: str

    @property
    def digest(self) -> str:
        return sha256(self.sql.encode()).hexdigest()


@cache
def migrations_of(package: str = "ledger.schema") -> tuple[Migration, ...]:
    """The SQL files of a package, in order of their numbers, which run from 1 without gaps."""
    room, _, folder = package.partition(".")
    found = sorted(
        (entry for entry in files(room).joinpath(folder).iterdir() if entry.name.endswith(".sql")),
        key=lambda entry: entry.name,
    )
    return tuple(
        Migration(int(entry.name.partition("_")[0]), entry.name.removesuffix(".sql"), entry.read_text("utf-8"))
        for entry in found
    )


def migrate(cursor: Cursor[Any], package: str = "ledger.schema") -> list[str]:
    """Applies what is missing, in the transaction and search path of a cursor of tuples, and names what it applied."""
    room = package.partition(".")[0]
    cursor.execute(_APPLIED)
    missing = missing_migrations(cursor, package)
    for migration in missing:
        cursor.execute(migration.sql)
        cursor.execute(
            "INSERT INTO migration (room, number, name, digest) VALUES (%s, %s, %s, %s)",
            (room, migration.number, migration.name, migration.digest),
        )
    return [migration.name for migration in missing]


def missing_migrations(cursor: Cursor[Any], package: str = "ledger.schema") -> list[Migration]:
    """What `migrate` would apply. Raises `LedgerTooNew` or `MigrationChanged` where it must not try."""
    room = package.partition(".")[0]
    known = {migration.number: migration for migration in migrations_of(package)}
    cursor.execute("SELECT number, name, digest, current_schema() FROM migration WHERE room = %s", (room,))
    applied = cursor.fetchall()
    for number, name, digest, schema in applied:
        if number not in known:
            raise LedgerTooNew(
                f"The tables of {schema} were made by a newer program: it has the migration {name}, which this one"
                " does not know. Upgrade this program."
            )
        if known[number].digest != digest:
            raise MigrationChanged(
                f"The tables of {schema} were made by another {name}.sql than this program carries."
                " Use the program that made them; a released migration is never edited."
            )
    done = {number for number, *_ in applied}
    return [migration for number, migration in known.items() if number not in done]
