"""The second tree: which is the last version of every stream. By it a pack proves that it holds *all* of one's events.

It is a tree over the bits of streams' ids. A stream can stand only on the way that its own id points out, so for one
root there is one answer for each stream, and 'no such stream' can be proved as well. Down to depth 16 every node is
there; a *bucket* of streams that share their first 16 bits is split by further bits only as far as they need it.

    hash of no stream         SHA-256 of nothing
    hash of one stream        SHA-256(0x00 || id || version), where it is alone in a bucket or below
    hash of several           SHA-256(0x01 || those with the next bit 0 || those with the next bit 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from struct import Struct

from ledger.proof.hashing import EMPTY_ROOT, leaf_hash, node_hash

BUCKET_BITS = 16
ID_BITS = 128

_HEAD = Struct(">16sQ")

Head = tuple[bytes, int]
"""A stream's id as 16 bytes, and its last version."""


def bucket_of(stream: bytes) -> int:
    return int.from_bytes(stream[:2], "big")


def head_hash(stream: bytes, version: int) -> bytes:
    return leaf_hash(_HEAD.pack(stream, version))


def bucket_hash(heads: Sequence[Head], depth: int = BUCKET_BITS) -> bytes:
    """Over the streams of one bucket, in any order."""
    if not heads:
        return EMPTY_ROOT
    if len(heads) == 1:
        return head_hash(*heads[0])
    sides = _sides(heads, depth)
    return node_hash(bucket_hash(sides[0], depth + 1), bucket_hash(sides[1], depth + 1))


@dataclass(frozen=True, slots=True)
class StreamProof:
    """`path` are the siblings from the stream's place up to the root; its length is the depth of that place.

    `other` is the stream that stands in that place alone, when the stream asked for is not there.
    """

    path: tuple[bytes, ...]
    other: Head | None = None


class StreamTree:
    """The levels above the buckets, kept so that changing some buckets costs only the ways from them to the root."""

    def __init__(self, buckets: Mapping[int, bytes]) -> None:
        self._empty = [EMPTY_ROOT]
        for _ in range(BUCKET_BITS):
            self._empty.append(node_hash(self._empty[-1], self._empty[-1]))
        self._levels: list[dict[int, bytes]] = [{} for _ in range(BUCKET_BITS + 1)]
        self.change(buckets)

    def change(self, buckets: Mapping[int, bytes]) -> None:
        self._levels[0].update(buckets)
        changed = set(buckets)
        for height in range(BUCKET_BITS):
            changed = {index >> 1 for index in changed}
            above = self._levels[height + 1]
            for index in changed:
                above[index] = node_hash(self._node(height, 2 * index), self._node(height, 2 * index + 1))

    @property
    def root(self) -> bytes:
        return self._node(BUCKET_BITS, 0)

    def prove(self, stream: bytes, heads: Sequence[Head]) -> StreamProof:
        """That the stream has the version it has, or is not there. `heads` are those of its bucket."""
        below, other = _prove_within(stream, list(heads))
        bucket = bucket_of(stream)
        above = (self._node(height, (bucket >> height) ^ 1) for height in range(BUCKET_BITS))
        return StreamProof((*below, *above), other)

    def _node(self, height: int, index: int) -> bytes:
        return self._levels[height].get(index, self._empty[height])


def stream_root(proof: StreamProof, stream: bytes, version: int | None) -> bytes | None:
    """The root that the proof leads to for a stream's last version; `version` None says that it is not there.

    None where the proof cannot be one.
    """
    depth = len(proof.path)
    if not BUCKET_BITS <= depth <= ID_BITS or (version is not None and proof.other is not None):
        return None
    if version is not None:
        found = head_hash(stream, version)
    elif proof.other is None:
        found = EMPTY_ROOT
    else:
        other, _ = proof.other
        if other == stream or len(other) != len(stream) or _first_bits(other, depth) != _first_bits(stream, depth):
            return None
        found = head_hash(*proof.other)
    for sibling in proof.path:
        depth -= 1
        found = node_hash(sibling, found) if _bit(stream, depth) else node_hash(found, sibling)
    return found


def _prove_within(stream: bytes, heads: list[Head]) -> tuple[list[bytes], Head | None]:
    """The siblings below the bucket, from the deepest up, and who else stands in the place."""
    depth, path = BUCKET_BITS, []
    while len(heads) > 1:
        sides = _sides(heads, depth)
        side = _bit(stream, depth)
        path.append(bucket_hash(sides[1 - side], depth + 1))
        heads, depth = sides[side], depth + 1
    return path[::-1], next((head for head in heads if head[0] != stream), None)


def _sides(heads: Sequence[Head], depth: int) -> tuple[list[Head], list[Head]]:
    byte, mask = depth >> 3, 0x80 >> (depth & 7)
    return [h for h in heads if not h[0][byte] & mask], [h for h in heads if h[0][byte] & mask]


def _bit(stream: bytes, depth: int) -> int:
    return stream[depth >> 3] >> (7 - (depth & 7)) & 1


def _first_bits(stream: bytes, depth: int) -> int:
    return int.from_bytes(stream, "big") >> (8 * len(stream) - depth)
