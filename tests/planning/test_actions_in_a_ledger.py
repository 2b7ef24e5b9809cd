"""Actions in a real ledger: each measure is counted as it was known when agreed, when due, and now."""

from __future__ import annotations

from datetime import date

import pytest

from api.planning import recording
from api.planning.following import followed, followed_action
from domain.casework import commands as casework
from domain.family import Source
from domain.planning.commands import ActionUnknown
from domain.planning.measures import MEASURES
from domain.planning.record import Agreed
from ledger.errors import VersionDiffers
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.as_known import answers
from projections.queries.caseloads import referrals, reviews_due
from projections.queries.claiming import Claimable, claimable
from projections.queries.eligible import Eligible
from projections.queries.glance import glance
from projections.queries.measures import measured
from projections.queries.pages import WHOLE
from projections.queries.studying import Study
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.claims.conftest import NewSample
from tests.money.conftest import ROUND, SCHEME, send

AGREED_ON, DUE_ON, AT = date(2013, 2, 14), date(2013, 7, 31), date(2014, 3, 31)


def said(measure: str, scheme: str = SCHEME) -> Agreed:
    return Agreed(f"move {measure}", "data officer", scheme, measure, AGREED_ON, DUE_ON)


@pytest.fixture(scope="module")
def planned(sample: NewSample) -> Ledger:
    """Every measure has an action, agreed before the first round was claimed."""
    ledger = sample(20)
    for measure in MEASURES:
        recording.agree(ledger, said(measure), "tests")
    send(ledger, ROUND)
    catch_up(ledger)
    return ledger


def test_every_measure_is_the_same_from_the_tables_and_from_the_log(planned: Ledger) -> None:
    for measure in MEASURES:
        now = measured(planned, measure, SCHEME, AT)
        assert now == measured(planned, measure, SCHEME, AT, planned.position()), measure
        assert now.number >= 0


def test_values_known_then_are_those_of_lists_folded_from_the_log(planned: Ledger) -> None:
    """Also where observations, casework and families came since: some before the moment asked about, some after."""
    families = [family for family in planned.every_family() if SCHEME in family.attachments][:3]
    for number, family in enumerate(families):
        record = next(known for known in family.observations.values() if known.observation.kind != "attendance")
        family.withdraw(record.observation.record, "recorded in error", Source("officer"))
        casework.refer(family, f"abcdefgh23456ab{'xyz'[number]}", "out", "Health", DUE_ON,
                       "debt", "officer", date(2026, 1, 1))
        planned.save(family)
    catch_up(planned)
    last = planned.position()
    for known in (1, last // 3, last - 30, last - 5, last - 3, last - 1, last):
        for day in (DUE_ON, AT):
            expected = counted_from_lists(planned, day, known)
            assert {name: measured(planned, name, SCHEME, day, known).number for name in MEASURES} == expected, known


def counted_from_lists(ledger: Ledger, day: date, known: int) -> dict[str, int]:
    seen = glance(ledger, rule_set(SCHEME, ledger.authority(known).overlay), [day], known)
    work = list(answers(ledger, known, WHOLE, Study(SCHEME, (), known)))
    return {
        "families-attached": seen.days[0].attached, "families-turned-around": seen.days[0].turned_around,
        "target-claimed": seen.days[0].turned_around, "claims-at-risk": sum(one.at_risk for one in seen.rounds),
        "families-eligible": sum(row.eligible for row in answers(ledger, known, WHOLE, Eligible(SCHEME, day, known))),
        "results-claimable": sum(
            row.verdict == "valid" for row in answers(ledger, known, WHOLE, Claimable(SCHEME, day, known))),
        "reviews-due": len(reviews_due(work, day)),
        "referrals-waiting": sum(row.fate == "waiting" for row in referrals(work, day)),
    }  # fmt: skip


def test_each_value_is_as_it_was_known_at_its_moment(planned: Ledger) -> None:
    plan = {one.action.measure: one for one in followed(planned, AT)}
    assert [*plan] == [*MEASURES]
    for measure, one in plan.items():
        assert one.due is not None
        agreed_at = one.action.known_at
        assert (one.then.on, one.then.known) == (AGREED_ON, agreed_at)
        assert one.then.value == measured(planned, measure, SCHEME, AGREED_ON, agreed_at)
        assert one.due.value == measured(planned, measure, SCHEME, DUE_ON, one.due.known)
        assert one.now.value == measured(planned, measure, SCHEME, AT)
        assert one.moved == one.now.value.number - one.then.value.number
    turned = plan["families-turned-around"]
    assert turned.then.value.number == 0 < turned.now.value.number
    assert plan["target-claimed"].now.value == (turned.now.value.number, 20)
    valid = sum(row.verdict == "valid" for row in claimable(planned, SCHEME, AT))
    assert plan["results-claimable"].now.value.number == valid > 0


def test_an_action_written_down_after_it_was_due_is_measured_as_known_when_written(planned: Ledger) -> None:
    """The ledger knew nothing in 2013: it was loaded since, and the round was claimed only after the action."""
    one = followed_action(planned, "A4", AT)
    assert one.due is not None and one.due.known == one.action.known_at < planned.position()
    assert one.due.value.number == 0


def test_what_was_asked_then_stays_as_it_was(planned: Ledger) -> None:
    before = followed(planned, AT, planned.position())
    recording.change(planned, "A1", "manager", date(2013, 12, 31), "too much for one post", "tests")
    recording.finish(planned, "A2", date(2013, 7, 1), "tests")
    catch_up(planned)
    changed, done = followed(planned, AT)[:2]
    assert (changed.action.owner, changed.action.first_due_on, changed.due and changed.due.on) == (
        "manager", DUE_ON, date(2013, 12, 31))  # fmt: skip
    assert done.action.state_on(AT) == "done" and done.action.state_on(date(2013, 6, 30)) == "open"
    assert followed(planned, AT, before[0].now.known) == before
    assert [one.due for one in followed(planned, date(2013, 3, 1))] == [None] * len(MEASURES)
    assert followed(planned, date(2013, 2, 13)) == []
    assert followed(planned, AT, scheme="troubled-families-2015") == []


def test_a_decision_on_an_earlier_version_is_not_carried_out(planned: Ledger) -> None:
    version = followed_action(planned, "A3", AT).action.version
    recording.change(planned, "A3", "manager", None, "the post is empty", "tests", version)
    with pytest.raises(VersionDiffers, match="The action has been changed meanwhile"):
        recording.drop(planned, "A3", AT, "no money", "tests", version)
    with pytest.raises(ActionUnknown):
        followed_action(planned, "A99", AT)


def test_the_command_line_from_agreeing_to_the_list(planned: Ledger, outcomes: Outcomes) -> None:
    of = ("--ledger", planned.name, "--by", "T. Ward")
    agreed = outcomes("actions", "agree", "count claims weekly", "--owner", "claims officer", "--measure",
                      "claims-at-risk", "--on", "2013-05-01", "--due", "2013-09-30", *of)  # fmt: skip
    assert agreed.out == "A9, for claims officer, due on 2013-09-30, is on record (recorded).\n"
    put_off = outcomes("actions", "change", "A9", "--due", "2013-12-31", "--reason", "leave", *of)
    assert put_off.out == "A9 is for claims officer, due on 2013-12-31 (first agreed: 2013-09-30).\n"
    assert outcomes("actions", "done", "A9", "--on", "2013-12-01", *of).out == "A9 was done on 2013-12-01.\n"
    refused = outcomes("actions", "drop", "A9", "--reason", "no money", "--on", "2013-12-02", *of)
    assert refused.code == 2 and "take it up again first" in refused.err
    assert outcomes("actions", "take-up", "A9", "--reason", "not yet", *of).code == 0
    listed = outcomes("actions", "list", "--at", "2014-03-31", "--ledger", planned.name, "--format", "csv").out
    assert listed.splitlines()[-1].startswith(f"A9,count claims weekly,claims officer,{SCHEME},claims-at-risk,")
    assert ",late," in listed.splitlines()[-1]
    told = outcomes("actions", "list", "--at", "2014-03-31", "--ledger", planned.name).out
    assert "of 20 (" in told and "when due" in told
    wrong = outcomes("actions", "agree", "x", "--owner", "y", "--measure", "joy", "--due", "2030-01-01", *of)
    assert wrong.code == 2 and "Choose one of: families-attached" in wrong.err
    assert len(outcomes("actions", "measures").out.splitlines()) == len(MEASURES) + 1
