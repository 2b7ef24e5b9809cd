"""Sealing the log: adding what was recorded to the tree, and signing its head.

Appending does not wait for it. One process seals at a time. Leaves become visible in their order, so what it finds
below the last one that it saw is whole, and every checkpoint covers a beginning of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC
from hashlib import sha256
from typing import Any
from uuid import UUID

from psycopg import Cursor
from psycopg.sql import SQL, Literal

from ledger.ledger import Ledger
from ledger.proof.checkpoints import Checkpoint, origin_of
from ledger.proof.errors import CheckpointUnknown, SealRefused
from ledger.proof.hashing import root
from ledger.proof.leaves import Row, leaf_hashes
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.proof.rows import rows_from
from ledger.proof.streams import BUCKET_BITS, Head, StreamTree, bucket_hash, bucket_of
from ledger.proof.tiles import TileNodes, TileWriter, root_in_tiles
from ledger.sealing.ledger_keys import signing_key
from ledger.uncollected import uncollected

BUCKETS_ASKED_AT_ONCE = 4_096

Progress = Callable[[int, int], None]
"""Called with how many events are done, of how many."""

_HEADS = """
SELECT uuid_send(head.stream), head.version
FROM unnest(%s::uuid[], %s::uuid[]) AS bucket (first, last)
CROSS JOIN LATERAL (
    SELECT originator_id AS stream, max(originator_version) FILTER (WHERE leaf < %s) AS version FROM event
    WHERE originator_id BETWEEN bucket.first AND bucket.last GROUP BY originator_id
) AS head
WHERE head.version IS NOT NULL
"""
# After bulk loading the planner knows nothing of the table yet, and would read all of it for every bucket.
_BY_INDEX = "SET LOCAL enable_seqscan TO off; SET LOCAL enable_bitmapscan TO off; SET LOCAL jit TO off"


def no_progress(done: int, of: int) -> None:
    """For callers that do not look."""


def seal(ledger: Ledger, progress: Progress = no_progress) -> Checkpoint:
    """The checkpoint over everything recorded by now: a new one, unless the last one covers it already.

    Raises `SealRefused` where the log does not go on from what was signed last, and the errors of the master key.
    """
    with ledger.transaction() as cursor:
        cursor.execute(SQL("SELECT pg_advisory_xact_lock({})").format(Literal(_lock_key(ledger.schema))))
        return _seal(cursor, ledger, progress)


def seal_if_due(ledger: Ledger, every_seconds: float) -> Checkpoint | None:
    """Seals where something was recorded and the last checkpoint is at least so old; None where nothing was due."""
    with ledger.transaction() as cursor:
        row = cursor.execute(
            "SELECT (SELECT max(leaf) FROM event), (SELECT max(size) FROM checkpoint),"
            " (SELECT extract(epoch FROM clock_timestamp() - max(sealed_at)) FROM checkpoint)"
        ).fetchone()
    assert row is not None
    last, sealed, age_seconds = row
    if last is None or (sealed is not None and (sealed > last or age_seconds < every_seconds)):
        return None
    return seal(ledger)


def _seal(cursor: Cursor[Any], ledger: Ledger, progress: Progress) -> Checkpoint:
    before = last_checkpoint(cursor)
    sealed = before.size if before else 0
    row = cursor.execute("SELECT coalesce(max(leaf), -1) + 1, clock_timestamp() FROM event").fetchone()
    assert row is not None
    size, now = int(row[0]), row[1]
    if before is not None:
        _refuse_other_past(cursor, before, size)
        if size == sealed:
            return before
    position, touched = _add_leaves(cursor, sealed, size, progress)
    streams = _change_streams(cursor, touched, size)
    checkpoint = Checkpoint(
        origin_of(ledger.name), size, root(TileNodes(cursor), size), streams, position,
        now.astimezone(UTC).replace(microsecond=0),
    )  # fmt: skip
    key = signing_key(cursor, ledger.database.master_key, ledger.name)
    cursor.execute(
        "INSERT INTO checkpoint (size, position, sealed_at, note) VALUES (%s, %s, %s, %s)",
        (size, position, checkpoint.sealed_at, str(Note(checkpoint.text, (key.sign(checkpoint.text),)))),
    )
    return checkpoint


def _refuse_other_past(cursor: Cursor[Any], before: Checkpoint, size: int) -> None:
    """A log must never sign what does not go on from what it signed."""
    if size < before.size or root_in_tiles(cursor, before.size) != before.root:
        raise SealRefused(
            f"The log does not go on from {before.name}: it has {size} events, or its tiles were changed. Nothing was"
            " signed. Run `outcomes check`."
        )


@uncollected()
def _add_leaves(cursor: Cursor[Any], first: int, past: int, progress: Progress) -> tuple[int, set[int]]:
    """The position of the last event, and the buckets of streams that have new ones. Rows are plain tuples here."""
    tiles = TileWriter(cursor, first)
    expected, position = first, 0
    touched: set[bytes] = set()
    for chunk in rows_from(cursor, first, past):
        _refuse_gaps(chunk, expected)
        tiles.extend(leaf_hashes(chunk))
        touched.update({row[3][:2] for row in chunk})
        expected, position = expected + len(chunk), chunk[-1][1]
        progress(expected - first, past - first)
    if expected != past:
        raise SealRefused(f"Leaf {expected} of the log is missing. Nothing was signed. Run `outcomes check`.")
    tiles.close()
    return position, set(map(bucket_of, touched))


def _refuse_gaps(chunk: list[Row], expected: int) -> None:
    if chunk[0][0] != expected or chunk[-1][0] != expected + len(chunk) - 1:
        raise SealRefused(f"Leaf {expected} of the log is missing. Nothing was signed. Run `outcomes check`.")


def _change_streams(cursor: Cursor[Any], touched: Iterable[int], size: int) -> bytes:
    """Brings the hashes of the touched buckets up to date; the root over all of them."""
    wanted = sorted(touched)
    for place in range(0, len(wanted), BUCKETS_ASKED_AT_ONCE):
        hashes = {
            bucket: bucket_hash(heads)
            for bucket, heads in heads_in(cursor, wanted[place : place + BUCKETS_ASKED_AT_ONCE], size).items()
        }
        cursor.execute(
            "INSERT INTO stream_bucket (bucket, hash) SELECT * FROM unnest(%b::int4[], %b::bytea[])"
            " ON CONFLICT (bucket) DO UPDATE SET hash = excluded.hash",
            (list(hashes), list(hashes.values())),
        )
    return stream_tree(cursor).root


def heads_in(cursor: Cursor[Any], buckets: Iterable[int], size: int) -> dict[int, list[Head]]:
    """The last version of each stream in these buckets, among the first `size` events."""
    wanted = list(buckets)
    shift = 128 - BUCKET_BITS
    firsts = [UUID(int=bucket << shift) for bucket in wanted]
    lasts = [UUID(int=((bucket + 1) << shift) - 1) for bucket in wanted]
    found: dict[int, list[Head]] = {bucket: [] for bucket in wanted}
    cursor.execute(_BY_INDEX)
    for stream, version in cursor.execute(_HEADS, (firsts, lasts, size), binary=True).fetchall():
        found[bucket_of(stream)].append((bytes(stream), version))
    return found


def stream_tree(cursor: Cursor[Any]) -> StreamTree:
    """As of the last checkpoint."""
    rows = cursor.execute("SELECT bucket, hash FROM stream_bucket", binary=True).fetchall()
    return StreamTree({bucket: bytes(held) for bucket, held in rows})


# ---- the checkpoints that there are ----------------------------------------------------------------------------------


def last_checkpoint(cursor: Cursor[Any]) -> Checkpoint | None:
    row = cursor.execute("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1").fetchone()
    return Checkpoint.parse(Note.parse(row[0]).text) if row else None


_NOTES = """
SELECT note, array(SELECT line FROM cosignature WHERE cosignature.size = checkpoint.size ORDER BY line)
FROM checkpoint WHERE size > %(after)s AND (%(known)s::bigint IS NULL OR position <= %(known)s)
ORDER BY size LIMIT %(limit)s
"""


def notes(cursor: Cursor[Any], after: int = 0, known: int | None = None, limit: int | None = None) -> list[Note]:
    """Every checkpoint as it was signed, cosignatures added, oldest first; or the first that are over more than `after`

    events, and over none that was recorded later than at the position `known`.
    """
    rows = cursor.execute(_NOTES, {"after": after, "known": known, "limit": limit}).fetchall()
    signed = ((Note.parse(text), lines) for text, lines in rows)
    return [Note(note.text, (*note.signatures, *lines)) for note, lines in signed]


def note_over(cursor: Cursor[Any], size: int | None = None) -> Note:
    """The last checkpoint, or the one over so many events. Raises `CheckpointUnknown`."""
    row = cursor.execute(
        "SELECT size, note FROM checkpoint WHERE %(size)s::bigint IS NULL OR size = %(size)s"
        " ORDER BY size DESC LIMIT 1",
        {"size": size},
    ).fetchone()
    if row is None:
        over = f"There is no checkpoint over {size} events." if size is not None else "Nothing was sealed yet."
        raise CheckpointUnknown(f"{over} Run `outcomes seal`, or see `outcomes checkpoint list`.")
    note = Note.parse(row[1])
    lines = cursor.execute("SELECT line FROM cosignature WHERE size = %s ORDER BY line", (row[0],)).fetchall()
    return Note(note.text, (*note.signatures, *(line for (line,) in lines)))


def add_cosignatures(cursor: Cursor[Any], note: Note, witnesses: Iterable[PublicKey]) -> list[PublicKey]:
    """Keeps the lines that these witnesses added to one of our checkpoints; who they are.

    Raises `NoteUnusable` where one does not verify, or the text is not that of our checkpoint.
    """
    checkpoint = Checkpoint.parse(note.text)
    if note_over(cursor, checkpoint.size).text != note.text:
        raise NoteUnusable(f"{checkpoint.name} is not the one that this ledger signed over {checkpoint.size} events")
    trusted = list(witnesses)
    signed = note.signed_by(trusted)
    for line in note.signatures:
        if Note(note.text, (line,)).signed_by(signed):
            cursor.execute(
                "INSERT INTO cosignature (size, line) VALUES (%s, %s) ON CONFLICT DO NOTHING", (checkpoint.size, line)
            )
    return signed


def _lock_key(schema: str) -> int:
    return int.from_bytes(sha256(f"outcomes-ledger seal {schema}".encode()).digest()[:8], signed=True)
