"""Proofs against the naive reading of RFC 9162: every proof that is made verifies, and nothing else does."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.hashing import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    fold,
    is_consistent,
    joint_proof,
    root_from_joint,
    root_over,
)
from tests.ledger.proof.one_leaf import inclusion_proof, root_from_inclusion

LEAVES = [sha256(b"\x00" + bytes([number % 256, number // 256])).digest() for number in range(700)]
sizes = st.integers(1, 130)


def nodes(height: int, index: int) -> bytes:
    return fold(LEAVES[index << height : (index + 1) << height])


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = max(2**power for power in range(20) if 2**power < len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


@given(st.integers(0, 700))
def test_the_root_is_the_naive_one(size: int) -> None:
    assert root_over(LEAVES[:size]) == naive_root(LEAVES[:size])


@given(st.lists(st.integers(0, 300), max_size=4))
def test_a_frontier_has_the_root_however_the_leaves_come(portions: list[int]) -> None:
    frontier = Frontier()
    for portion in portions:
        frontier.extend(LEAVES[frontier.size : min(frontier.size + portion, len(LEAVES))])
        assert frontier.root() == naive_root(LEAVES[: frontier.size])


@given(sizes, st.data())
def test_a_leaf_is_proved_and_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(nodes, index, size), naive_root(LEAVES[:size])
    assert root_from_inclusion(index, size, LEAVES[index], proof) == root
    assert root_from_inclusion(index, size, LEAVES[index + 1], proof) != root
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
        assert root_from_inclusion(other, size, LEAVES[index], proof) != root
    assert root_from_inclusion(index, size, LEAVES[index], [*proof, LEAVES[0]]) is None
    assert root_from_inclusion(size, size, LEAVES[index], proof) is None


@given(sizes, st.data())
def test_a_tree_goes_on_from_an_earlier_one_and_from_no_other(later: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(0, later))
    proof = consistency_proof(nodes, earlier, later)
    old, new = naive_root(LEAVES[:earlier]), naive_root(LEAVES[:later])
    assert is_consistent(earlier, later, old, new, proof)
    forged = sha256(b"another history").digest()
    assert not is_consistent(earlier, later, forged, new, proof)
    assert earlier == 0 or not is_consistent(earlier, later, old, forged, proof)
    if proof:
        assert not is_consistent(earlier, later, old, new, proof[:-1])
        assert not is_consistent(earlier, later, old, new, [*proof[:-1], forged])


@given(sizes, st.data())
def test_several_leaves_are_proved_together(size: int, data: st.DataObject) -> None:
    indexes = data.draw(st.sets(st.integers(0, size - 1)))
    root, proof = naive_root(LEAVES[:size]), joint_proof(nodes, indexes, size)
    leaves = {index: LEAVES[index] for index in indexes}
    assert root_from_joint(leaves, size, proof) == root
    assert root_from_joint(leaves, size, [*proof, root]) is None
    if proof:
        assert root_from_joint(leaves, size, proof[:-1]) is None
    for index in indexes:
        assert root_from_joint({**leaves, index: LEAVES[size]}, size, proof) != root


@given(sizes, st.data())
def test_a_joint_proof_of_one_leaf_is_its_inclusion_proof_from_left_to_right(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    assert sorted(joint_proof(nodes, [index], size)) == sorted(inclusion_proof(nodes, index, size))


def test_nothing_is_proved_of_a_tree_without_leaves() -> None:
    assert Frontier().root() == EMPTY_ROOT
    assert root_from_joint({}, 0, []) is None
    assert root_from_inclusion(0, 0, EMPTY_ROOT, []) is None
