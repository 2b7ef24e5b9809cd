"""What PostgreSQL says, said to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from psycopg import errors as postgres
from psycopg_pool import PoolClosed, PoolTimeout

from ledger.errors import (
    AppendRefused,
    ConflictingWrite,
    ConnectionLost,
    DatabaseUnavailable,
    LedgerBusy,
    LedgerError,
    NoSpace,
    RegisterConflict,
)

_SERVER_GOING = (postgres.AdminShutdown, postgres.CrashShutdown, postgres.CannotConnectNow, postgres.IdleSessionTimeout)
_STREAM_VERSION = re.compile(r"=\(([0-9a-f-]{36}), (\d+)\)")


class IdempotencyKeyTaken(LedgerError):
    """Met by writers alone, which then look up what the command had come to."""


@contextmanager
def told_to_people(schema: str | None = None) -> Iterator[None]:
    """Raises the ledger's errors in place of psycopg's for what a user can do something about.

    Without a `schema` we are only connecting: nothing can have been under way.
    """
    try:
        yield
    except psycopg.Error as error:
        said = _said(error, schema)
        if said is None:
            raise
        raise said from error


def _said(error: psycopg.Error, schema: str | None) -> Exception | None:
    what = f"The ledger in schema {schema}" if schema else "The database"
    match error:
        case postgres.UniqueViolation():
            return _collision(error, what)
        case postgres.DiskFull():
            return NoSpace(f"{what} cannot grow: the server's disk is full. Free space on it, and run this again.")
        case postgres.LockNotAvailable():
            return LedgerBusy(f"{what} is being written to by someone else for too long. Try again in a moment.")
        case postgres.RestrictViolation():
            return AppendRefused(f"{_first_line(error)}. Record a further event that says what is so now.")
        case PoolTimeout() | PoolClosed():
            return DatabaseUnavailable(
                f"{what} cannot be reached: no connection was free or could be made in time"
                " (is the database server running?). Start it, or try again."
            )
        case postgres.IdleInTransactionSessionTimeout():
            return _cut_off(error, what)
        case psycopg.OperationalError() if error.sqlstate is None or isinstance(error, _SERVER_GOING):
            return _cut_off(error, what) if schema else _unreachable(error)
    return None


def _unreachable(error: psycopg.Error) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The database cannot be reached: {_first_line(error)}. Start the server, or correct its address."
    )


def _cut_off(error: psycopg.Error, what: str) -> ConnectionLost:
    return ConnectionLost(
        f"{what} was cut off from its database: {_first_line(error)}. What was being saved may or may not be recorded;"
        " look, or repeat the command with its idempotency key."
    )


def _collision(error: psycopg.errors.UniqueViolation, what: str) -> Exception | None:
    constraint = error.diag.constraint_name or ""
    if constraint == "event_stream_version":
        found = _STREAM_VERSION.search(error.diag.message_detail or "")
        stream, version = (UUID(found[1]), int(found[2])) if found else (None, None)
        return ConflictingWrite(
            f"{what} was not changed: event {version} of {stream} has been recorded by someone else meanwhile."
            " Load it again and decide anew.",
            stream,
            version,
        )
    if constraint == "idempotency_pkey":
        return IdempotencyKeyTaken(f"{what} was not changed: the command's idempotency key has been used before.")
    if constraint.endswith("_registered_once") or constraint in ("person_pkey", "family_pkey", "record_pkey"):
        return RegisterConflict(
            f"{what} was not changed: the same {error.diag.table_name} was entered by someone else meanwhile."
            " Look it up again and decide anew."
        )
    return None


def _first_line(error: psycopg.Error) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")
