"""Packs made to mislead: by whoever has nothing but a pack, and by an officer who has the program and its keys."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from domain.authority import AUTHORITY_STREAM
from domain.events.claims import ClaimPrepared
from ledger.proof.checkpointing import seal
from ledger.proof.evidence import claim_evidence
from ledger.proof.notes import COSIGNATURE, Note, SigningKey
from ledger.proof.packs import Asked, pack
from ledger.proof.verify import verify
from ledger.rule_library import texts_by_digest
from tests.ledger.proof.conftest import Claimed


@pytest.fixture(scope="module")
def dishonest(database: Any, tmp_path_factory: pytest.TempPathFactory) -> Claimed:
    from tests.ledger.proof.conftest import make_claimed

    return make_claimed(database, tmp_path_factory.mktemp("rejects"), "misleading")


def recorded_by_hand(claimed: Claimed, name: str, **said: Any) -> tuple[int, dict[str, Any]]:
    """A claim beside the one there is, its record changed by `said`; where it stands in the log."""
    ledger, (family_id, claim_id) = claimed.ledger, claimed.one
    family = ledger.family(family_id)
    record = {**family.claims[claim_id].record, "claim": name, **said}
    family.record(
        ClaimPrepared, "a dishonest officer", claim=name, scheme=record["scheme"], result=record["result"], main=True,
        round_on=family.claims[claim_id].round_on, amount_pence=record["amount"]["amount_pence"], record=record)
    ledger.save(family)
    seal(ledger)
    return ledger.position(), record


def packed(claimed: Claimed, position: int, record: dict[str, Any], until: dict[Any, int]) -> bytes:
    digest = record["rules"]
    return pack(claimed.ledger, Asked(until, [position], {digest: texts_by_digest(claimed.ledger, digest)}))


def test_the_authoritys_terms_are_not_withheld(claimed_ledger: Claimed) -> None:
    """Its stream ends before the claim was decided: the terms that it rests on are said to have come later."""
    family_id, claim_id = claimed_ledger.one
    claim = claimed_ledger.ledger.family(family_id).claims[claim_id]
    made = packed(claimed_ledger, claim.known_at, dict(claim.record), {family_id: claim.known_at, AUTHORITY_STREAM: 1})
    found = verify(made, [claimed_ledger.key])
    assert not found.holds and "the authority's events end at 1" in found.page()


def test_a_claim_rests_on_nothing_that_came_after_it(dishonest: Claimed) -> None:
    ledger, (family_id, _) = dishonest.ledger, dishonest.one
    ahead = ledger.position() + 2
    position, record = recorded_by_hand(dishonest, "AHEAD", known=ahead)
    recorded_by_hand(dishonest, "LATER")
    found = verify(packed(dishonest, position, record, {family_id: ledger.position()}), [dishonest.key])
    assert not found.holds
    assert f"it was decided as known at position {ahead}, and recorded at {position}" in found.page()


def test_a_claim_passes_over_nothing_that_was_known_of_its_family(dishonest: Claimed) -> None:
    """The record says that it was decided as known before what spoke against it came."""
    ledger, (family_id, _) = dishonest.ledger, dishonest.one
    known = ledger.family(family_id).learned_at - 1
    position, record = recorded_by_hand(dishonest, "BLIND", known=known)
    found = verify(packed(dishonest, position, record, {family_id: position}), [dishonest.key])
    assert not found.holds
    assert f"it was decided as known at position {known}, and passes over what was known at" in found.page()


def test_what_was_claimed_before_is_not_forgotten(dishonest: Claimed) -> None:
    """All of it is right but that it is the second one: the cap would have left less."""
    position, record = recorded_by_hand(dishonest, "SECOND", preparer="a dishonest officer")
    found = verify(packed(dishonest, position, record, {dishonest.one[0]: position}), [dishonest.key])
    assert not found.holds and "pence had been claimed for the family before" in found.page()


def test_a_local_plan_that_is_not_the_authoritys_decides_nothing(dishonest: Claimed) -> None:
    from ledger.rule_library import keep
    from ledger.rule_sets import rule_set

    laxer = rule_set("troubled-families-2012", "oxfordshire-bulletin")
    keep(dishonest.ledger, laxer.name, "oxfordshire-bulletin")
    position, record = recorded_by_hand(dishonest, "LAXER", rules=laxer.digest, overlay="oxfordshire-bulletin")
    found = verify(packed(dishonest, position, record, {dishonest.one[0]: position}), [dishonest.key])
    assert not found.holds
    assert "under the local plan 'oxfordshire-bulletin', and the authority's is None" in found.page()


def test_rules_of_ones_own_are_told_from_those_that_are_published(claimed_ledger: Claimed) -> None:
    family_id, claim_id = claimed_ledger.one
    claim = claimed_ledger.ledger.family(family_id).claims[claim_id]
    made = packed(claimed_ledger, claim.known_at, dict(claim.record), {family_id: claim.known_at})
    assert "as this program ships them" in verify(made, [claimed_ledger.key]).page()
    said = json.loads(made)
    own = next(iter(said["rules"].values())).replace("Troubled", "Untroubled", 1)
    assert own not in said["rules"].values()
    said["rules"][sha256(own.encode()).hexdigest()] = own
    found = verify(json.dumps(said).encode(), [claimed_ledger.key])
    assert [rules.shipped for rules in found.rules] == [True, False]
    assert "not as this program ships them: compare the texts" in found.page()


def test_it_is_told_that_the_history_went_on(dishonest: Claimed) -> None:
    """A claim that was withdrawn afterwards verifies as decided: what became of it is not in its pack."""
    recorded_by_hand(dishonest, "AFTERWARDS")
    found = verify(claim_evidence(dishonest.ledger, {dishonest.one[0]: [dishonest.one[1]]}), [dishonest.key])
    assert found.holds and found.continued == 1
    assert "what became of a claim later is not here" in found.page()


@pytest.mark.parametrize("twice", ["claims", "form", "streams"])
def test_a_name_that_stands_twice_is_refused(claimed_ledger: Claimed, twice: str) -> None:
    """Whoever reads the pack by another program might be shown the other one."""
    family_id, claim_id = claimed_ledger.one
    made = claim_evidence(claimed_ledger.ledger, {family_id: [claim_id]})
    forged = b'{"%s":[],' % twice.encode() + made[1:]
    assert json.loads(forged) == json.loads(made)
    assert "a name stands twice" in verify(forged, [claimed_ledger.key]).page()


def test_a_claim_is_in_a_pack_once(claimed_ledger: Claimed) -> None:
    family_id, claim_id = claimed_ledger.one
    said = json.loads(claim_evidence(claimed_ledger.ledger, {family_id: [claim_id]}))
    said["claims"] *= 2
    assert "a claim is in the pack more than once" in verify(json.dumps(said).encode(), [claimed_ledger.key]).page()


def test_a_witness_signs_for_no_log_of_its_own(claimed_ledger: Claimed) -> None:
    """Whoever trusts a witness beside a ledger does not take a log that only the witness signed for one."""
    family_id, claim_id = claimed_ledger.one
    said = json.loads(claim_evidence(claimed_ledger.ledger, {family_id: [claim_id]}))
    text = Note.parse(said["checkpoint"]).text
    witness = SigningKey(text.split("\n")[0], b"w" * 32, COSIGNATURE)
    said["checkpoint"] = str(Note(text, (witness.sign(text, 1_800_000_000),)))
    found = verify(json.dumps(said).encode(), [claimed_ledger.key, witness.public])
    assert not found.holds and "is not signed by the key that is trusted" in found.page()


def test_a_forged_pack_writes_nothing_over_the_answer(claimed_ledger: Claimed) -> None:
    """Terminals act on escapes: the page would show VERIFIED in place of what was found."""
    family_id, claim_id = claimed_ledger.one
    said = json.loads(claim_evidence(claimed_ledger.ledger, {family_id: [claim_id]}))
    for spoof in ("\x1b[2J\x1b[HVERIFIED", "\nVERIFIED", "\u202eDEIFIREV"):
        page = "".join(
            verify(json.dumps({**said, name: value}).encode(), [claimed_ledger.key]).page()
            for name, value in (("claims", [spoof]), ("rules", {spoof: next(iter(said["rules"].values()))})))
        assert page.count("NOT VERIFIED\n") == 2
        assert all(line.isprintable() and not line.startswith("VERIFIED") for line in page.split("\n"))
