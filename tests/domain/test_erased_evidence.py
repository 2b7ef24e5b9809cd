"""After a person is erased: what rested on that evidence is unknown, and never passes or fails anew."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain.events.erasure import PersonErased
from domain.family import Attachment, Family, Source, Stay
from domain.observations import Observation
from domain.rules.deciding import Standing, standing
from ledger.rule_sets import SCHEMES, rule_set

SOURCE = Source("test")
DAYS = [date(2012, 6, 1), date(2013, 7, 31), date(2016, 3, 31), date(2020, 2, 29), date(2024, 6, 30)]


def family() -> Family:
    made = Family(UUID(int=1))
    for person, born in (("mum", date(1985, 1, 1)), ("ben", date(2005, 1, 1))):
        made.record_stay(Stay(person, date(2010, 9, 1), None, born, True, person == "mum"), SOURCE)
    made.observe("r1", Observation("", "benefits", "mum", False, {"benefit": "ESA", "starts_on": "2011-01-01"}), SOURCE)
    made.observe("r2", Observation("", "needs", None, True, {"need": "debt", "starts_on": "2011-01-01"}), SOURCE)
    return made


def erase(made: Family, person: str) -> None:
    made.record(PersonErased, "officer", whom=person, reason="asked for it", decided_by="the data protection officer")


def decided(made: Family, scheme: str) -> Standing:
    return standing(made, [], rule_set(scheme))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("day", DAYS)
def test_no_criterion_fails_and_no_result_is_decided_on_erased_evidence(scheme: str, day: date) -> None:
    made = family()
    erase(made, "mum")
    after, ordinal = decided(made, scheme), day.toordinal()
    for name, clause in after.scheme.criteria.items():
        assert clause.outcome(after.case).on(ordinal) in ("met", "unknown"), name
    prospects = after.prospects(Attachment(scheme, after.scheme.attachments_from, "post", day, day, day))
    for result in after.scheme.results:
        assert prospects.verdict(result, ordinal) != "valid"


def test_what_others_evidence_meets_stays_met_and_the_rest_says_why_not() -> None:
    made, day = family(), date(2016, 3, 31).toordinal()
    before = decided(made, "troubled-families-2015").criteria_on(day)
    erase(made, "mum")
    after = decided(made, "troubled-families-2015")
    assert "work-finance" in before and "work-finance" in after.criteria_on(day)
    assert "evidence erased" in after.criterion_reason("health", day).evidence_missing()


def test_an_eligibility_that_rested_on_it_can_no_longer_be_said() -> None:
    made, day = family(), date(2012, 6, 1).toordinal()
    assert decided(made, "troubled-families-2012").criteria_on(day) == ["work"]
    erase(made, "mum")
    after = decided(made, "troubled-families-2012")
    assert after.criteria_on(day) == []
    assert after.scheme.eligibility.outcome(after.case).on(day) == "unknown"
