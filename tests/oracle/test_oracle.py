"""The oracle says what the expected lists and the worked cases say, and its made-up packs are clean and lively."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import SCHEMES, Pack, accepted_attachments, claimable, eligibility, read_pack, write_pack
from .cases import answer, expectations, read_cases
from .common import add_months, age_on
from .packs import DECISION_DAYS, random_pack, second_pack, small_packs

ROOT = Path(__file__).parents[2]
SAMPLE = read_pack(ROOT / "samples" / "oxfordshire-2012")
EXPECTED = ROOT / "tests" / "expected" / "oxfordshire-2012"
SAMPLE_DAYS = ["2012-06-30", "2013-07-31", "2014-03-31", "2014-10-31"]
SHIPPED_ALONE = {"rate-basis", "oxfordshire-bulletin"}
"""What a case may ask for that rules.md leaves to data, so that the oracle has no word for it."""
CASES = [
    (case, expected)
    for case, expected in expectations(read_cases())
    if not SHIPPED_ALONE & {*case.get("values", ()), case.get("overlay", "")}
]


def expected_rows(name: str, day: str) -> list[list[str]]:
    with (EXPECTED / f"{name}-{day}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize("day", SAMPLE_DAYS)
def test_the_sample_is_eligible_as_expected(day: str) -> None:
    found = eligibility(SAMPLE, "troubled-families-2012", date.fromisoformat(day))
    assert [list(row) for row in found] == expected_rows("eligibility", day)


@pytest.mark.parametrize("day", SAMPLE_DAYS)
def test_the_sample_is_claimable_as_expected(day: str) -> None:
    found = claimable(SAMPLE, "troubled-families-2012", date.fromisoformat(day))
    assert [
        [family, result, verdict, str(pounds), *(measures[name] for name in ("EDU", "ASB", "OFF"))]
        for family, result, verdict, pounds, measures in found
    ] == expected_rows("claimable", day)


@pytest.mark.parametrize(
    ("case", "expected"), CASES, ids=[f"{case['name']} {exp.get('at') or exp['attach']}" for case, exp in CASES]
)
def test_a_worked_case(case: dict[str, Any], expected: dict[str, Any]) -> None:
    assert answer(case, expected) == expected


def test_the_last_day_of_a_shorter_month() -> None:
    assert add_months(date(2013, 8, 31), -6) == date(2013, 2, 28)
    assert add_months(date(2012, 8, 31), -6) == date(2012, 2, 29)
    assert add_months(date(2012, 11, 30), 3) == date(2013, 2, 28)


def test_a_birthday_of_29_february_falls_on_1_march() -> None:
    assert age_on(date(1996, 2, 29), date(2014, 2, 28)) == 17
    assert age_on(date(1996, 2, 29), date(2014, 3, 1)) == 18
    assert age_on(date(1996, 2, 29), date(2012, 2, 29)) == 16


# -- the made-up packs


def assert_clean(pack: Pack) -> None:
    """Nothing in it that intake.md would have rejected."""
    people = pack.current("people")
    spans: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in people:
        spans[row["person_id"]].append((row["joined_on"], row["left_on"] or "9999"))
        assert row["date_of_birth"] <= row["joined_on"]
    for spells in map(sorted, spans.values()):
        assert all(first <= last for first, last in spells)
        assert all(one[1] < other[0] for one, other in pairwise(spells))
    schools = Counter((row["person_id"], row["term_id"], row["school"]) for row in pack.current("attendance"))
    assert set(schools.values()) <= {1}
    for row in pack.current("attendance"):
        assert int(row["sessions_possible"]) > 0
        assert int(row["sessions_authorised"] or 0) + int(row["sessions_unauthorised"]) <= int(row["sessions_possible"])
    for file in pack:
        for row in pack.current(file):
            assert not row.get("ends_on") or row["starts_on"] <= row["ends_on"], (file, row)
            assert file in ("people", "terms") or not row.get("person_id") or row["person_id"] in spans


@pytest.mark.parametrize("scheme", SCHEMES)
def test_random_packs_are_clean_and_fixed_by_their_seed(scheme: str) -> None:
    first = random_pack(7, 150, scheme)
    assert first == random_pack(7, 150, scheme) != random_pack(8, 150, scheme)
    second = second_pack(3, first)
    assert_clean(first)
    assert_clean(second.after(first))
    assert any(row.get("withdrawn") for rows in second.values() for row in rows)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_random_packs_come_to_every_verdict(scheme: str) -> None:
    pack = random_pack(11, 150, scheme)
    found = Counter((row[1], row[2]) for day in DECISION_DAYS[scheme][-3:-1] for row in claimable(pack, scheme, day))
    for result in SCHEMES[scheme].RESULTS:
        assert found[result, "valid"] >= 5 and found[result, "not-valid"] >= 5
    assert found[SCHEMES[scheme].RESULTS[0], "hold"] >= 5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_second_packs_change_some_verdicts(scheme: str) -> None:
    first, day = random_pack(5, 120, scheme), DECISION_DAYS[scheme][-2]
    both = second_pack(5, first, percent=60).after(first)
    before, after = claimable(first, scheme, day), claimable(both, scheme, day)
    assert before != after
    assert set(accepted_attachments(first, scheme)) <= set(accepted_attachments(both, scheme))


def test_a_pack_written_and_read_is_the_same(tmp_path: Path) -> None:
    pack = random_pack(2, 30, "supporting-families-2022")
    write_pack(pack, tmp_path)
    assert read_pack(tmp_path) == pack


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_small_packs_are_clean(scheme: str, data: st.DataObject) -> None:
    pack = data.draw(small_packs(scheme))
    assert_clean(pack)
    assert len(eligibility(pack, scheme, DECISION_DAYS[scheme][3])) <= 3
