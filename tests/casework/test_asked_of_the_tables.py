"""What works and what came back: the tables say what is worked out of every family, whatever is in them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest

from domain.dates import add_months, date_of
from domain.days import Days
from ledger.ledger import Ledger
from projections.multiranges import multirange
from projections.queries.asking import scheme_as_known
from projections.queries.comparing_work import Cohort, cohort
from projections.queries.followed_in_tables import cohort_in, followed_by
from projections.queries.pages import Part, moment
from projections.queries.relapses import clauses_followed, relapse_key, relapses, relapses_in, relapses_page
from projections.queries.studying import Studied, studied

SCHEME, FIRST = "troubled-families-2012", date(2012, 4, 1)
DAYS = (date(2013, 8, 31), date(2014, 2, 28), date(2016, 6, 30))


@pytest.fixture(scope="module")
def seed() -> int:
    return 2012


@pytest.fixture
def any_tables(worked_with: Ledger, seed: int) -> Ledger:
    """Claims of every status, and sets of days drawn by lot for every clause; of some families nothing."""
    rng, rules = Random(seed), scheme_as_known(worked_with, SCHEME, None)
    clauses = (*clauses_followed(rules), *rules.results)
    with worked_with.transaction() as cursor:
        attached = cursor.execute("SELECT family, attached_on FROM attached WHERE scheme = %s", (SCHEME,)).fetchall()
        cursor.execute("DELETE FROM decision WHERE scheme = %s", (SCHEME,))
        for family, attached_on in attached:
            for clause in rng.sample(clauses, len(clauses) * 2 // 3):
                met = _days(rng) | Days.between(attached_on.toordinal(), attached_on.toordinal() + rng.randrange(90))
                unknown = _days(rng) - met
                irrelevant = _days(rng) - met - unknown
                cursor.execute("INSERT INTO decision VALUES (%s, %s, %s, %s, %s, %s)",
                               (SCHEME, clause, family, *map(multirange, (met, unknown, irrelevant))))  # fmt: skip
            for number, kind in enumerate(rules.results):
                status = rng.choice(("paid", "paid", "repaid", "withdrawn", "submitted"))
                cursor.execute(
                    "INSERT INTO claim (claim, family, scheme, result, main, round_on, amount_pence, paid_pence,"
                    " status, sampled, prepared_by, prepared_at, changed_at)"
                    " VALUES (%s, %s, %s, %s, true, %s, 1, 1, %s, false, 'tests', 1, 1)",
                    (f"{family}-{number}", family, SCHEME, kind, _some_day(rng), status))
    return worked_with


def _days(rng: Random) -> Days:
    starts = [_some_day(rng).toordinal() for _ in range(rng.randrange(4))]
    return Days.of((start, start + 1 + rng.randrange(200)) for start in starts)


def _some_day(rng: Random) -> date:
    return FIRST + timedelta(days=rng.randrange(1_000))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("months", [1, 6, 24])
def test_what_came_back_is_what_is_worked_out_of_every_family(any_tables: Ledger, day: date, months: int) -> None:
    rules = scheme_as_known(any_tables, SCHEME, None)
    worked_out = relapses(_families(any_tables, clauses_followed(rules)), rules, day, months)
    with moment(any_tables, None) as (_, tables):
        assert tables is not None
        assert list(relapses_in(tables, rules, day, months)) == worked_out
    part = Part(relapse_key(worked_out[1]), 3)
    assert relapses_page(any_tables, SCHEME, day, months, None, part).rows == worked_out[2:5] != []


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize(("begun", "within"), [(0, 1), (6, 12), (13, 5)])
def test_who_is_followed_and_what_they_reached_is_the_same(
    any_tables: Ledger, day: date, begun: int, within: int
) -> None:
    rules = scheme_as_known(any_tables, SCHEME, None)
    families = _families(any_tables, tuple(rules.results))
    worked_out = cohort(families, rules.results, day, begun, within)
    with moment(any_tables, None) as (_, tables):
        assert tables is not None
        found = cohort_in(tables, SCHEME, rules.results, day, begun, within)
    assert _counted(found) == _counted(worked_out) and found.not_yet == worked_out.not_yet
    assert sorted(found.support) == sorted(worked_out.support)
    assert {kind: sorted(held) for kind, held in found.kinds.items()} == {
        kind: sorted(held) for kind, held in worked_out.kinds.items()}


def _families(ledger: Ledger, clauses: tuple[str, ...]) -> list[Studied]:
    return studied(ledger, SCHEME, clauses).rows


def _counted(found: Cohort) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in found.families:
        counted[repr((sorted(one.kinds), sorted(one.fates.items())))] += one.number
    return counted


def test_the_months_of_the_tables_are_those_of_the_rules(any_tables: Ledger) -> None:
    """The last day of a shorter month, also from 29 February."""
    with any_tables.transaction() as cursor:
        for start in (date(2012, 8, 31), date(2012, 2, 29), date(2013, 12, 30), date(2015, 1, 31)):
            for months in (1, 6, 12, 24):
                cursor.execute("SELECT (%s::date + make_interval(months => %s))::date", (start, months))
                assert cursor.fetchone() == (date_of(add_months(start.toordinal(), months)),)


@pytest.mark.parametrize(("begun", "within"), [(0, 1), (6, 12), (13, 5), (1, 1), (0, 0)])
def test_whoever_is_followed_to_the_end_was_attached_by_the_last_day_for_it(begun: int, within: int) -> None:
    def end_of(attached: int) -> int:
        return add_months(add_months(attached, begun), within)

    for day in range(FIRST.toordinal(), FIRST.toordinal() + 1_500):
        last = followed_by(date_of(day), begun, within).toordinal()
        assert end_of(last) <= day < end_of(last + 1)
