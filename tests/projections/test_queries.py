"""What readers are told, and what they are told when they ask for what is not there."""

from __future__ import annotations

from datetime import date

import pytest

from domain.family import Family
from ledger.ledger import Ledger
from ledger.rule_sets import UnknownScheme
from projections.errors import FamilyUnknown, NotAttached, ResultUnknown
from projections.queries.claiming import claimable
from projections.queries.eligible import eligibility
from projections.queries.explaining import explanation
from projections.queries.histories import history
from projections.queries.programmes import programme
from projections.queries.state import status
from projections.runner import catch_up
from tests.projections.agencies import BY, Agencies

SCHEME, ON = "troubled-families-2012", date(2014, 10, 31)


@pytest.fixture
def projected(agencies: Agencies) -> Agencies:
    agencies.record()
    catch_up(agencies.ledger)
    return agencies


def attached_family(ledger: Ledger) -> str:
    return claimable(ledger, SCHEME, ON)[0].family_id


def test_every_family_on_record_is_listed_in_order(projected: Agencies) -> None:
    listed = [row.family_id for row in eligibility(projected.ledger, SCHEME, ON)]
    assert listed == sorted(projected.families)
    assert all(row.criteria == sorted(row.criteria) for row in eligibility(projected.ledger, SCHEME, ON))


def test_before_the_first_event_nobody_was_on_record(projected: Agencies) -> None:
    assert eligibility(projected.ledger, SCHEME, ON, known=1) == []
    assert claimable(projected.ledger, SCHEME, ON, known=1) == []


def test_reasons_name_measures_first_and_then_the_parts_that_fail(projected: Agencies) -> None:
    rows = claimable(projected.ledger, SCHEME, ON)
    assert {row.result for row in rows} == {"CAE", "PtW", "CE"}
    assert [row.result for row in rows[:3]] == ["CAE", "PtW", "CE"]
    for row in rows:
        assert row.reasons.startswith("EDU ") == (row.result == "CAE")
        assert (row.amount_pence > 0) == (row.verdict == "valid")
        if row.verdict == "not-valid":
            assert "not met: " in row.reasons


def test_an_explanation_agrees_with_the_lists_and_shows_its_evidence(projected: Agencies) -> None:
    ledger = projected.ledger
    for row in eligibility(ledger, SCHEME, ON):
        told = explanation(ledger, row.family_id, SCHEME, ON)
        assert (told.reasons[0].answer == "met") == row.eligible
        assert sorted(reason.clause for reason in told.reasons[1:] if reason.answer == "met") == row.criteria
        relied = set().union(*(reason.observations_relied_on() for reason in told.reasons))
        assert relied == set(told.evidence)
        assert all(evidence.position <= told.known for evidence in told.evidence.values())
    answers = {"met": "valid", "unknown": "hold"}
    for one in claimable(ledger, SCHEME, ON):
        (reason,) = explanation(ledger, one.family_id, SCHEME, ON, result=one.result).reasons
        assert answers.get(reason.answer, "not-valid") == one.verdict


def test_what_is_not_there_is_said_plainly(projected: Agencies) -> None:
    ledger = projected.ledger
    attached = {row.family_id for row in claimable(ledger, SCHEME, ON)}
    other = next(family_id for family_id in sorted(projected.families) if family_id not in attached)
    with pytest.raises(FamilyUnknown, match="no family 'nobody'"):
        history(ledger, "nobody")
    with pytest.raises(FamilyUnknown, match="not on record at position 1"):
        explanation(ledger, other, SCHEME, ON, known=1)
    with pytest.raises(NotAttached, match="not attached"):
        explanation(ledger, other, SCHEME, ON, result="CAE")
    with pytest.raises(ResultUnknown, match="CAE, PtW, CE"):
        explanation(ledger, other, SCHEME, ON, result="SSP")
    with pytest.raises(UnknownScheme):
        eligibility(ledger, "nothing", ON)


def test_programme_adds_up_with_the_lists(projected: Agencies) -> None:
    rounds = programme(projected.ledger, SCHEME)
    assert len(rounds) == 9
    for one in rounds:
        rows = claimable(projected.ledger, SCHEME, one.day)
        assert one.attached == len({row.family_id for row in rows})
        assert one.eligible == sum(row.eligible for row in eligibility(projected.ledger, SCHEME, one.day))
        for kind, claims in one.claims.items():
            valid = [row for row in rows if row.result == kind and row.verdict == "valid"]
            assert (claims.results, claims.amount_pence) == (len(valid), sum(row.amount_pence for row in valid))
        mains = {row.family_id for row in rows if row.verdict == "valid" and row.result != "PtW"}
        assert one.turned_around == len(mains)
    assert sum(one.claims["CAE"].new_results for one in rounds) >= max(one.claims["CAE"].results for one in rounds)


def test_status_counts_what_the_log_holds(projected: Agencies) -> None:
    ledger = projected.ledger
    now = status(ledger)
    assert now.families == len(projected.families) == now.events_by_topic["family.registered.v1"]
    assert now.events == ledger.event_count()
    assert (now.lag_events, now.lag_seconds, now.parked) == (0, 0.0, [])
    family = Family(next(iter(projected.families.values())).id)
    for entry in ledger.history(family.id):
        family.apply(entry.event, entry.position)
    family.withdraw(next(iter(family.observations)), "a test", BY)
    ledger.save(family)
    assert (status(ledger).lag_events, status(ledger).lag_seconds > 0) == (1, True)
