"""A pack convinces a stranger of what is so, and of nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from family_builders import family_of, observed

from ledger.ledger import Ledger
from ledger.proof.checkpointing import add_cosignatures, note_over, seal
from ledger.proof.errors import NotSealed
from ledger.proof.evidence import claim_evidence, family_evidence
from ledger.proof.notes import COSIGNATURE, SigningKey
from ledger.proof.packs import Asked, pack
from ledger.proof.verify import verify
from ledger.sealing.erasing import erase_person
from ledger.sealing.ledger_keys import public_key
from tests.ledger.proof.conftest import Claimed


@pytest.fixture(scope="session")
def claim_pack(claimed_ledger: Claimed) -> bytes:
    family, claim = claimed_ledger.one
    return claim_evidence(claimed_ledger.ledger, {family: [claim]})


def changed(made: bytes, change: Callable[[dict[str, Any]], None]) -> bytes:
    said = json.loads(made)
    change(said)
    return json.dumps(said).encode()


def test_a_claim_is_verified(claimed_ledger: Claimed, claim_pack: bytes) -> None:
    found = verify(claim_pack, [claimed_ledger.key])
    assert found.holds, found.page()
    [claim] = found.claims
    assert (claim.claim, claim.verdict, claim.wrong, claim.erased) == (claimed_ledger.one[1], "valid", (), False)
    assert claim.amount_pence > 0 and found.families == 1
    assert found.page().startswith("VERIFIED\n") and len(found.page().splitlines()) < 20


def test_the_same_question_gives_the_same_bytes(claimed_ledger: Claimed, claim_pack: bytes) -> None:
    family, claim = claimed_ledger.one
    assert claim_evidence(claimed_ledger.ledger, {family: [claim]}) == claim_pack


def test_it_holds_this_familys_events_up_to_the_claim_and_no_one_elses(
    claimed_ledger: Claimed, claim_pack: bytes
) -> None:
    said = json.loads(claim_pack)
    ledger, (family, _) = claimed_ledger.ledger, claimed_ledger.one
    [of_family] = [stream for stream in said["streams"] if stream["stream"] == str(family)]
    history = ledger.history(family, of_family["until"])
    assert [event["position"] for event in of_family["events"]] == [entry.position for entry in history]
    assert len(said["streams"]) == 2, "the family's, and the authority's with the school terms"
    people = {person for person, _ in ledger.family(family).stays}
    others = {person for other in list(claimed_ledger.claims)[1:4] for person, _ in ledger.family(other).stays}
    assert any(person.encode() in claim_pack for person in people)
    assert not any(person.encode() in claim_pack for person in others - people)


def test_a_whole_return_is_verified_and_adds_up(claimed_ledger: Claimed) -> None:
    made = claim_evidence(claimed_ledger.ledger, claimed_ledger.claims, claimed_ledger.return_stream)
    started = time.perf_counter()
    found = verify(made, [claimed_ledger.key])
    assert found.holds, found.page()
    assert time.perf_counter() - started < 20
    assert len(found.claims) == sum(map(len, claimed_ledger.claims.values()))
    assert found.return_total_pence == sum(claim.amount_pence for claim in found.claims)


def test_a_claim_left_out_of_its_return_is_missed(claimed_ledger: Claimed) -> None:
    some = dict(sorted(claimed_ledger.claims.items())[1:])
    found = verify(claim_evidence(claimed_ledger.ledger, some, claimed_ledger.return_stream), [claimed_ledger.key])
    assert not found.holds and "of the return is" in found.page()


def test_another_key_is_not_trusted(claim_pack: bytes, claimed_ledger: Claimed) -> None:
    other = SigningKey(f"outcomes-ledger/{claimed_ledger.ledger.name}", b"o" * 32).public
    found = verify(claim_pack, [other])
    assert not found.holds and "not signed by the key that is trusted" in found.page()
    assert not verify(claim_pack, []).holds
    assert "no public key" in verify(claim_pack, ["nonsense"]).page()


def of_family(said: dict[str, Any]) -> dict[str, Any]:
    return max(said["streams"], key=lambda stream: len(json.dumps(stream["events"])))


def event(said: dict[str, Any], with_part: bool = True) -> dict[str, Any]:
    return next(one for one in of_family(said)["events"] if ("parts" in one) == with_part and one["version"] > 1)


def swap_two(said: dict[str, Any]) -> None:
    events = of_family(said)["events"]
    events[1], events[2] = events[2], events[1]


def drop_last(said: dict[str, Any]) -> None:
    of_family(said)["events"].pop()


def drop_last_and_say_so(said: dict[str, Any]) -> None:
    stream = of_family(said)
    stream["events"].pop()
    stream["last_version"] -= 1


def make_the_last_come_later(said: dict[str, Any]) -> None:
    stream = of_family(said)
    last = stream["events"].pop()
    stream["until"] = last["position"] - 1
    stream["next"] = [{**{name: last[name] for name in ("leaf", "position", "recorded_at", "version")},
                       "content": "A" * 43 + "="}]


def forge_amount(said: dict[str, Any]) -> None:
    claim = of_family(said)["events"][-1]
    for name in ("state", "header"):
        if name in claim:
            claim[name] = claim[name].replace('"amount_pence":', '"amount_pence":1')


def forge_content(said: dict[str, Any]) -> None:
    part = event(said)["parts"][0]
    part["content"] = part["content"].replace("1", "2", 1)


def forge_topic(said: dict[str, Any]) -> None:
    event(said)["topic"] = "family.member-left.v1"


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "content": forge_content,
    "a header": lambda said: event(said).update(header=event(said)["header"].replace('"by":"', '"by":"x')),
    "a topic": forge_topic,
    "a time": lambda said: event(said).update(recorded_at="2020-01-01T00:00:00.000000Z"),
    "a position": lambda said: event(said).update(position=event(said)["position"] + 1),
    "a leaf": lambda said: event(said).update(leaf=event(said)["leaf"] + 1),
    "an event left out": lambda said: of_family(said)["events"].pop(2),
    "the last event left out": drop_last,
    "the last event left out, and the version": drop_last_and_say_so,
    "the last event put after the end": make_the_last_come_later,
    "two events swapped": swap_two,
    "the amount": forge_amount,
    "the size in the checkpoint": lambda said: said.update(
        checkpoint=said["checkpoint"].replace("\nposition", "\nposition 1", 1)),
    "a hash of the tree": lambda said: said["tree"].__setitem__(0, said["tree"][-1]),
    "a hash too many": lambda said: said["tree"].append(said["tree"][0]),
    "a hash too few": lambda said: said["tree"].pop(),
    "the proof of the last version": lambda said: of_family(said)["proof"]["path"].__setitem__(0, said["tree"][0]),
    "the rules": lambda said: said["rules"].update(
        {digest: texts.replace("15", "16") for digest, texts in said["rules"].items()}),
    "no rules": lambda said: said["rules"].clear(),
    "a claim that is none": lambda said: said.update(claims=[1]),
    "the form": lambda said: said.update(form="outcomes-evidence.v2"),
    "everything but the form": lambda said: [said.pop(name) for name in list(said) if name != "form"],
    "a stream twice": lambda said: said["streams"].append(said["streams"][0]),
    "a number that is text": lambda said: event(said).update(leaf=str(event(said)["leaf"])),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_in_a_pack_is_told(claimed_ledger: Claimed, claim_pack: bytes, change: str) -> None:
    made = changed(claim_pack, CHANGES[change])
    assert json.loads(made) != json.loads(claim_pack)
    found = verify(made, [claimed_ledger.key])
    assert not found.holds
    assert found.page().startswith("NOT VERIFIED\n") and (found.wrong or any(one.wrong for one in found.claims))


@pytest.mark.parametrize("made", [b"", b"[]", b"null", b"{}", b'{"form":"outcomes-evidence.v1"}', b"\xff", b"[" * 9999])
def test_what_is_no_pack_is_said_to_be_none(made: bytes, claimed_ledger: Claimed) -> None:
    assert not verify(made, [claimed_ledger.key]).holds


def test_a_dishonest_ledger_that_signs_a_wrong_claim_is_found_out(own_claimed: Callable[[str], Claimed]) -> None:
    """The record of a claim is written by hand, and everything sealed and signed as it should be."""
    from domain.events.claims import ClaimPrepared

    claimed = own_claimed("dishonest")
    family_id, claim_id = claimed.one
    ledger, family = claimed.ledger, claimed.ledger.family(claimed.one[0])
    record = dict(family.claims[claim_id].record)
    record["amount"] = {**record["amount"], "amount_pence": 123_400}
    record["criteria_when_attached"] = ["everything"]
    family.record(
        ClaimPrepared, "a dishonest officer", claim="FORGED", scheme=record["scheme"], result=record["result"],
        main=True, round_on=family.claims[claim_id].round_on, amount_pence=123_400,
        record={**record, "claim": "FORGED"})
    ledger.save(family)
    found = verify(claim_evidence(ledger, {family_id: ["FORGED"]}), [claimed.key])
    [claim] = found.claims
    assert not found.holds and len(claim.wrong) == 4
    assert "preparer is 'a dishonest officer' on the claim and 'prep' in its record" in found.page()
    assert "pence had been claimed for the family before" in found.page()
    assert "criteria_when_attached comes to something else" in found.page()


def test_a_family_without_claims_is_shown_up_to_any_position(ledger: Ledger) -> None:
    family = family_of(5)
    ledger.save(family)
    until = ledger.position()
    seal(ledger)
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None
    for known, events in ((until, 5), (until - 2, 3)):
        found = verify(family_evidence(ledger, family.id, known), [key])
        assert found.holds and found.events == events + 1 and found.checkpoint is not None
    observed(family, "later")
    ledger.save(family)
    seal(ledger)
    before = family_evidence(ledger, family.id, until)
    assert verify(before, [key]).events == 6 and b'"next"' in before
    with pytest.raises(NotSealed, match="outcomes seal"):
        pack(ledger, Asked({family.id: until + 100}))


def test_witnesses_can_be_asked_for(ledger: Ledger) -> None:
    family = family_of(3)
    ledger.save(family)
    seal(ledger)
    witness = SigningKey("kent.example", b"k" * 32, COSIGNATURE)
    made = family_evidence(ledger, family.id)
    with ledger.transaction() as cursor:
        key, note = public_key(cursor), note_over(cursor)
        assert key is not None
        add_cosignatures(cursor, note.with_signature(witness.sign(note.text, 1_800_000_000)), [witness.public])
    assert not verify(made, [key, witness.public], signatures_needed=2).holds
    found = verify(family_evidence(ledger, family.id), [key, witness.public], signatures_needed=2)
    assert found.holds and found.signed_by == (key.name, "kent.example")


def test_after_an_erasure_proofs_and_payments_hold_and_nothing_is_decided_anew(
    own_claimed: Callable[[str], Claimed]
) -> None:
    claimed = own_claimed("forgetful")
    family, claim = claimed.one
    before = claim_evidence(claimed.ledger, {family: [claim]})
    person = min(person for person, _ in claimed.ledger.family(family).stays)
    contents = [part["content"] for one in of_family(json.loads(before))["events"] for part in one.get("parts", ())
                if json.loads(one["header"]).get("person") == person]  # fmt: skip
    erase_person(claimed.ledger, person, "asked for", "the officer in charge", "tests")
    seal(claimed.ledger)
    after = claim_evidence(claimed.ledger, {family: [claim]})
    found = verify(after, [claimed.key])
    assert found.holds and found.erased_events >= len(contents) > 0
    [then], [now] = verify(before, [claimed.key]).claims, found.claims
    assert now.erased and now.amount_pence == then.amount_pence
    assert "evidence erased: cannot be decided again" in found.page()
    assert not any(content.encode() in after for content in contents)
    assert verify(before, [claimed.key]).holds, "a pack made before is evidence still, for whoever has it"


def test_it_needs_no_database_no_network_and_no_ledger(claim_pack: bytes, claimed_ledger: Claimed, tmp_path) -> None:
    """In a process that cannot import any of them, nor open a socket."""
    (tmp_path / "pack.json").write_bytes(claim_pack)
    program = """
import sys, socket
class Refused:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] in {'psycopg', 'psycopg_pool', 'eventsourcing', 'orjson', 'fastapi', 'pydantic', 'typer'}:
            raise ImportError(name)
sys.meta_path.insert(0, Refused())
def no_socket(*_, **__): raise OSError('no network')
socket.socket.connect = no_socket
from ledger.proof.verify import verify
found = verify(open(sys.argv[1], 'rb').read(), [sys.argv[2]])
print(found.page())
sys.exit(0 if found.holds else 1)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "pack.json"), claimed_ledger.key],
        capture_output=True, text=True,
        env={name: value for name, value in os.environ.items() if "DATABASE" not in name})
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("VERIFIED\n")


def every_name(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for held in value.values():
            yield from every_name(held)


def test_no_key_is_in_a_pack(claim_pack: bytes, claimed_ledger: Claimed) -> None:
    import base64

    ledger = claimed_ledger.ledger
    with ledger.transaction() as cursor:
        wrapped = cursor.execute("SELECT person, wrapped FROM person_key").fetchall()
    for person, held in wrapped[:500]:
        key = ledger.database.master_key.unwrap(person, bytes(held))
        assert base64.b64encode(key) not in claim_pack and base64.b64encode(bytes(held)) not in claim_pack
    assert "key" not in set(every_name(json.loads(claim_pack)))
