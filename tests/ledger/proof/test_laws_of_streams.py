"""The tree of last versions: one answer for each stream, for a given root."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from ledger.proof.hashing import EMPTY_ROOT, leaf_hash, node_hash
from ledger.proof.streams import Head, StreamProof, StreamTree, bucket_hash, bucket_of, stream_root

near = st.sampled_from([b"\x12\x34", b"\x12\x35", b"\xff\xff", b"\x00\x00"])
ends = st.binary(min_size=2, max_size=2)
ids = st.builds(lambda start, end: start + bytes(12) + end, near, ends) | st.binary(min_size=16, max_size=16)
heads_of = st.dictionaries(ids, st.integers(1, 2**40), max_size=25)


def naive(heads: list[Head], depth: int = 0) -> bytes:
    """As the module's description has it."""
    if depth >= 16 and len(heads) <= 1:
        return leaf_hash(heads[0][0] + heads[0][1].to_bytes(8, "big")) if heads else EMPTY_ROOT
    if depth < 16 and not heads:
        below = naive([], depth + 1)
        return node_hash(below, below)
    bit = [(head[0][depth // 8] >> (7 - depth % 8)) & 1 for head in heads]
    sides = [[head for head, side in zip(heads, bit, strict=True) if side == wanted] for wanted in (0, 1)]
    return node_hash(naive(sides[0], depth + 1), naive(sides[1], depth + 1))


def bucket_hashes(heads: Iterable[Head]) -> dict[int, bytes]:
    buckets: dict[int, list[Head]] = {}
    for head in heads:
        buckets.setdefault(bucket_of(head[0]), []).append(head)
    return {bucket: bucket_hash(held) for bucket, held in buckets.items()}


def tree_of(heads: dict[bytes, int]) -> StreamTree:
    return StreamTree(bucket_hashes(heads.items()))


def in_bucket(heads: dict[bytes, int], stream: bytes) -> list[Head]:
    return [head for head in heads.items() if bucket_of(head[0]) == bucket_of(stream)]


@given(heads_of)
def test_the_root_is_the_naive_one(heads: dict[bytes, int]) -> None:
    assert tree_of(heads).root == naive(list(heads.items()))


@given(heads_of, heads_of)
def test_changing_some_buckets_is_making_it_anew(heads: dict[bytes, int], later: dict[bytes, int]) -> None:
    tree, after = tree_of(heads), heads | later
    touched = {bucket_of(stream) for stream in later}
    tree.change({bucket: held for bucket, held in bucket_hashes(after.items()).items() if bucket in touched})
    assert tree.root == tree_of(after).root


@given(heads_of, ids)
def test_a_stream_has_its_version_and_no_other(heads: dict[bytes, int], asked: bytes) -> None:
    tree = tree_of(heads)
    for stream in [*heads, asked]:
        proof, version = tree.prove(stream, in_bucket(heads, stream)), heads.get(stream)
        assert stream_root(proof, stream, version) == tree.root
        assert stream_root(proof, stream, 1 if version is None else None) != tree.root
        assert stream_root(proof, stream, (version or 0) + 1) != tree.root


@given(heads_of.filter(bool))
def test_a_stream_that_is_there_cannot_be_denied_by_a_proof_of_another(heads: dict[bytes, int]) -> None:
    tree = tree_of(heads)
    for stream in heads:
        for other in heads:
            proof = tree.prove(other, in_bucket(heads, other))
            for denied in (StreamProof(proof.path), StreamProof(proof.path, (other, heads[other]))):
                assert stream_root(denied, stream, None) != tree.root
