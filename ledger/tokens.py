"""The tokens that were made for a ledger. The text of a token is never kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ledger.errors import TokenUnknown
from ledger.ledger import Ledger


class TokenMade(NamedTuple):
    id: str
    name: str
    roles: list[str]
    scopes: list[str]
    sample: str | None
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    key: str | None
    """That it was signed with; None for one of before keys were noted."""


def note_token(
    ledger: Ledger, id: str, name: str, roles: list[str], scopes: list[str], sample: str | None, made_by: str,
    expires_at: datetime, key: str,
) -> None:  # fmt: skip
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO token (id, name, roles, scopes, sample, made_by, expires_at, key)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (id, name, roles, scopes, sample, made_by, expires_at, key),
        )


def tokens_made(ledger: Ledger) -> list[TokenMade]:
    """Every one, in the order in which they were made."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(f"SELECT {', '.join(TokenMade._fields)} FROM token ORDER BY made_at, id").fetchall()
    return [TokenMade(*row) for row in rows]


def revoke_token(ledger: Ledger, id: str, by: str) -> None:
    """Once revoked, it stays as it is. Raises `TokenUnknown`."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "UPDATE token SET revoked_at = clock_timestamp(), revoked_by = %s WHERE id = %s AND revoked_at IS NULL",
            (by, id),
        )
        if cursor.execute("SELECT FROM token WHERE id = %s", (id,)).fetchone() is None:
            raise TokenUnknown(f"No token {id!r} was made for {ledger.name}; see `outcomes token list`.")


def revoke_every_token(ledger: Ledger, by: str) -> int:
    """How many there were."""
    with ledger.transaction() as cursor:
        return cursor.execute(
            "UPDATE token SET revoked_at = clock_timestamp(), revoked_by = %s WHERE revoked_at IS NULL", (by,)).rowcount


@dataclass(frozen=True, slots=True)
class Usable:
    """The ids of tokens that were made, are not revoked, and have not ended for long; and of keys not retired."""

    tokens: frozenset[str]
    keys: frozenset[str]


def usable(ledger: Ledger) -> Usable:
    with ledger.transaction() as cursor:
        tokens = cursor.execute(
            "SELECT id FROM token WHERE revoked_at IS NULL AND expires_at > clock_timestamp() - interval '1 day'"
        ).fetchall()
        keys = cursor.execute("SELECT id FROM token_key WHERE retired_at IS NULL").fetchall()
    return Usable(frozenset(str(row[0]) for row in tokens), frozenset(str(row[0]) for row in keys))
