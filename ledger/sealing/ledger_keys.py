"""The keys of one ledger that are no person's: each wrapped by the master key, and made when it is first needed."""

from __future__ import annotations

import secrets
from typing import Any

from psycopg import Cursor

from ledger.proof.checkpoints import origin_of
from ledger.proof.notes import PublicKey, SigningKey
from ledger.sealing.errors import MasterKeyWrong
from ledger.sealing.master import KEY_BYTES, MasterKey

SIGNING = "signing"


def key_named(cursor: Cursor[Any], master: MasterKey, name: str) -> bytes:
    """The key of this name, made if there is none; in the caller's transaction, by a cursor of tuples.

    Raises `MasterKeyWrong`.
    """
    found = _held(cursor, master, name)
    if found is not None:
        return found
    cursor.execute(
        "INSERT INTO ledger_key (name, master, wrapped) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (name, master.id, master.wrap(name, secrets.token_bytes(KEY_BYTES))),
    )
    found = _held(cursor, master, name)
    assert found is not None
    return found


def signing_key(cursor: Cursor[Any], master: MasterKey, ledger: str) -> SigningKey:
    """What the ledger signs its checkpoints with. The public half stands in clear beside it."""
    key = SigningKey(origin_of(ledger), key_named(cursor, master, SIGNING))
    cursor.execute(
        "UPDATE ledger_key SET public = %s WHERE name = %s AND public IS NULL", (str(key.public), SIGNING)
    )
    return key


def public_key(cursor: Cursor[Any]) -> PublicKey | None:
    """As the ledger itself says it; None before the first sealing. Whoever checks a ledger should know it otherwise."""
    row = cursor.execute("SELECT public FROM ledger_key WHERE name = %s", (SIGNING,)).fetchone()
    return PublicKey.parse(row[0]) if row and row[0] else None


def _held(cursor: Cursor[Any], master: MasterKey, name: str) -> bytes | None:
    row = cursor.execute("SELECT master, wrapped FROM ledger_key WHERE name = %s", (name,)).fetchone()
    if row is None:
        return None
    refuse_other_master(master, row[0])
    return master.unwrap(name, bytes(row[1]))


def refuse_other_master(master: MasterKey, wrapped_by: str) -> None:
    if wrapped_by != master.id:
        raise MasterKeyWrong(
            f"The keys of this ledger were wrapped by the master key {wrapped_by}, and the one given is {master.id}."
            " Give the other one."
        )
