"""From a row of the event table to its leaf in the tree: the layout that docs/proof.md gives byte by byte.

Everything in the row is hashed. What is sealed is hashed by itself first, so that an evidence pack can show a leaf
without handing out what is sealed; and topic and state together, so that the place and time of an event can be shown
without its content.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from struct import Struct
from typing import Any, NamedTuple

FORM = 1
SEALED_FORM = 1
_SEALED = bytes([SEALED_FORM])

_ENTRY = Struct(">BQQq16sQ32s")
_HASHED = Struct(">BBQQq16sQ32s")
_CLEAR_BYTES = Struct(">xI")


class Row(NamedTuple):
    """A row as it is stored. `recorded_us` are microseconds since 1970-01-01T00:00:00Z; `stream` the uuid's bytes."""

    leaf: int
    position: int
    recorded_us: int
    stream: bytes
    version: int
    topic: str
    state: bytes


def memento(state: bytes) -> bytes:
    """The state with its sealed part, if it has one, replaced by that part's SHA-256."""
    if not state or state[0] != SEALED_FORM:
        return state
    clear_past = _CLEAR_BYTES.size + _CLEAR_BYTES.unpack_from(state)[0]
    return state[:clear_past] + sha256(state[clear_past:]).digest()


def content_digest(topic: str, remembered: bytes) -> bytes:
    """Over the topic, after its length in two bytes, and the memento of the state."""
    named = topic.encode()
    return sha256(len(named).to_bytes(2, "big") + named + remembered).digest()


def entry_of(row: Row) -> bytes:
    """The 81 bytes whose leaf hash stands in the tree."""
    leaf, position, recorded_us, stream, version, topic, state = row
    return entry_from(leaf, position, recorded_us, stream, version, content_digest(topic, memento(state)))


def entry_from(leaf: int, position: int, recorded_us: int, stream: bytes, version: int, digest: bytes) -> bytes:
    return _ENTRY.pack(FORM, leaf, position, recorded_us, stream, version, digest)


def leaf_hashes(rows: Iterable[Row | tuple[Any, ...]]) -> list[bytes]:
    """`hashing.leaf_hash(entry_of(row))` of each, in one go."""
    hashes: list[bytes] = []
    named: dict[str, bytes] = {}
    for leaf, position, recorded_us, stream, version, topic, state in rows:
        name = named.get(topic)
        if name is None:
            encoded = topic.encode()
            name = named[topic] = len(encoded).to_bytes(2, "big") + encoded
        if state[:1] == _SEALED:
            past = 5 + int.from_bytes(state[1:5], "big")
            state = state[:past] + sha256(state[past:]).digest()
        digest = sha256(name + state).digest()
        hashes.append(sha256(_HASHED.pack(0, FORM, leaf, position, recorded_us, stream, version, digest)).digest())
    return hashes
