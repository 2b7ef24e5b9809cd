"""The inclusion proof of one leaf, word for word as RFC 9162 has it (2.1.3): what ours of many leaves are held to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.proof.hashing import Nodes, node_hash, range_hash, split


def inclusion_proof(nodes: Nodes, index: int, size: int) -> list[bytes]:
    """PATH(index, D[0:size]): the siblings from the leaf up."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    return list(_path(nodes, index, 0, size))


def _path(nodes: Nodes, index: int, first: int, past: int) -> Iterator[bytes]:
    if past - first == 1:
        return
    middle = first + split(past - first)
    if index < middle:
        yield from _path(nodes, index, first, middle)
        yield range_hash(nodes, middle, past)
    else:
        yield from _path(nodes, index, middle, past)
        yield range_hash(nodes, first, middle)


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that the path leads to from a leaf hash (RFC 9162, 2.1.3.2); None for a path of the wrong length."""
    if not 0 <= index < size:
        return None
    place, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None
