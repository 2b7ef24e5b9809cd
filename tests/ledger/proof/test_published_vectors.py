"""The vectors that implementations of Certificate Transparency and of signed notes are held to."""

from __future__ import annotations

from base64 import b64decode

import pytest

from ledger.proof.hashing import (
    EMPTY_ROOT,
    consistency_proof,
    fold,
    is_consistent,
    leaf_hash,
    root_over,
)
from ledger.proof.notes import COSIGNATURE, Note, NoteUnusable, PublicKey, SigningKey
from tests.ledger.proof.one_leaf import inclusion_proof, root_from_inclusion

ENTRIES = [bytes.fromhex(entry) for entry in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]  # fmt: skip
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def nodes(height: int, index: int) -> bytes:
    return fold(LEAVES[index << height : (index + 1) << height])


def test_the_root_of_nothing() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots(size: int) -> None:
    assert root_over(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_inclusion(index: int, size: int) -> None:
    proof = inclusion_proof(nodes, index, size)
    assert [one.hex() for one in proof] == INCLUSION[index, size]
    found = root_from_inclusion(index, size, LEAVES[index], proof)
    assert found is not None and found.hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("earlier", "later"), CONSISTENCY)
def test_consistency(earlier: int, later: int) -> None:
    proof = consistency_proof(nodes, earlier, later)
    assert [one.hex() for one in proof] == CONSISTENCY[earlier, later]
    old, new = (bytes.fromhex(ROOTS[size - 1]) for size in (earlier, later))
    assert is_consistent(earlier, later, old, new, proof)


NEUMANN = PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
NEUMANN_SAID = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""


def test_a_published_note_and_its_key() -> None:
    note = Note.parse(NEUMANN_SAID)
    assert str(note) == NEUMANN_SAID
    assert note.signed_by([NEUMANN]) == [NEUMANN]
    with pytest.raises(NoteUnusable, match="PeterNeumann does not verify"):
        Note.parse(NEUMANN_SAID.replace("answer", "Answer")).signed_by([NEUMANN])


def test_keys_that_signed_nothing_are_not_named() -> None:
    other = SigningKey("PeterNeumann", b"o" * 32).public
    assert Note.parse(NEUMANN_SAID).signed_by([other]) == []


def test_a_key_is_refused_when_a_character_of_it_was_changed() -> None:
    with pytest.raises(NoteUnusable, match="changed in writing"):
        PublicKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Tw")


@pytest.mark.parametrize("key", ["", "a", "a+b", "a+12345678+AAAA", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE="])
def test_what_is_no_key_is_said_to_be_none(key: str) -> None:
    with pytest.raises(NoteUnusable):
        PublicKey.parse(key)


@pytest.mark.parametrize("note", [
    "", "text\n", "text\n\n", "text\n\n— a bm9uZQ==", "text\n\n- a bm9uZQ==\n", "te\txt\n\n— a bm9uZW5vbmU=\n",
    "text\n\n— a bm9u\n", "text\n\n— a bm9uZW5vbmU\n"])  # fmt: skip
def test_what_is_no_note_is_said_to_be_none(note: str) -> None:
    with pytest.raises(NoteUnusable):
        Note.parse(note)


def test_a_witness_signs_the_time_too() -> None:
    text = "outcomes-ledger/x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
    ledger, witness = SigningKey("outcomes-ledger/x", b"l" * 32), SigningKey("kent.example", b"w" * 32, COSIGNATURE)
    line = witness.sign(text, 1_700_000_000)
    note = Note(text, (ledger.sign(text), line))
    assert note.signed_by([ledger.public, witness.public]) == [ledger.public, witness.public]
    signature = b64decode(line.split(" ")[2])
    assert int.from_bytes(signature[4:12], "big") == 1_700_000_000
    later = Note(text, (ledger.sign(text), witness.sign(text, 1_700_000_001).replace("— kent", "— kent")))
    assert later.signed_by([witness.public]) == [witness.public]
    as_note_signature = SigningKey("kent.example", b"w" * 32)
    assert as_note_signature.public.id != witness.public.id
