"""What differs between two rule sets, and the families that they decide differently."""

from __future__ import annotations

import re

import pytest

from domain.dates import day_of
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.deciding_differently import decided_differently
from domain.rules.differences import Difference, differences
from domain.rules.scheme import Scheme
from ledger.rule_sets import SCHEMES, overlays, rule_set
from tests.households import SOURCE, attachment_of, families_of, terms_of
from tests.oracle.packs import random_pack
from tests.rules_tools.plans import LOCAL, count_value, plan, under

DAY = day_of("2013-09-01")
NATIONAL = "troubled-families-2012"


def found(first: Scheme, second: Scheme) -> dict[tuple[str, str], Difference]:
    return {(one.kind, one.name): one for one in differences(first, second, DAY)}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_rule_set_does_not_differ_from_itself(scheme: str) -> None:
    for overlay in (None, *overlays()):
        assert differences(rule_set(scheme, overlay), rule_set(scheme, overlay), DAY) == []


def test_differences_are_the_same_the_other_way_round() -> None:
    for first, second in ((SCHEMES[0], SCHEMES[1]), (SCHEMES[1], SCHEMES[2])):
        a, b = rule_set(first), rule_set(second)
        there = {(one.kind, one.name, one.first, one.second) for one in differences(a, b, DAY)}
        back = {(one.kind, one.name, one.second, one.first) for one in differences(b, a, DAY)}
        assert there == back and there


def test_the_bulletin_counts_more_exclusions_and_says_who_reads_them() -> None:
    one = found(rule_set(NATIONAL), rule_set(NATIONAL, "oxfordshire-bulletin"))["value", "fixed-exclusions"]
    assert re.fullmatch(r"3 \(DCLG, Financial framework .+: identification; education; published\)", one.first)
    assert re.fullmatch(r"4 \(Oxfordshire County Council, .+ for partners: education; published\)", one.second)
    assert one.used_by == ("education/2",)


def test_a_clause_that_one_alone_has_is_told_once_at_its_top() -> None:
    both = found(rule_set(NATIONAL), rule_set(NATIONAL, "oxfordshire"))
    assert both["clause", "local/3"].first == "not there"
    assert "high cost to services" in both["clause", "local/3"].second
    assert ("clause", "local/1") not in both and ("source of clause", "local/1") not in both


def test_a_value_differs_from_the_day_from_which_it_does() -> None:
    dated = under(plan("values:\n" + count_value("fixed-exclusions", 4), since="2013-04-01"))
    both = found(rule_set(NATIONAL), dated)
    assert set(both) == {("rule set", "local plan"), ("value", "fixed-exclusions from 1 April 2013")}


def test_a_dated_criterion_is_compared_before_the_day_and_from_it_on() -> None:
    both = found(rule_set(NATIONAL), under(plan(LOCAL, since="2013-04-01")))
    assert ("clause", "local from 1 April 2013") in both
    assert not [name for kind, name in both if "until" in name]


def test_a_source_alone_is_told_as_such() -> None:
    both = found(rule_set(NATIONAL), under(plan("values:\n" + count_value("fixed-exclusions", 3))))
    assert ("source of value", "fixed-exclusions") in both and ("value", "fixed-exclusions") not in both


def test_rounds_and_payments() -> None:
    both = found(rule_set(SCHEMES[0]), rule_set(SCHEMES[1]))
    assert both["claim round", "2013-01-31"].second == "not there"
    assert both["payment", "funded"].second == "every family"
    assert both["result", "SSP"].first == "not there"


# ---- families ----------------------------------------------------------------------------------------------------


def attached_families(seed: int, scheme: str) -> tuple[list[Family], list[object]]:
    pack = random_pack(seed, 120, scheme)
    families = families_of(pack)
    for row in pack.current("attachments"):
        families[row["family_id"]].attach(attachment_of(row), [], "", SOURCE)
    return list(families.values()), terms_of(pack)


@pytest.mark.parametrize("day", [day_of("2013-07-31"), day_of("2014-03-31")])
def test_exactly_the_families_that_the_two_decide_differently_are_told(day: int) -> None:
    first, second = rule_set(NATIONAL), rule_set(NATIONAL, "oxfordshire-bulletin")
    families, terms = attached_families(4, NATIONAL)
    told = 0
    for family in families:
        by_both = [standing(family, terms, rules) for rules in (first, second)]
        expected = set()
        if len({day in decided.eligible for decided in by_both}) > 1:
            expected.add("eligibility")
        attachment = family.attachments.get(NATIONAL)
        if attachment is not None and attachment.attached_on.toordinal() <= day:
            for kind in first.results:
                if len({decided.prospects(attachment).verdict(kind, day) for decided in by_both}) > 1:
                    expected.add(kind)
        turned = decided_differently(first, second, family, terms, day)
        assert expected <= {one.what for one in turned}
        assert {one.what for one in turned} - expected <= {"eligibility"}  # not eligible, and cannot say yet
        told += len(turned)
        for one in turned:
            assert one.first != one.second
            assert one.clause.split("/")[0] in {*first.criteria, *first.measures, *first.results, "eligibility"}
    assert told


def test_the_clause_that_turns_a_family_is_the_one_whose_value_differs() -> None:
    first = rule_set(NATIONAL)
    second = under(plan("values:\n" + count_value("fixed-exclusions", 4)))
    families, terms = attached_families(11, NATIONAL)
    turned = 0
    for day in (day_of("2013-07-31"), day_of("2014-03-31")):
        for family in families:
            for one in decided_differently(first, second, family, terms, day):
                turned += 1
                assert one.clause == "education/2"
                assert "counted 3 exclusions, needed 3 exclusions" in one.why[0]
                assert "needed 4 exclusions" in one.why[1]
    assert turned
