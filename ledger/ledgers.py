"""The ledgers of a database: one PostgreSQL schema for each authority, `ledger_<name>`, with hyphens as underscores."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Cursor
from psycopg.errors import DuplicateSchema, UniqueViolation
from psycopg.sql import SQL, Identifier

from domain.authority import Authority
from ledger import appending
from ledger.database import Database, search_path
from ledger.errors import LedgerExists, LedgerNameInvalid, LedgerNotChosen, LedgerUnknown
from ledger.ledger import Ledger
from ledger.mapper import EventMapper
from ledger.migrations import migrate, missing_migrations
from ledger.sealing.erasing import apply_list
from ledger.translation import told_to_people

PREFIX = "ledger_"
NAME_LENGTH_MAX = 40
_NAME = re.compile(r"[a-z](-?[a-z0-9])*")


def schema_of(name: str) -> str:
    """Raises `LedgerNameInvalid`."""
    if len(name) > NAME_LENGTH_MAX or not _NAME.fullmatch(name):
        raise LedgerNameInvalid(
            f"{name!r} cannot be a ledger's name. Use lower-case letters, digits and single hyphens between them,"
            f" beginning with a letter, {NAME_LENGTH_MAX} characters at most: for example 'north-yorkshire'."
        )
    return PREFIX + name.replace("-", "_")


def ledger_names(database: Database) -> list[str]:
    """Sorted. Schemas of the same prefix that hold no log are none of ours."""
    with database.connect() as connection:
        rows = connection.execute(
            "SELECT substr(nspname, %s) FROM pg_namespace WHERE starts_with(nspname, %s)"
            " AND EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = 'migration')"
            " AND EXISTS (SELECT FROM pg_class WHERE relnamespace = pg_namespace.oid AND relname = 'event')",
            (len(PREFIX) + 1, PREFIX),
        ).fetchall()
    return sorted(str(row[0]).replace("_", "-") for row in rows)


def create_ledger(
    database: Database,
    name: str,
    by: str,
    authority_name: str | None = None,
    target: int | None = None,
    overlay: str | None = None,
) -> Ledger:
    """Makes the schema, its tables and the first event, in one transaction. Raises `LedgerExists`.

    `authority_name` is what people call the authority; by default the ledger's name in capitals and spaces.
    """
    schema = schema_of(name)
    authority = Authority()
    authority.establish(name, authority_name or name.replace("-", " ").title(), target, overlay, by)
    with told_to_people(), database.connect() as connection, connection.transaction():
        cursor = connection.cursor()
        _create_schema(cursor, name, schema)
        migrate(cursor)
        appending.append(cursor, schema, EventMapper().rows(authority.collect_events()))
    database.forget_keyring(schema)
    return Ledger(database, name, schema)


def _create_schema(cursor: Cursor[Any], name: str, schema: str) -> None:
    try:
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
    except (DuplicateSchema, UniqueViolation):
        raise LedgerExists(f"There is a ledger named {name!r} already. Open it, or choose another name.") from None
    cursor.execute("SELECT set_config('search_path', %s, true)", (search_path(schema),))


def open_ledger(database: Database, name: str | None = None) -> Ledger:
    """The ledger of this name, or without a name the only one; its tables are brought up to date first.

    Whoever was erased, and is back because a backup was restored, is erased again.

    Raises `LedgerUnknown`, `LedgerNotChosen`, `LedgerTooNew` or `MigrationChanged`.
    """
    chosen = _only(ledger_names(database)) if name is None else name
    schema = schema_of(chosen)
    with database.transaction(schema) as cursor:
        if not _is_one(cursor):
            database.forget_keyring(schema)
            raise LedgerUnknown(
                f"There is no ledger named {chosen!r} in this database. {_choice(ledger_names(database))}")
        if missing_migrations(cursor):
            cursor.execute(appending.lock_statement(schema))
            migrate(cursor)
    ledger = Ledger(database, chosen, schema)
    apply_list(ledger)
    return ledger


def _is_one(cursor: Cursor[Any]) -> bool:
    """Whether the schema that the search path names holds a log. Looks at no other: there may be hundreds."""
    row = cursor.execute("SELECT to_regclass('migration') IS NOT NULL AND to_regclass('event') IS NOT NULL").fetchone()
    return bool(row and row[0])


def _only(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    several = "There are several ledgers in this database. " if names else ""
    raise LedgerNotChosen(f"No ledger was named. {several}{_choice(names)}")


def _choice(names: list[str]) -> str:
    if not names:
        return "There is none in this database yet: create one with `outcomes create NAME`."
    return f"Name one of: {', '.join(names)}."
