"""Making evidence packs: some streams up to a position, with all that a stranger needs to be sure of them.

The same ledger, checkpoint and question give the same bytes. What is sealed is opened for the events in the pack and
for no others: a pack holds contents and salts, never a key.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from psycopg import Cursor

from domain.authority import AUTHORITY_STREAM
from ledger.errors import EventUnreadable
from ledger.ledger import Ledger
from ledger.proof.checkpointing import heads_in, note_over, stream_tree
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.errors import NotSealed
from ledger.proof.hashing import joint_proof
from ledger.proof.leaves import Row, content_digest, memento
from ledger.proof.rows import rows_of
from ledger.proof.streams import StreamProof, StreamTree, bucket_of
from ledger.proof.tiles import TileNodes
from ledger.sealing import states
from ledger.sealing.person_seal import place_of
from ledger.sealing.states import SALT_BYTES, Part

FORM = "outcomes-evidence.v1"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a pack is to show: streams, each up to a position; which claims among their events; rules by digest.

    `claims` are positions of `family.claim-prepared.v1`. `rules` are the canonical texts of each rule set.
    """

    until: Mapping[UUID, int]
    claims: Sequence[int] = ()
    rules: Mapping[str, bytes] = field(default_factory=dict)
    return_stream: UUID | None = None


def pack(ledger: Ledger, asked: Asked) -> bytes:
    """Under the last checkpoint. The authority's own stream, with the school terms, is always in it.

    Raises `NotSealed` when the checkpoint does not reach as far as what is asked.
    """
    with ledger.transaction() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        note = note_over(cursor)
        checkpoint = Checkpoint.parse(note.text)
        last = max(asked.until.values())
        if last > checkpoint.position:
            raise NotSealed(
                f"{checkpoint.name} reaches position {checkpoint.position}, not {last}. Run `outcomes seal`.")
        until = {AUTHORITY_STREAM: last, **asked.until}
        return _pack(cursor, ledger, asked, until, str(note), checkpoint)


def _pack(
    cursor: Cursor[Any], ledger: Ledger, asked: Asked, until: Mapping[UUID, int], note: str, checkpoint: Checkpoint
) -> bytes:
    held = rows_of(cursor, until, checkpoint.size)
    opened = _Openings(ledger, [row for rows in held.values() for row in rows])
    heads = heads_in(cursor, {bucket_of(stream.bytes) for stream in until}, checkpoint.size)
    tree = stream_tree(cursor)
    streams = [_stream(stream, until[stream], held[stream], opened, tree, heads) for stream in sorted(until)]
    leaves = [one["leaf"] for stream in streams for one in (*stream["events"], *stream.get("next", ()))]
    said: dict[str, Any] = {
        "form": FORM,
        "checkpoint": note,
        "streams": streams,
        "tree": [_base64(one) for one in joint_proof(TileNodes(cursor), leaves, checkpoint.size)],
        "rules": {digest: texts.decode() for digest, texts in asked.rules.items()},
        "claims": sorted(asked.claims),
    }
    if asked.return_stream is not None:
        said["return"] = str(asked.return_stream)
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _stream(
    stream: UUID, until: int, rows: Sequence[Row], opened: _Openings, tree: StreamTree, heads: Mapping[int, list[Any]]
) -> dict[str, Any]:
    """`next` is the first event that came after: its place alone, to show that the others end where they do."""
    shown = [row for row in rows if row.position <= until]
    said: dict[str, Any] = {
        "stream": str(stream),
        "until": until,
        "events": [opened.event(row) for row in shown],
        "last_version": len(rows),
        "proof": _proof(tree.prove(stream.bytes, heads[bucket_of(stream.bytes)])),
    }
    if len(shown) < len(rows):
        said["next"] = [_place_alone(rows[len(shown)])]
    return said


def _proof(proof: StreamProof) -> dict[str, Any]:
    said: dict[str, Any] = {"path": [_base64(one) for one in proof.path]}
    if proof.other is not None:
        said["other"] = {"stream": str(UUID(bytes=proof.other[0])), "version": proof.other[1]}
    return said


def _place(row: Row) -> dict[str, Any]:
    return {"leaf": row.leaf, "position": row.position, "recorded_at": written(row.recorded_us), "version": row.version}


def _place_alone(row: Row) -> dict[str, Any]:
    return {**_place(row), "content": _base64(content_digest(row.topic, memento(row.state)))}


class _Openings:
    """What opens the sealed parts of some events, asked for at once."""

    def __init__(self, ledger: Ledger, rows: Iterable[Row]) -> None:
        wanted: set[str] = set()
        for row in rows:
            wanted |= states.people_in(orjson.loads(states.parse(row.state).header))
        self._keys = ledger.keyring.people.keys_of(wanted)

    def event(self, row: Row) -> dict[str, Any]:
        held = states.parse(row.state)
        said = {**_place(row), "topic": row.topic}
        if not held.parts:
            return {**said, "state": held.header.decode()}
        people = states.owners(orjson.loads(held.header), len(held.parts))
        boxes = b"".join([part.box for part in held.parts])
        return {
            **said,
            "header": held.header.decode(),
            "parts": [self._part(row, number, people[number], part) for number, part in enumerate(held.parts)],
            "boxes": _base64(sha256(boxes).digest()),
        }

    def _part(self, row: Row, number: int, person: str, part: Part) -> dict[str, Any]:
        """Without `content` for somebody who was erased."""
        said: dict[str, Any] = {"commitment": _base64(part.commitment), "bytes": len(part.box)}
        key = self._keys.get(person)
        if key is None:
            return said
        place = place_of(UUID(bytes=row.stream), row.version, row.topic, number)
        try:
            salted = key.decrypt(part.box[:12], part.box[12:], place)
        except InvalidTag as error:
            raise EventUnreadable(
                f"Event {row.version} of stream {UUID(bytes=row.stream)} cannot be opened. Run `outcomes check`.",
            ) from error
        return {**said, "salt": _base64(salted[:SALT_BYTES]), "content": salted[SALT_BYTES:].decode()}


def written(recorded_us: int) -> str:
    return (EPOCH + timedelta(microseconds=recorded_us)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
