"""The tokens that were made for a ledger, and the keys whose tokens it takes. The text of a token is never kept."""

from __future__ import annotations

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


def note_token(
    ledger: Ledger, id: str, name: str, roles: list[str], scopes: list[str], sample: str | None, made_by: str,
    expires_at: datetime,
) -> None:  # fmt: skip
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO token (id, name, roles, scopes, sample, made_by, expires_at)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (id, name, roles, scopes, sample, made_by, expires_at),
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


def usable_tokens(ledger: Ledger) -> frozenset[str]:
    """The ids of all that were made, are not revoked, and have not ended for long."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT id FROM token WHERE revoked_at IS NULL AND expires_at > clock_timestamp() - interval '1 day'"
        ).fetchall()
    return frozenset(str(row[0]) for row in rows)


def takes_key(ledger: Ledger, key: str) -> bool:
    """Whether the ledger takes tokens of this key. The first key that comes to a ledger is taken, and no other."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO token_key (id) SELECT %s WHERE NOT EXISTS (SELECT FROM token_key) ON CONFLICT DO NOTHING",
            (key,),
        )
        return cursor.execute("SELECT FROM token_key WHERE id = %s", (key,)).fetchone() is not None
