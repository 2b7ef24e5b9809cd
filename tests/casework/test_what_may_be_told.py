"""The law of small groups: what is withheld cannot be worked out from what is told; nobody is alone in an export."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.days import Days
from domain.rules.outcome import Outcome
from domain.statistics import quantile_of_lasting, wilson
from projections.queries.anonymising import LEVELS, Subject, anonymous
from projections.queries.comparing_work import Compared, Fate, Followed, cohort, compare, kinds_told, set_aside
from projections.queries.studying import NOTHING, Studied
from projections.rows import Attached, CaseworkRows, InterventionRow

K = 3
KINDS, RESULTS = ("A", "B"), ("R",)
FATES: tuple[Fate, ...] = ("reached", "not reached", "reached before", "unknown")

Counts = tuple[int, ...]
"""How many families there are of each combination: had A, had B, fate."""
COMBINATIONS = tuple(product((True, False), (True, False), FATES))


def families_of(counts: Counts) -> list[Followed]:
    return [
        Followed({kind for kind, had in zip(KINDS, (a, b), strict=True) if had}, {"R": fate})
        for (a, b, fate), count in zip(COMBINATIONS, counts, strict=True) for _ in range(count)
    ]  # fmt: skip


Told = tuple[list[str], int, list[Compared], dict[str, tuple[int, int]] | None]


def told(families: list[Followed]) -> Told:
    """All that is published of them."""
    kinds, others = kinds_told(families, K)
    return kinds, others, [compare(families, kind, "R", K) for kind in kinds], set_aside(families, RESULTS, K)


def numbers(families: list[Followed], kind: str) -> Counter[tuple[bool, Fate]]:
    return Counter((kind in family.kinds, family.fates["R"]) for family in families)


def neighbours(counts: Counts) -> list[Counts]:
    """Other histories: one or two families had other interventions or another fate, or one more or less is there."""
    moved = []
    places = range(len(counts))
    for source, target in product(places, places):
        if source != target and counts[source]:
            one = list(counts)
            one[source] -= 1
            one[target] += 1
            moved.append(tuple(one))
    return moved


@settings(max_examples=60)
@given(st.lists(st.integers(0, 4), min_size=len(COMBINATIONS), max_size=len(COMBINATIONS)).map(tuple))
def test_every_number_that_is_withheld_could_be_another(counts: Counts) -> None:
    """For each number that is not told there is another history of which exactly the same is told."""
    families = families_of(counts)
    said = told(families)
    kinds, _, compared, _ = said
    compared_fates: tuple[Fate, ...] = ("reached", "not reached")
    hidden = {(kind, had, fate) for kind, one in zip(kinds, compared, strict=True)
              if one.had is None or one.had.reached is None
              for had in (True, False) for fate in compared_fates}  # fmt: skip
    waiting = set(hidden)
    first = neighbours(counts)
    for others in (first, (two for one in first for two in neighbours(one))):
        for other in others:
            if not waiting:
                return
            changed = families_of(other)
            differs = {
                (kind, had, fate) for kind, had, fate in waiting
                if numbers(changed, kind)[had, fate] != numbers(families, kind)[had, fate]}  # fmt: skip
            if differs and told(changed) == said:
                waiting -= differs
    assert not waiting, (counts, waiting)


@given(st.lists(st.integers(0, 30), min_size=len(COMBINATIONS), max_size=len(COMBINATIONS)).map(tuple))
def test_no_number_that_is_told_is_of_fewer_families(counts: Counts) -> None:
    families = families_of(counts)
    for kind in KINDS:
        one = compare(families, kind, "R", K)
        for group in (one.had, one.had_not):
            assert group is None or group.families >= K
            if group is not None and group.reached is not None:
                assert min(group.reached, group.families - group.reached) >= K
    aside = set_aside(families, RESULTS, K)
    assert aside is None or all(number == 0 or number >= K for number in aside["R"])


def bounds(one: Compared, reached_of_all: int, all_families: int) -> range:
    """What the number of the first group that reached may be, for whoever knows the sums from another kind."""
    assert one.had is not None
    least = max(0, reached_of_all - (all_families - one.had.families))
    return range(least, min(one.had.families, reached_of_all) + 1)


@given(st.integers(K, 40), st.integers(K, 40), st.data())
def test_who_knows_the_sums_is_left_with_more_than_k_possibilities(had: int, had_not: int, data: st.DataObject) -> None:
    """Sums are known where they are told of another kind, and so only where they are made of numbers of K and more."""
    total = had + had_not
    if total < 4 * K:
        return
    reached = data.draw(st.integers(2 * K, total - 2 * K))
    first = data.draw(st.integers(max(0, reached - had_not), min(had, reached)))
    families = [Followed({"A"} if number < had else set(), {"R": "reached" if happened else "not reached"})
                for number, happened in enumerate(
                    [*[True] * first, *[False] * (had - first), *[True] * (reached - first),
                     *[False] * (had_not - reached + first)])]  # fmt: skip
    one = compare(families, "A", "R", K)
    assert one.had is not None
    if one.had.reached is None:
        assert first in bounds(one, reached, total) and len(bounds(one, reached, total)) > K


# ---- the export ------------------------------------------------------------------------------------------------------

LEVELED = st.tuples(st.sampled_from(("2013-01", "2013-02", "2014-01")), st.sampled_from(("N", "S")),
                    st.sampled_from(("none", "mentoring", "course")))  # fmt: skip


def subject_of(known: tuple[str, str, str]) -> Subject:
    month, district, kinds = known
    year, some = month[:4], "none" if kinds == "none" else "some"
    levels = (known, (year + "-Q1", district, kinds), (year + "-Q1", "", kinds), (year, "", kinds), (year, "", some),
              ("", "", some))  # fmt: skip
    return Subject(levels, ("0 to 6",))


@given(st.lists(LEVELED, max_size=40), st.integers(2, 10))
def test_nobody_is_alone_in_an_export_and_nobody_is_lost(known: list[tuple[str, str, str]], smallest: int) -> None:
    found = anonymous([subject_of(one) for one in known], smallest)
    assert all(count >= smallest for count in Counter(row[:3] for row in found.rows).values())
    assert len(found.rows) + found.withheld == len(known) == sum(found.by_level) + found.withheld
    assert len(found.by_level) == len(LEVELS)
    assert found.withheld == 0 or found.withheld < 2 * smallest


# ---- who is followed -------------------------------------------------------------------------------------------------

ON = date(2013, 1, 1)


def a_family(met: Days, unknown: Days, started_on: date) -> Studied:
    attached = Attached(UUID(int=1), "s", ON, None, None, None, None, None, None, 1)
    course = InterventionRow(UUID(int=1), "e", "course", "p", "weekly", started_on, None, None, 1)
    return Studied("F", attached, CaseworkRows([course], [], [], [], []), [], {"R": Outcome(met, unknown)})


def on(day: date) -> Days:
    return Days.between(day.toordinal(), day.toordinal())


@pytest.mark.parametrize(("met_on", "fate"), [
    (date(2013, 7, 1), "reached before"), (date(2013, 7, 2), "reached"), (date(2014, 7, 1), "reached"),
    (date(2014, 7, 2), "not reached")])  # fmt: skip
def test_a_result_counts_after_the_landmark_and_to_the_last_day(met_on: date, fate: str) -> None:
    found = cohort([a_family(on(met_on), Days(), ON)], RESULTS, date(2015, 1, 1), 6, 12)
    assert found.families[0].fates == {"R": fate}


def test_an_intervention_begun_after_the_landmark_is_none() -> None:
    for started_on, had in ((date(2013, 7, 1), True), (date(2013, 7, 2), False)):
        found = cohort([a_family(Days(), Days(), started_on)], RESULTS, date(2015, 1, 1), 6, 12)
        assert ("course" in found.families[0].kinds) is had


def test_who_is_not_followed_to_the_end_is_told_apart() -> None:
    last = date(2014, 7, 1)
    family = a_family(Days(), on(last), ON)
    before = cohort([family], RESULTS, last - timedelta(days=1), 6, 12)
    assert (before.families, before.not_yet) == ([], 1)
    found = cohort([family], RESULTS, last, 6, 12)
    assert (found.families[0].fates, found.not_yet) == ({"R": "unknown"}, 0)
    alone = cohort([family._replace(attached=None, casework=NOTHING)], RESULTS, last, 6, 12)
    assert (alone.families, alone.not_yet) == ([], 0)


# ---- figures ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share(of: int, data: st.DataObject) -> None:
    reached = data.draw(st.integers(0, of))
    low, high = wilson(reached, of)
    assert 0 <= low <= reached / of <= high <= 1
    assert wilson(of - reached, of) == pytest.approx((1 - high, 1 - low))


def test_an_interval_is_that_of_the_published_example() -> None:
    """Newcombe 1998, table I: 81 of 263 is 0.2553 to 0.3662."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.sampled_from((0.25, 0.5, 0.75)))
def test_where_everything_has_ended_a_quantile_is_the_plain_one(days: list[int], share: float) -> None:
    lasted = [(one, True) for one in days]
    at = quantile_of_lasting(lasted, share)
    assert at == min(day for day in days if sum(one <= day for one in days) >= share * len(days) - 1e-9)


def test_what_goes_on_still_makes_the_rest_no_shorter() -> None:
    assert quantile_of_lasting([(10, True), (20, True), (30, True)], 0.5) == 20
    assert quantile_of_lasting([(10, True), (15, False), (20, True), (30, True)], 0.5) == 20
    assert quantile_of_lasting([(10, True), (15, False), (15, False)], 0.5) is None
