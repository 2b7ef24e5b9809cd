"""A ledger as the witness of another's: it remembers what it saw last of each log, and co-signs only what goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Cursor

from ledger.ledger import Ledger
from ledger.proof.checkpoints import Checkpoint, origin_of, trusted_checkpoint
from ledger.proof.notes import COSIGNATURE, Note, PublicKey, SigningKey
from ledger.proof.witnessing import NotWitnessed, refuse_other_history
from ledger.sealing.ledger_keys import key_named

WITNESS = "witness"


class Witnessed(NamedTuple):
    """What was seen last of a log: `note` is its checkpoint over `size` events, signed by `key`."""

    origin: str
    key: str
    size: int
    seen_at: datetime
    note: str


class Cosigned(NamedTuple):
    """`before` is over how many events the checkpoint was that had been seen before; None of the first."""

    note: Note
    witness: PublicKey
    origin: str
    size: int
    before: int | None


_COLUMNS = ", ".join(Witnessed._fields)


def witnessed(ledger: Ledger) -> list[Witnessed]:
    """By origin."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(f'SELECT {_COLUMNS} FROM witnessed ORDER BY origin COLLATE "C"').fetchall()
    return [Witnessed(*row) for row in rows]


def witness(ledger: Ledger, note: Note, key: PublicKey, proof: Sequence[str] = ()) -> Cosigned:
    """Co-signs a checkpoint of another ledger, trusted by `key`, which goes on by `proof` (in base64) from the one seen
    last. The first one of a log is taken as it comes, and its key from then on.

    Raises `NotWitnessed`, `NoteUnusable`.
    """
    checkpoint = trusted_checkpoint(note, [key])
    if checkpoint.origin == origin_of(ledger.name):
        raise NotWitnessed("Nothing was co-signed: a ledger is no witness of itself.")
    with ledger.transaction() as cursor:
        cursor.execute("LOCK TABLE witnessed IN SHARE ROW EXCLUSIVE MODE")
        before = _seen(cursor, checkpoint.origin)
        if before is not None:
            _refuse_what_does_not_go_on(before, checkpoint, key, proof)
        own = SigningKey(
            f"{origin_of(ledger.name)}/{WITNESS}", key_named(cursor, ledger.database.master_key, WITNESS), COSIGNATURE)
        cursor.execute(
            "INSERT INTO witnessed (origin, key, size, note) VALUES (%s, %s, %s, %s) ON CONFLICT (origin) DO UPDATE"
            " SET size = excluded.size, note = excluded.note, seen_at = clock_timestamp()",
            (checkpoint.origin, str(key), checkpoint.size, str(note)))
    signed = note.with_signature(own.sign(note.text, int(time.time())))
    return Cosigned(signed, own.public, checkpoint.origin, checkpoint.size, before.size if before else None)


def _seen(cursor: Cursor[Any], origin: str) -> Witnessed | None:
    row = cursor.execute(f"SELECT {_COLUMNS} FROM witnessed WHERE origin = %s", (origin,)).fetchone()
    return Witnessed(*row) if row else None


def _refuse_what_does_not_go_on(
    before: Witnessed, checkpoint: Checkpoint, key: PublicKey, proof: Sequence[str]
) -> None:
    seen = Checkpoint.parse(Note.parse(before.note).text)
    if before.key != str(key):
        raise NotWitnessed(f"Nothing was co-signed: checkpoints of {before.origin} were signed by another key before.")
    if seen == checkpoint:  # asked for once more, with the proof of the first time
        return
    try:
        refuse_other_history(seen, checkpoint, "\n".join(proof))
    except ValueError:
        raise NotWitnessed("Nothing was co-signed: the proof is no base64.") from None
