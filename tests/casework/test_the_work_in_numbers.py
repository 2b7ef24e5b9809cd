"""What the tables say of the work is what the log says, and counts by district add up to those of the programme."""

from __future__ import annotations

from datetime import date

import pytest

from api.casework.counting import by_district
from domain.casework import commands
from ledger.ledger import Ledger
from projections.queries import since
from projections.queries.as_known import answers
from projections.queries.brought_in import attached_by
from projections.queries.caseloads import (
    caseloads,
    is_worked_with,
    referrals,
    referrals_by_agency,
    reviews_due,
)
from projections.queries.pages import WHOLE
from projections.queries.programmes import programme, programme_known
from projections.queries.studying import Study, studied
from projections.rebuild import rebuild
from projections.runner import catch_up
from tests.casework.conftest import BY, TODAY
from tests.projections.contents import held, ought

SCHEME, DAY = "troubled-families-2012", date(2014, 3, 31)
CLAUSES = ("eligibility", "CAE", "PtW", "CE", "EDU", "ASB", "OFF")


def test_the_tables_hold_what_the_families_say(worked_with: Ledger) -> None:
    position, contents = held(worked_with)
    assert contents == ought(worked_with, position)
    assert all(contents[table] for table in ("intervention", "referral", "review", "lead_worker", "district"))
    assert rebuild(worked_with, compare=True).differences == []


def test_the_tables_and_the_log_give_the_same_families(worked_with: Ledger) -> None:
    now = studied(worked_with, SCHEME, CLAUSES)
    assert any(one.outcomes for one in now.rows) and any(one.casework.interventions for one in now.rows)
    families = worked_with.register.families([now.rows[0].family_id])
    family = worked_with.family(next(iter(families.values())))
    commands.locate(family, "a" * 16, "Elsewhere", DAY, BY)
    worked_with.save(family)
    catch_up(worked_with)
    assert studied(worked_with, SCHEME, CLAUSES, now.position) == now


def test_what_was_known_then_is_what_every_family_folded_then_says(
    worked_with: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are true of families of which nothing was recorded since."""
    last = studied(worked_with, SCHEME, CLAUSES).position
    folded = {known: list(answers(worked_with, known, WHOLE, Study(SCHEME, CLAUSES, known)))
              for known in range(last // 2, last + 1, last // 12)}  # fmt: skip
    assert {known: studied(worked_with, SCHEME, CLAUSES, known).rows for known in folded} == folded
    monkeypatch.setattr(since, "CHANGED_MAX", 1)
    assert studied(worked_with, SCHEME, CLAUSES, last // 2).rows == folded[last // 2]


def test_numbers_as_known_then_are_those_of_folding_everyone(
    worked_with: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def numbers(known: int) -> object:
        return programme_known(worked_with, SCHEME, None, known), attached_by(worked_with, SCHEME, DAY, known)

    last = worked_with.position()
    told = {known: numbers(known) for known in range(last // 2, last + 1, last // 6)}
    monkeypatch.setattr(since, "CHANGED_MAX", 0)
    assert {known: numbers(known) for known in told} == told


def test_counts_by_district_add_up_to_those_of_the_programme(worked_with: Ledger) -> None:
    found = by_district(worked_with, SCHEME, DAY)
    (whole,) = programme(worked_with, SCHEME, [DAY])
    assert len({row.district for row in found.rows}) > 2
    assert sum(row.eligible for row in found.rows) == whole.eligible
    assert sum(row.attached for row in found.rows) == whole.attached
    assert sum(row.turned_around for row in found.rows) == whole.turned_around
    for kind, claims in whole.claims.items():
        assert sum(row.claimable[kind] for row in found.rows) == claims.results


@pytest.mark.parametrize("day", [date(2012, 6, 30), DAY, date(2015, 6, 30)])
def test_every_family_worked_with_is_in_one_caseload(worked_with: Ledger, day: date) -> None:
    families = studied(worked_with, SCHEME, ()).rows
    held = caseloads(families, day)
    assert sum(one.families for one in held) == sum(is_worked_with(one.attached, day) for one in families)
    assert len({one.lead_worker for one in held}) == len(held)


def test_every_referral_has_one_fate(worked_with: Ledger) -> None:
    families = studied(worked_with, SCHEME, ()).rows
    made = referrals(families, TODAY)
    assert len(made) == sum(len(one.casework.referrals) for one in families) > 0
    for row in referrals_by_agency(made):
        assert row.made == row.accepted + row.declined + row.no_answer + row.waiting


def test_a_referral_answered_later_waits_on_the_day(worked_with: Ledger) -> None:
    families = studied(worked_with, SCHEME, ()).rows
    answered = next(one for one in referrals(families, TODAY) if one.fate != "waiting" and one.days > 1)
    (then,) = [one for one in referrals(families, answered.referred_on) if one.entry == answered.entry]
    assert (then.fate, then.days) == ("waiting", 0)


def test_a_case_is_due_until_it_is_seen_again(worked_with: Ledger) -> None:
    families = {one.family_id: one for one in studied(worked_with, SCHEME, ()).rows}
    due = reviews_due(families.values(), TODAY)
    for one in due:
        assert one.overdue_days == (TODAY - one.due_on).days >= 0 and one.lead_worker
        seen = [row.reviewed_on for row in families[one.family_id].casework.reviews]
        assert max(seen) == one.reviewed_on
    assert due and reviews_due(families.values(), date(2012, 4, 1)) == []
