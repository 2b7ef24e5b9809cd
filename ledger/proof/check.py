"""Checking the log: every hash derived again from the rows, the tree from the hashes, the heads from the tree.

Trusts nothing but public keys: neither tiles nor the checkpoints' own numbers, before they agree with what was
derived. It reads the tables `event`, `checkpoint`, `cosignature` and `tile`, and nothing else of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from psycopg import Cursor

from ledger.proof.checkpoints import Checkpoint, trusted_checkpoint
from ledger.proof.faults import Fault, described
from ledger.proof.hashing import Frontier
from ledger.proof.leaves import Row, leaf_hashes
from ledger.proof.notes import Note, NoteUnusable, PublicKey
from ledger.proof.rows import rows_from
from ledger.proof.streams import Head, StreamTree, bucket_hash, bucket_of
from ledger.proof.tiles import hashes_in, root_in_tiles
from ledger.uncollected import uncollected

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LogChecked:
    """What was found. Without a `fault` the log is what was signed, and `unsealed` events are not signed yet.

    `root` is that over all `events`.
    """

    events: int
    checkpoints: int
    unsealed: int
    root: bytes
    fault: Fault | None = None


@dataclass(slots=True)
class _Derived:
    """What the rows looked at so far come to."""

    tree: Frontier = field(default_factory=Frontier)
    streams: StreamTree = field(default_factory=lambda: StreamTree({}))
    versions: dict[bytes, int] = field(default_factory=dict)
    buckets: dict[int, list[bytes]] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    position: int = 0
    recorded_us: int = 0

    def add(self, rows: Sequence[Row]) -> Fault | None:
        """The first row out of order is told. Rows before it are added all the same."""
        versions, expected = self.versions, self.tree.size
        position_before, recorded_before = self.position, self.recorded_us
        fault: Fault | None = None
        for leaf, position, recorded_us, stream, version, _, _ in rows:
            last = versions.get(stream, 0)
            if leaf != expected or position <= position_before or recorded_us < recorded_before or version != last + 1:
                self.position, self.recorded_us = position_before, recorded_before
                fault = self._out_of_order(Row._make(rows[expected - self.tree.size]), expected)
                break
            if version == 1:
                self.buckets.setdefault(bucket_of(stream), []).append(stream)
            versions[stream] = version
            position_before, recorded_before, expected = position, recorded_us, expected + 1
        self.position, self.recorded_us = position_before, recorded_before
        added = rows[: expected - self.tree.size]
        self.touched.update(map(bucket_of, {row[3][:2] for row in added}))
        self.tree.extend(leaf_hashes(added))
        return fault

    def _out_of_order(self, row: Row, expected: int) -> Fault:
        if row.leaf != expected:
            return Fault(expected, f"the log has no leaf {expected}: after it comes {described(row)}")
        if row.position <= self.position:
            return Fault(expected, f"{described(row)} stands behind position {self.position}: the order was changed")
        if row.recorded_us < self.recorded_us:
            return Fault(expected, f"{described(row)} was recorded before the event that precedes it")
        last = self.versions.get(row.stream, 0)
        return Fault(expected, f"{described(row)} follows version {last} of its stream")

    def stream_root(self) -> bytes:
        self.streams.change({bucket: bucket_hash(self._heads(bucket)) for bucket in self.touched})
        self.touched.clear()
        return self.streams.root

    def _heads(self, bucket: int) -> list[Head]:
        return [(stream, self.versions[stream]) for stream in self.buckets[bucket]]


@uncollected()
def check_log(
    cursor: Cursor[Any],
    keys: Sequence[PublicKey],
    against: Iterable[Note] = (),
    progress: Progress = lambda done, of: None,
) -> LogChecked:
    """Looks at every event and every checkpoint, and at those `against` which the log is to be held.

    `cursor` gives tuples, in a transaction on the ledger's schema; make it REPEATABLE READ, so that what is recorded
    meanwhile is not seen by halves. `keys` are those of the ledger, and of witnesses.
    """
    row = cursor.execute("SELECT count(*), coalesce(max(leaf), -1) + 1 FROM event").fetchone()
    assert row is not None
    count, size = row
    try:
        signed = _signed(cursor, keys, against)
    except NoteUnusable as unusable:
        return LogChecked(count, 0, count, b"", Fault(0, str(unusable)))
    derived, before = _Derived(), None
    rows = _Taken(rows_from(cursor, 0, max(size, 0)))
    for checkpoint in signed:
        fault = _advance(derived, rows, checkpoint.size, count, progress) or _compare(derived, checkpoint)
        if fault is not None:
            rows.close()
            found = _first_difference(cursor, fault, before, checkpoint)
            return LogChecked(count, len(signed), 0, derived.tree.root(), found)
        before = checkpoint
    fault = _advance(derived, rows, count, count, progress)
    sealed = signed[-1].size if signed else 0
    if fault is not None:
        fault = fault.since(before)
    return LogChecked(count, len(signed), count - sealed, derived.tree.root(), fault)


def _signed(cursor: Cursor[Any], keys: Sequence[PublicKey], against: Iterable[Note]) -> list[Checkpoint]:
    """The ledger's own checkpoints and those it is held against, by size; every one signed. Raises `NoteUnusable`."""
    own: dict[int, Checkpoint] = {}
    rows = cursor.execute("SELECT size, position, note FROM checkpoint ORDER BY size").fetchall()
    for size, position, text in rows:
        checkpoint = trusted_checkpoint(Note.parse(text), keys)
        if (checkpoint.size, checkpoint.position) != (size, position):
            raise NoteUnusable(f"{checkpoint.name} stands in the table as one over {size} events")
        own[size] = checkpoint
    found = list(own.values())
    for note in against:
        outside = trusted_checkpoint(note, keys)
        if found and outside.origin != found[0].origin:
            raise NoteUnusable(f"{outside.name} is of another log: {outside.origin}, not {found[0].origin}")
        found.append(outside)
    return sorted(found, key=lambda checkpoint: checkpoint.size)


class _Taken:
    """Chunks of rows, cut where a checkpoint ends."""

    def __init__(self, chunks: Generator[list[Row], None, None]) -> None:
        self._chunks = chunks
        self._left: list[Row] = []

    def next(self, at_most: int) -> list[Row]:
        """None of them: there are no more."""
        rows = self._left or next(self._chunks, [])
        self._left = rows[at_most:]
        return rows[:at_most]

    def close(self) -> None:
        self._chunks.close()


def _advance(derived: _Derived, rows: _Taken, size: int, count: int, progress: Progress) -> Fault | None:
    """Takes in rows until there are `size` of them."""
    while derived.tree.size < size:
        chunk = rows.next(size - derived.tree.size)
        fault = derived.add(chunk)
        if fault is not None:
            return fault
        if not chunk:
            return Fault(derived.tree.size, f"the log ends after {derived.tree.size} events")
        progress(derived.tree.size, count)
    return None


def _compare(derived: _Derived, checkpoint: Checkpoint) -> Fault | None:
    if derived.tree.root() != checkpoint.root:
        return Fault(None, "the events are not those that were signed")
    if derived.stream_root() != checkpoint.streams:
        return Fault(None, "the last versions of the streams are not those that were signed")
    if checkpoint.size and derived.position != checkpoint.position:
        return Fault(None, f"the last event is at position {derived.position}, not {checkpoint.position}")
    return None


def _first_difference(
    cursor: Cursor[Any], fault: Fault, before: Checkpoint | None, signed: Checkpoint
) -> Fault:
    """Which event it was: the first whose hash is not the one in the tiles, if the tiles are those that were signed."""
    first = before.size if before else 0
    if root_in_tiles(cursor, signed.size) != signed.root:
        return fault.since(before, signed)
    past = min(signed.size, signed.size if fault.leaf is None else fault.leaf)
    then = _leaf_hashes(cursor, first)
    for chunk in rows_from(cursor, first, past):
        for row, now, hash_then in zip(chunk, leaf_hashes(chunk), then, strict=False):
            if now != hash_then:
                what = f"{described(Row._make(row))} is not what was signed"
                return Fault(row[0], what).since(before, signed)
    return fault.since(before, signed)


def _leaf_hashes(cursor: Cursor[Any], first: int) -> Iterator[bytes]:
    number, skipped = divmod(first, 256)
    while True:
        row = cursor.execute(
            "SELECT hashes FROM tile WHERE level = 0 AND number = %s", (number,), binary=True
        ).fetchone()
        if row is None:
            return
        yield from hashes_in(bytes(row[0]))[skipped:]
        number, skipped = number + 1, 0
