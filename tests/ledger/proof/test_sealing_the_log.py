from __future__ import annotations

import threading
from datetime import UTC, datetime
from random import Random

import pytest
from family_builders import BY, family_of
from tampering import tampered

from ledger.errors import AppendRefused
from ledger.ledger import Ledger
from ledger.proof.checkpointing import (
    add_cosignatures,
    heads_in,
    last_checkpoint,
    note_over,
    notes,
    seal,
    seal_if_due,
    stream_tree,
)
from ledger.proof.checkpoints import Checkpoint, trusted_checkpoint
from ledger.proof.errors import CheckpointUnknown, SealRefused
from ledger.proof.hashing import (
    consistency_proof,
    is_consistent,
    joint_proof,
    leaf_hash,
    root_from_joint,
    root_over,
)
from ledger.proof.leaves import Row, entry_of, leaf_hashes
from ledger.proof.notes import COSIGNATURE, Note, NoteUnusable, SigningKey
from ledger.proof.rows import rows_from
from ledger.proof.streams import bucket_of, stream_root
from ledger.proof.tiles import TileNodes
from ledger.sealing.ledger_keys import public_key


def leaves_of(ledger: Ledger) -> list[bytes]:
    with ledger.transaction() as cursor:
        return [leaf_hash(entry_of(Row._make(row))) for rows in rows_from(cursor, 0, 2**40) for row in rows]


def grown(ledger: Ledger, events: int) -> None:
    ledger.save_in_bulk([family_of(5) for _ in range(events // 5)])


def test_a_checkpoint_is_over_every_event_and_signed(ledger: Ledger) -> None:
    grown(ledger, 1000)
    checkpoint = seal(ledger)
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        assert key is not None and key.name == f"outcomes-ledger/{ledger.name}"
        assert trusted_checkpoint(note_over(cursor), [key]) == checkpoint == last_checkpoint(cursor)
    assert checkpoint.size == ledger.event_count() and checkpoint.position == ledger.position()
    assert checkpoint.root == root_over(leaves_of(ledger))
    assert abs((datetime.now(UTC) - checkpoint.sealed_at).total_seconds()) < 60


def test_the_quick_way_to_a_leaf_is_the_documented_one(ledger: Ledger) -> None:
    ledger.save(family_of(5))
    with ledger.transaction() as cursor:
        for rows in rows_from(cursor, 0, 100, at_once=2):
            assert leaf_hashes(rows) == [leaf_hash(entry_of(Row._make(row))) for row in rows]


def test_sealing_again_without_news_is_the_same_checkpoint(ledger: Ledger) -> None:
    assert seal(ledger) == seal(ledger)
    ledger.save(family_of(3))
    assert seal(ledger).size == 4
    with ledger.transaction() as cursor:
        assert [Checkpoint.parse(note.text).size for note in notes(cursor)] == [1, 4]


def test_sealed_in_any_portions_the_tree_is_the_same_and_everything_can_be_proved(ledger: Ledger) -> None:
    rng = Random(5)
    sealed = [seal(ledger)]
    for _ in range(6):
        grown(ledger, rng.choice([5, 50, 255, 256, 600, 2000]))
        sealed.append(seal(ledger))
    leaves = leaves_of(ledger)
    with ledger.transaction() as cursor:
        nodes = TileNodes(cursor)
        last = sealed[-1]
        for checkpoint in sealed:
            assert checkpoint.root == root_over(leaves[: checkpoint.size])
            proof = consistency_proof(nodes, checkpoint.size, last.size)
            assert is_consistent(checkpoint.size, last.size, checkpoint.root, last.root, proof)
        for index in rng.sample(range(last.size), 200):
            proof = joint_proof(nodes, [index], last.size)
            assert root_from_joint({index: leaves[index]}, last.size, proof) == last.root


def test_a_checkpoint_commits_to_the_last_version_of_every_stream(ledger: Ledger) -> None:
    families = [family_of(3) for _ in range(50)]
    ledger.save_in_bulk(families)
    seal(ledger)
    grown_one = ledger.family(families[0].id)
    grown_one.withdraw("record0", "a test", BY)
    ledger.save(grown_one)
    checkpoint = seal(ledger)
    ledger.save(family_of(2))
    with ledger.transaction() as cursor:
        tree = stream_tree(cursor)
        assert tree.root == checkpoint.streams
        for family in families:
            stream = family.id.bytes
            heads = heads_in(cursor, [bucket_of(stream)], checkpoint.size)[bucket_of(stream)]
            expected = 4 if family is families[0] else 3
            assert stream_root(tree.prove(stream, heads), stream, expected) == checkpoint.streams


def test_it_is_due_when_there_is_news_and_the_time_has_come(ledger: Ledger) -> None:
    assert seal_if_due(ledger, 3600) is not None
    assert seal_if_due(ledger, 0) is None
    ledger.save(family_of(2))
    assert seal_if_due(ledger, 3600) is None
    assert seal_if_due(ledger, -10) is not None


def test_two_who_seal_at_once_make_one_checkpoint(ledger: Ledger) -> None:
    grown(ledger, 500)
    found: list[Checkpoint] = []
    threads = [threading.Thread(target=lambda: found.append(seal(ledger))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 4 and len({(one.size, one.root) for one in found}) == 1


def test_checkpoints_never_change(ledger: Ledger) -> None:
    seal(ledger)
    for change in ("UPDATE checkpoint SET size = 7", "DELETE FROM checkpoint"):
        with pytest.raises(AppendRefused, match="signed checkpoints never change"), ledger.transaction() as cursor:
            cursor.execute(change)


def test_nothing_is_signed_that_does_not_go_on_from_what_was_signed(ledger: Ledger) -> None:
    grown(ledger, 300)
    seal(ledger)
    with tampered(ledger) as cursor:
        cursor.execute("UPDATE tile SET hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) WHERE level = 0")
    grown(ledger, 10)
    with pytest.raises(SealRefused, match="outcomes check"):
        seal(ledger)


def test_nothing_is_signed_over_a_gap(ledger: Ledger) -> None:
    seal(ledger)
    grown(ledger, 300)
    with tampered(ledger) as cursor:
        cursor.execute("DELETE FROM event WHERE leaf = 17")
    with pytest.raises(SealRefused, match="Leaf"):
        seal(ledger)


def test_a_witness_co_signs_what_it_saw(ledger: Ledger) -> None:
    checkpoint = seal(ledger)
    witness = SigningKey("kent.example/witness", b"k" * 32, COSIGNATURE)
    with ledger.transaction() as cursor:
        text = str(note_over(cursor, checkpoint.size))
        seen = Note.parse(text)
        cosigned = seen.with_signature(witness.sign(seen.text, 1_800_000_000))
        assert add_cosignatures(cursor, cosigned, [witness.public]) == [witness.public]
        key = public_key(cursor)
        assert key is not None
        assert trusted_checkpoint(note_over(cursor), [key, witness.public], signatures_needed=2) == checkpoint
        with pytest.raises(NoteUnusable, match="1 of 2"):
            trusted_checkpoint(Note.parse(text), [key, witness.public], signatures_needed=2)
        with pytest.raises(NoteUnusable, match="not signed by the key"):
            trusted_checkpoint(cosigned, [witness.public])
        with pytest.raises(CheckpointUnknown, match="over 77 events"):
            note_over(cursor, 77)


def test_the_text_of_a_checkpoint_has_one_form(ledger: Ledger) -> None:
    text = seal(ledger).text
    assert Checkpoint.parse(text).text == text
    for wrong in (text.replace("streams ", ""), text + "more\n", text.replace("\n1\n", "\n01\n"), text[:-1], ""):
        with pytest.raises(NoteUnusable):
            Checkpoint.parse(wrong)
