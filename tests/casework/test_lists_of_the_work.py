"""Lists of the work: the tables give, a part at a time, what is worked out of families folded from the log."""

from __future__ import annotations

from datetime import date

import pytest

from api.casework.counting import by_district
from domain.casework import commands
from ledger.identity import new_record_pseudonym
from ledger.ledger import Ledger
from projections.queries import since
from projections.queries.asking import scheme_as_known
from projections.queries.caseloads import caseloads, referrals, referrals_by_agency, reviews_due
from projections.queries.districts import clauses_for_districts, districts
from projections.queries.pages import Part
from projections.queries.studying import studied
from projections.queries.work_by_family import referral_key, referrals_page, reviews_due_page
from projections.queries.work_lists import (
    WAITING,
    Some,
    Wanted,
    caseloads_on,
    referrals_on,
    reviews_due_on,
    reviews_on,
)
from projections.runner import catch_up
from tests.casework.conftest import BY, TODAY

SCHEME = "troubled-families-2012"
DAYS = [date(2012, 9, 1), date(2013, 7, 1), date(2014, 3, 31), date(2015, 6, 30)]
WHOLE = Some()


@pytest.mark.parametrize("day", DAYS)
def test_the_tables_list_what_is_worked_out_of_every_family(worked_with: Ledger, day: date) -> None:
    families = studied(worked_with, SCHEME, ()).rows
    assert caseloads_on(worked_with, SCHEME, day).rows == caseloads(families, day)
    listed, agencies = referrals_on(worked_with, SCHEME, day, Wanted(), WHOLE)
    made = referrals(families, day)
    assert sorted(listed.rows) == sorted(made) and listed.number == len(made)
    assert agencies == referrals_by_agency(made)
    due = reviews_due_on(worked_with, SCHEME, day, WHOLE)
    assert due.rows == reviews_due(families, day) and due.number == len(due.rows)


@pytest.mark.parametrize("day", DAYS[1:])
def test_counts_by_district_are_those_worked_out_of_every_family(worked_with: Ledger, day: date) -> None:
    rules = scheme_as_known(worked_with, SCHEME, None)
    families = studied(worked_with, SCHEME, clauses_for_districts(rules)).rows
    assert by_district(worked_with, SCHEME, day).rows == districts(families, rules, day)


def test_now_and_as_known_then_give_the_same_lists(worked_with: Ledger) -> None:
    only = sorted(worked_with.register.families(one.family_id for one in studied(worked_with, SCHEME, ()).rows)
                  .values())[::2]  # fmt: skip
    asked = [Wanted(), Wanted(fate=WAITING), Wanted(direction="in"), Wanted(agency="CAMHS", fate="accepted")]
    parts = [WHOLE, Some(3), Some(3, 3), Some(None, 0, only), Some(2, 1, only)]

    def told(known: int | None) -> list[object]:
        ledger, day, said = worked_with, DAYS[2], (None, "continue")
        return [
            *(referrals_on(ledger, SCHEME, day, wanted, some, known) for wanted in asked for some in parts),
            *(reviews_on(ledger, SCHEME, day, decision, some, known) for decision in said for some in parts),
            *(reviews_due_on(ledger, SCHEME, DAYS[3], some, known)[:1] for some in parts),
            caseloads_on(ledger, SCHEME, day, known),
        ]  # fmt: skip

    position = studied(worked_with, SCHEME, ()).position
    now = told(None)
    family = worked_with.family(only[0])
    commands.refer(family, "a" * 16, "in", "CAMHS", DAYS[0], "mental health", BY, DAYS[3])
    worked_with.save(family)
    assert told(position) == now
    catch_up(worked_with)
    assert told(position) == now


@pytest.mark.parametrize("changed_max", [1, since.CHANGED_MAX])
def test_by_family_in_parts_they_are_the_same_now_and_as_known_then(
    worked_with: Ledger, changed_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the tables, with families folded beside them, and from the log alone."""
    monkeypatch.setattr(since, "CHANGED_MAX", changed_max)
    ledger, day, waiting = worked_with, DAYS[3], Wanted(fate=WAITING)
    everyone = {row.family_id for row in studied(ledger, SCHEME, ()).rows}

    def work(reviewed_on: date, next_on: date | None) -> None:
        for family in ledger.families(ledger.register.families(sorted(everyone)[::2]).values()).values():
            commands.refer(family, new_record_pseudonym(), "in", "CAMHS", reviewed_on, "mental health", BY, TODAY)
            commands.review(family, new_record_pseudonym(), "A board", reviewed_on, "continue", next_on, BY, TODAY)
            ledger.save(family)

    work(DAYS[1], DAYS[2])
    catch_up(ledger)
    families = studied(ledger, SCHEME, ())
    made = sorted(referrals(families.rows, day), key=referral_key)
    due = sorted(reviews_due(families.rows, day), key=lambda one: one.family_id)
    assert len(made) > len([one for one in made if waiting.holds(one)]) > 3 and len(due) > 1

    def same(known: int | None) -> None:
        for wanted in (Wanted(), waiting):
            rows = [one for one in made if wanted.holds(one)]
            assert referrals_page(ledger, SCHEME, day, wanted, known).rows == rows
            assert referrals_page(ledger, SCHEME, day, wanted, known, Part(referral_key(rows[1]), 2)).rows == rows[2:4]
        assert reviews_due_page(ledger, SCHEME, day, known).rows == due
        assert reviews_due_page(ledger, SCHEME, day, known, Part((due[0].family_id,), 2)).rows == due[1:3]

    same(None)
    work(DAYS[3], None)
    same(families.position)
    catch_up(ledger)
    same(families.position)


def test_what_waits_the_longest_is_first(worked_with: Ledger) -> None:
    [family, *_] = worked_with.families(worked_with.register.families(["F00001.1"]).values()).values()
    for place, day in enumerate((DAYS[2], DAYS[0], DAYS[1])):
        commands.refer(family, f"{place + 2}" * 16, "out", "CAMHS", day, "mental health", BY, DAYS[3])
    worked_with.save(family)
    catch_up(worked_with)
    waiting, _ = referrals_on(worked_with, SCHEME, DAYS[3], Wanted(fate=WAITING), WHOLE)
    days = [one.days for one in waiting.rows]
    assert len(days) >= 3 and days == sorted(days, reverse=True)
