"""The keys whose tokens a ledger takes: nobody can bring a key of their own, and one that was retired never returns."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from ledger.errors import TokenKeyUnknown
from ledger.ledger import Ledger


class TokenKey(NamedTuple):
    """`id` is the thumbprint of its public half (RFC 7638). `taken_by` is None for the first."""

    id: str
    taken_at: datetime
    taken_by: str | None
    retired_at: datetime | None
    retired_by: str | None


def token_keys(ledger: Ledger) -> list[TokenKey]:
    """Every one that was ever taken, in that order."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(f"SELECT {', '.join(TokenKey._fields)} FROM token_key ORDER BY taken_at, id").fetchall()
    return [TokenKey(*row) for row in rows]


def takes_key(ledger: Ledger, key: str) -> bool:
    """Whether the ledger takes tokens of this key. The first key that comes to a ledger is taken, and no other."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO token_key (id) SELECT %s WHERE NOT EXISTS (SELECT FROM token_key) ON CONFLICT DO NOTHING",
            (key,),
        )
        found = cursor.execute("SELECT FROM token_key WHERE id = %s AND retired_at IS NULL", (key,)).fetchone()
    return found is not None


def take_key(ledger: Ledger, key: str, held: Collection[str], by: str) -> bool:
    """Takes one more key, for whoever has one that the ledger takes (`held`); if none of them holds any more, for
    whoever has one that it took. False where they have none."""
    keys = token_keys(ledger)
    live = {one.id for one in keys if one.retired_at is None}
    if keys and not (live or {one.id for one in keys}) & set(held):
        return False
    with ledger.transaction() as cursor:
        cursor.execute("INSERT INTO token_key (id, taken_by) VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, by))
    return True


def retire_key(ledger: Ledger, key: str, by: str) -> None:
    """Tokens that it signed let nobody in any more. Raises `TokenKeyUnknown`."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "UPDATE token_key SET retired_at = clock_timestamp(), retired_by = %s WHERE id = %s AND retired_at IS NULL",
            (by, key),
        )
        if cursor.execute("SELECT FROM token_key WHERE id = %s", (key,)).fetchone() is None:
            raise TokenKeyUnknown(f"{ledger.name} never took the key {key!r}; see `outcomes token keys`.")


def take_only(ledger: Ledger, key: str, by: str) -> bool:
    """Retires every other key. False where this one was retired before: then none is taken."""
    with ledger.transaction() as cursor:
        cursor.execute(
            "UPDATE token_key SET retired_at = clock_timestamp(), retired_by = %s"
            " WHERE retired_at IS NULL AND id <> %s", (by, key))
        cursor.execute("INSERT INTO token_key (id, taken_by) VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, by))
    return takes_key(ledger, key)
