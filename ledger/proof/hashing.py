"""The Merkle tree of RFC 9162, section 2.1, with SHA-256: hashes, roots and proofs. Pure, and exactly as published.

A tree over leaves is asked through `Nodes`: the hash of the complete subtree of 2^height leaves that begins at leaf
`index << height`. Whoever keeps those (ledger/proof/tiles.py; a list, in tests) can prove anything about the tree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

Nodes = Callable[[int, int], bytes]
"""(height, index) -> hash of a complete subtree."""

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""

_FOLDED_AT_ONCE = 256
_FOLDED_HEIGHT = 8


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def split(leaves: int) -> int:
    """The largest power of two that is smaller than the number of leaves (at least 2)."""
    return 1 << ((leaves - 1).bit_length() - 1)


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of hashes of equally high subtrees."""
    level: Sequence[bytes] = hashes
    while len(level) > 1:
        pairs = iter(level)
        level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
    return level[0]


def root_over(hashes: Sequence[bytes]) -> bytes:
    """The root over any number of leaf hashes; also over complete subtrees of one height and a smaller last one."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) & (len(hashes) - 1) == 0:
        return fold(hashes)
    left = split(len(hashes))
    return node_hash(fold(hashes[:left]), root_over(hashes[left:]))


def range_hash(nodes: Nodes, first: int, past: int) -> bytes:
    """The hash over leaves [first, past), where the tree has a node over just these."""
    leaves = past - first
    if leaves & (leaves - 1) == 0:
        height = leaves.bit_length() - 1
        return nodes(height, first >> height)
    middle = first + split(leaves)
    return node_hash(range_hash(nodes, first, middle), range_hash(nodes, middle, past))


def root(nodes: Nodes, size: int) -> bytes:
    return range_hash(nodes, 0, size) if size else EMPTY_ROOT


class Frontier:
    """The root of a tree that grows by its leaf hashes, in memory for one hash a level."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def extend(self, hashes: Sequence[bytes]) -> None:
        place = 0
        while place < len(hashes):
            whole = self.size % _FOLDED_AT_ONCE == 0 and len(hashes) - place >= _FOLDED_AT_ONCE
            width, height = (_FOLDED_AT_ONCE, _FOLDED_HEIGHT) if whole else (1, 0)
            self._push(fold(hashes[place : place + width]), height)
            self.size += width
            place += width

    def _push(self, added: bytes, height: int) -> None:
        while (self.size >> height) & 1:
            added = node_hash(self._peaks.pop(), added)
            height += 1
        self._peaks.append(added)

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        *larger, found = self._peaks
        for peak in reversed(larger):
            found = node_hash(peak, found)
        return found


# ---- consistency: RFC 9162 section 2.1.4 -----------------------------------------------------------------------------


def consistency_proof(nodes: Nodes, earlier: int, later: int) -> list[bytes]:
    """PROOF(earlier, D[0:later]); empty where there is nothing to prove (equal sizes, or an empty earlier tree)."""
    if not 0 <= earlier <= later:
        raise ValueError(f"a tree of {earlier} leaves does not come before one of {later}")
    return [] if earlier in (0, later) else list(_subproof(nodes, earlier, 0, later, True))


def _subproof(nodes: Nodes, earlier: int, first: int, past: int, complete: bool) -> Iterator[bytes]:
    if earlier == past:
        if not complete:
            yield range_hash(nodes, first, past)
        return
    middle = first + split(past - first)
    if earlier <= middle:
        yield from _subproof(nodes, earlier, first, middle, complete)
        yield range_hash(nodes, middle, past)
    else:
        yield from _subproof(nodes, earlier, middle, past, False)
        yield range_hash(nodes, first, middle)


def is_consistent(earlier: int, later: int, earlier_root: bytes, later_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of `later` leaves begins with that of `earlier` ones (RFC 9162, 2.1.4.2)."""
    if not 0 <= earlier <= later:
        return False
    if earlier == later:
        return not path and earlier_root == later_root
    if earlier == 0:
        return not path and earlier_root == EMPTY_ROOT
    proof = [earlier_root, *path] if earlier & (earlier - 1) == 0 else list(path)
    if not proof:
        return False
    place, last = earlier - 1, later - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == earlier_root and new == later_root


# ---- inclusion, of any number of leaves at once ----------------------------------------------------------------------


def joint_proof(nodes: Nodes, indexes: Iterable[int], size: int) -> list[bytes]:
    """What a verifier of these leaves lacks of the tree: the hash over every largest range that holds none of them.

    In order from the left. For one leaf it is the inclusion proof of RFC 9162, section 2.1.3, from left to right; for
    many it is much shorter than a proof for each.
    """
    wanted = sorted(set(indexes))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < size:
        raise ValueError(f"leaves {wanted[0]} to {wanted[-1]} are not in a tree of {size} leaves")
    return list(_lacking(nodes, wanted, 0, size)) if size else []


def _lacking(nodes: Nodes, wanted: Sequence[int], first: int, past: int) -> Iterator[bytes]:
    if not wanted:
        yield range_hash(nodes, first, past)
    elif past - first > 1:
        middle = first + split(past - first)
        left = bisect_left(wanted, middle)
        yield from _lacking(nodes, wanted[:left], first, middle)
        yield from _lacking(nodes, wanted[left:], middle, past)


def root_from_joint(leaves: dict[int, bytes], size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that leaf hashes by index and a joint proof lead to; None for a proof too short or too long."""
    wanted = sorted(leaves)
    if size < 1 or (wanted and not 0 <= wanted[0] <= wanted[-1] < size):
        return None
    given = iter(proof)
    try:
        found = _joined(leaves, wanted, 0, size, given)
    except StopIteration:
        return None
    return found if next(given, None) is None else None


def _joined(
    leaves: dict[int, bytes], wanted: Sequence[int], first: int, past: int, given: Iterator[bytes]
) -> bytes:
    if not wanted:
        return next(given)
    if past - first == 1:
        return leaves[first]
    middle = first + split(past - first)
    left = bisect_left(wanted, middle)
    before = _joined(leaves, wanted[:left], first, middle, given)
    return node_hash(before, _joined(leaves, wanted[left:], middle, past, given))

