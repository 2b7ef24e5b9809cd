"""Claims that later knowledge speaks against, or for: by loads, by the command line, in a real ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.acts.erasing import erase_called
from api.claiming.places import claim_called
from api.claiming.preparing import prepare_round
from api.claiming.rechecking import claims_at_risk, kept_in_spite, mark_at_risk, recheck
from api.trails.trail import trail_of
from ledger.ledger import Ledger
from tests.api.conftest import Outcomes
from tests.claims.conftest import NewSample, load
from tests.claims.packs import rows_of, write_rows

SCHEME = "troubled-families-2012"
ROUND = date(2013, 7, 31)


@pytest.fixture
def claimed(sample: NewSample) -> Ledger:
    ledger = sample()
    assert prepare_round(ledger, SCHEME, ROUND, by="officer").claims
    mark_at_risk(ledger, "officer")
    return ledger


def a_claim(ledger: Ledger, result: str) -> tuple[str, str]:
    """A claim of the result, and the authority's own name for its family."""
    for one in recheck(ledger):
        if one.claim.result == result:
            return one.claim.id, ledger.register.family_ids([one.family.id])[one.family.id]
    raise AssertionError(f"the part of the sample has no claim of {result}")


def late_incidents(folder: Path, family_id: str, number: int = 12) -> Path:
    blank = dict.fromkeys(rows_of("asb")[0], "")
    rows = [blank | {"family_id": family_id, "category": "incident", "starts_on": f"2013-07-{day:02}"}
            for day in range(1, number + 1)]
    return write_rows(folder / "asb.csv", rows).parent


def test_a_load_puts_the_claim_at_risk_and_says_so(outcomes: Outcomes, claimed: Ledger, tmp_path: Path) -> None:
    claim, family_id = a_claim(claimed, "CAE")
    pack = late_incidents(tmp_path / "late", family_id)
    loaded = outcomes("load", pack, "--ledger", claimed.name, "--by", "police liaison")
    assert loaded.code == 0 and "1 claim is at risk" in loaded.err
    [row] = outcomes("claims", "at-risk", "--ledger", claimed.name, "--format", "csv").rows
    assert (row["claim"], row["family_id"], row["status"], row["verdict_now"]) == (
        claim, family_id, "prepared", "not-valid")
    assert "anti-social behaviour: incident, 2013-07-" in row["why"]
    assert row["recorded_by"] == "police liaison" and row["source"].startswith("asb.csv line ")
    fact = next(entry for entry in claimed.history(claim_called(claimed, claim)[1].id)
                if entry.position == int(row["fact_position"]))
    assert fact.event.topic == "family.observed.v1"


def test_a_person_decides_and_it_stays_decided(outcomes: Outcomes, claimed: Ledger, tmp_path: Path) -> None:
    claim, family_id = a_claim(claimed, "CAE")
    load(claimed, late_incidents(tmp_path / "late", family_id), tmp_path / "rejects")
    mark_at_risk(claimed, "officer")
    kept = outcomes("claims", "keep", claim, "--reason", "another family's incidents", "--by", "Cfo",
                    "--ledger", claimed.name)
    assert kept.code == 0
    [row] = outcomes("claims", "recheck", "--ledger", claimed.name, "--format", "csv").rows
    assert (row["claim"], row["on_record"]) == (claim, "kept")
    assert claims_at_risk(claimed) == []
    assert [one.claim.id for one in kept_in_spite(claimed)] == [claim]
    assert "It was kept by a person's decision" in outcomes("trail", claim, "--ledger", claimed.name).out


def test_recheck_as_known_before_finds_nothing_and_records_nothing(
    outcomes: Outcomes, claimed: Ledger, tmp_path: Path
) -> None:
    claim, family_id = a_claim(claimed, "CAE")
    before = claimed.position()
    load(claimed, late_incidents(tmp_path / "late", family_id), tmp_path / "rejects")
    position = claimed.position()
    asked = ("claims", "recheck", "--ledger", claimed.name, "--format", "csv")
    assert outcomes(*asked, "--known", before).rows == []
    assert [row["on_record"] for row in outcomes(*asked, "--known", position).rows] == ["not rechecked yet"]
    assert "It was not rechecked since" in outcomes("trail", claim, "--ledger", claimed.name).out
    assert claimed.position() == position
    [row] = outcomes(*asked, "--by", "officer").rows
    assert (row["claim"], row["verdict_then"], row["verdict_now"], row["on_record"]) == (
        claim, "valid", "not-valid", "at risk")
    assert claim_called(claimed, claim)[2].risk is not None


def test_only_families_that_changed_are_decided_again(
    claimed: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.claiming import rechecking

    decided: list[str] = []
    really = rechecking.decide_again
    monkeypatch.setattr(rechecking, "decide_again", lambda family, authority, claim, scheme: (
        decided.append(claim.id), really(family, authority, claim, scheme))[1])
    claim, family_id = a_claim(claimed, "CAE")
    decided.clear()
    assert mark_at_risk(claimed, "officer") == [] and decided == []
    load(claimed, late_incidents(tmp_path / "late", family_id), tmp_path / "rejects")
    assert [one.claim.id for one in mark_at_risk(claimed, "officer")] == [claim]
    assert set(decided) == {one.claim.id for one in recheck(claimed) if one.family.claims.keys() & {claim}}


def test_a_changed_calendar_has_every_claim_decided_again(claimed: Ledger) -> None:
    """The last term before the round's day is found to have ended after it: there are other last three terms."""
    authority = claimed.authority()
    last = max((term for term in authority.terms.values() if term.ends_on <= ROUND), key=lambda term: term.ends_on)
    authority.withdraw_term(last.term_id, "school census")
    claimed.save(authority)
    turned = mark_at_risk(claimed, "officer")
    assert turned
    assert all(one.fact is not None and one.fact.event.topic == "authority.term-withdrawn.v1" for one in turned)


def test_a_claim_is_decided_under_the_rules_that_it_was_made_under(claimed: Ledger) -> None:
    found = recheck(claimed)
    assert found and not any(one.found.differs for one in found)
    with claimed.transaction() as cursor:
        kept = {row[0] for row in cursor.execute("SELECT digest FROM rule_set").fetchall()}
    assert {one.claim.record["rules"] for one in found} <= kept


def test_a_refused_result_that_becomes_valid_is_offered_in_the_next_round(sample: NewSample, tmp_path: Path) -> None:
    """Its attendance was wrong at first: not valid in July, and valid in October on what the school says now."""
    ledger, good = sample(), tmp_path / "good"
    wrong = [row | {"sessions_unauthorised": "90", "sessions_authorised": "0"} for row in rows_of("attendance")
             if row["person_id"] in _children_of("OXF-00002") and row["term_id"].startswith("201213")]
    right = [row for row in rows_of("attendance") if row["record_id"] in {row["record_id"] for row in wrong}]
    load(ledger, write_rows(tmp_path / "bad" / "attendance.csv", wrong).parent, tmp_path / "rejects")
    family_id = "OXF-00002"
    july = prepare_round(ledger, SCHEME, ROUND, by="officer")
    stream = ledger.register.families([family_id])[family_id]
    assert str(stream) not in {line.family for line in july.of_round.lines.values() if line.main}
    load(ledger, write_rows(good / "attendance.csv", right).parent, tmp_path / "rejects")
    need = dict.fromkeys(rows_of("needs")[0], "") | {
        "record_id": "N-OF-ANOTHER", "family_id": family_id, "need": "missing", "starts_on": "2013-08-01"}
    for number, row in enumerate([need, need | {"starts_on": "2013-08-02"}, need | {"withdrawn": "yes"}]):
        load(ledger, write_rows(tmp_path / f"mistaken{number}" / "needs.csv", [row]).parent, tmp_path / "rejects")
    october = prepare_round(ledger, SCHEME, date(2013, 10, 31), by="officer")
    [claim] = [line.claim for line in october.of_round.lines.values() if line.family == str(stream) and line.main]
    assert october.newly_valid[claim].startswith("not-valid in the round of 2013-07-31")
    no_relapse = trail_of(ledger, claim, "auditor").answers[6]
    assert no_relapse.events and not any("missing" in told.sentence for told in no_relapse.events)
    assert f"that day {len(no_relapse.events)} record" in no_relapse.details[0]


def _children_of(family_id: str) -> set[str]:
    return {row["person_id"] for row in rows_of("people") if row["family_id"] == family_id}


def test_a_claim_whose_evidence_was_erased_stands_and_is_not_decided_again(
    outcomes: Outcomes, claimed: Ledger, tmp_path: Path
) -> None:
    claim, family_id = a_claim(claimed, "CAE")
    person = next(row["person_id"] for row in rows_of("people") if row["family_id"] == family_id)
    erase_called(claimed, person, "asked for it", "Data protection officer", "officer")
    load(claimed, late_incidents(tmp_path / "late", family_id), tmp_path / "rejects")
    assert mark_at_risk(claimed, "officer", everything=True) == []
    assert claim not in {one.claim.id for one in recheck(claimed)}
    assert claim_called(claimed, claim)[2].stands
    trail = outcomes("trail", claim, "--ledger", claimed.name, "--by", "inspector")
    assert trail.code == 0 and "Evidence erased" in trail.out and person not in trail.out
    october = prepare_round(claimed, SCHEME, date(2013, 10, 31), by="officer")
    assert claim not in october.claims
