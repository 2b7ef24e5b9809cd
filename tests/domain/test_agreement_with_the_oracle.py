"""The rules say, row for row and day for day, what a brute-force reading of rules.md says."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.family import Attachment
from domain.rules.cases import measures_on
from domain.rules.deciding import Standing, standing
from domain.rules.scheme import Scheme
from tests.domain.shipped import (
    DECISION_DAYS,
    ROOT,
    SCHEMES,
    attachment_from,
    both_packs,
    first_pack,
    rule_set,
)
from tests.households import families_of, terms_of
from tests.oracle import SCHEMES as ORACLES
from tests.oracle import Pack, accepted_attachments, claimable, eligibility, read_pack
from tests.oracle.cases import ANSWERS
from tests.oracle.packs import small_packs

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A made-up family is told by its seed; to make it smaller would take minutes."""
SAMPLE = read_pack(ROOT / "samples" / "oxfordshire-2012")
EXPECTED = ROOT / "tests" / "expected" / "oxfordshire-2012"


def standings(pack: Pack, rules: Scheme) -> dict[str, Standing]:
    terms = terms_of(pack)
    return {name: standing(family, terms, rules) for name, family in families_of(pack).items()}


def attachments(pack: Pack, scheme: str) -> dict[str, Attachment]:
    return {name: attachment_from(row, scheme) for name, row in accepted_attachments(pack, scheme).items()}


def eligible_rows(stands: dict[str, Standing], day: date) -> list[tuple[str, str, str]]:
    ordinal = day.toordinal()
    return [
        (name, "yes" if ordinal in of.eligible else "no", ";".join(of.criteria_on(ordinal)))
        for name, of in sorted(stands.items())
    ]


def claimable_rows(
    stands: dict[str, Standing], attached: dict[str, Attachment], rules: Scheme, day: date
) -> list[tuple[str, str, str, int]]:
    ordinal = day.toordinal()
    return [
        (name, kind, prospects.verdict(kind, ordinal), prospects.amount_pence(kind, ordinal) // 100)
        for name, attachment in sorted(attached.items())
        if attachment.attached_on <= day
        for prospects in [stands[name].prospects(attachment)]
        for kind in rules.results
    ]


def check_agreement(pack: Pack, scheme: str, days: list[date]) -> None:
    rules, stands, attached = rule_set(scheme), standings(pack, rule_set(scheme)), attachments(pack, scheme)
    for day in days:
        assert eligible_rows(stands, day) == eligibility(pack, scheme, day)
        expected = claimable(pack, scheme, day)
        assert claimable_rows(stands, attached, rules, day) == [row[:4] for row in expected]
        for name, kind, _, _, measures in expected:
            check_measures(stands[name], attached[name], kind, day, measures)


def check_measures(of: Standing, attachment: Attachment, kind: str, day: date, measures: dict[str, str]) -> None:
    """What the oracle measures; a new spell after closure is no need, and stands under a clause of its own."""
    found: dict[str, str] = dict(measures_on(of.prospects(attachment), kind, day.toordinal()))
    said = {name: ANSWERS[answer] for name, answer in measures.items() if name != "new-spell"}
    assert attendance_as_one(found, said) == attendance_as_one(said, said), (day, kind)


def attendance_as_one(found: dict[str, str], asked: dict[str, str]) -> dict[str, str]:
    """1.1 and 1.2 share the children out between them, and whoever has 1.2 has 1.1: they come out together."""
    together = [found[name] for name in ("1.1", "1.2") if name in asked]
    worst = next((answer for answer in ("not met", "unknown") if answer in together), "met")
    return {name: worst if name in ("1.1", "1.2") else found[name] for name in asked}


PACKS = [(scheme, seed) for scheme in SCHEMES for seed in ((20, 21) if scheme == "troubled-families-2012" else (20,))]


@pytest.mark.parametrize(("scheme", "seed"), PACKS)
def test_as_the_oracle_on_made_up_families(scheme: str, seed: int) -> None:
    check_agreement(first_pack(scheme, seed, 120), scheme, DECISION_DAYS[scheme][::2])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_as_the_oracle_once_corrections_have_come(scheme: str) -> None:
    check_agreement(both_packs(scheme, 31, 120), scheme, DECISION_DAYS[scheme][1::2])


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(max_examples=25, suppress_health_check=list(HealthCheck), phases=UNSHRUNK)
@given(data=st.data())
def test_as_the_oracle_on_any_small_pack(scheme: str, data: st.DataObject) -> None:
    days = data.draw(st.lists(st.sampled_from(DECISION_DAYS[scheme]), min_size=1, max_size=2, unique=True))
    shift = timedelta(days=data.draw(st.integers(-3, 3)))
    check_agreement(data.draw(small_packs(scheme)), scheme, [day + shift for day in days])


@pytest.mark.parametrize("scheme", SCHEMES)
def test_as_the_oracle_on_each_of_four_hundred_and_one_days_in_a_row(scheme: str) -> None:
    """One attached family of which much is known: what is decided for all days is what is read day by day."""
    pack, rules = both_packs(scheme, 3, 60), rule_set(scheme)
    attached, families = attachments(pack, scheme), families_of(pack)
    name = max(attached, key=lambda name: len(families[name].observations))
    of, oracle = standing(families[name], terms_of(pack), rules), ORACLES[scheme]
    first = attached[name].closed_on or attached[name].attached_on
    row = accepted_attachments(pack, scheme)[name]
    for day in (first + timedelta(days=number) for number in range(401)):
        ordinal = day.toordinal()
        assert of.criteria_on(ordinal) == oracle.criteria(name, pack, day)
        assert (ordinal in of.eligible) == oracle.eligible(name, pack, day)
        for kind in rules.results:
            said = oracle.verdict(name, pack, kind, day, attachment=row)
            assert of.prospects(attached[name]).verdict(kind, ordinal) == said[0], (name, kind, day)


# -- the expected results of the sample


def rows_expected(file: str, day: str) -> list[list[str]]:
    with (EXPECTED / f"{file}-{day}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))[1:]


@pytest.fixture(scope="module")
def sample() -> tuple[dict[str, Standing], dict[str, Attachment]]:
    scheme = "troubled-families-2012"
    return standings(SAMPLE, rule_set(scheme)), attachments(SAMPLE, scheme)


@pytest.mark.parametrize("day", ["2012-06-30", "2013-07-31", "2014-03-31", "2014-10-31"])
def test_the_sample_comes_out_as_expected(
    day: str, sample: tuple[dict[str, Standing], dict[str, Attachment]]
) -> None:  # fmt: skip
    stands, attached = sample
    on, rules = date.fromisoformat(day), rule_set("troubled-families-2012")
    assert [list(row) for row in eligible_rows(stands, on)] == rows_expected("eligibility", day)
    shown = {said: ANSWERS[said] for said in ANSWERS}
    for row, expected in zip(
        claimable_rows(stands, attached, rules, on), rows_expected("claimable", day), strict=True
    ):
        assert [*row[:3], str(row[3])] == expected[:4]
        measures = stands[row[0]].prospects(attached[row[0]]).measures()
        answers = [measures[name].on(on.toordinal()) for name in ("EDU", "ASB", "OFF")]
        assert answers == [shown[said] for said in expected[4:]]
