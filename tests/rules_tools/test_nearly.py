"""Near misses: how far from met, and from which day on it would be met if nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.authority import Term
from domain.dates import day_of
from domain.family import Attachment, Family, Stay
from domain.observations import Observation
from domain.rules.case import case_of
from domain.rules.deciding import standing
from domain.rules.nearly import near_misses
from domain.rules.outcome import MET
from domain.rules.shortfall import shortfall
from ledger.rule_sets import SCHEMES, rule_set
from tests.households import SOURCE, attachment_of, families_of, terms_of
from tests.oracle.packs import DECISION_DAYS, random_pack

WITHIN = 60


def attached(scheme: str, seed: int, families: int) -> tuple[dict[str, Family], list[Term]]:
    pack = random_pack(seed, families, scheme)
    found = families_of(pack)
    for row in pack.current("attachments"):
        found[row["family_id"]].attach(attachment_of(row), [], "", SOURCE)
    return found, terms_of(pack)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_day_told_is_the_first_on_which_it_is_met(scheme: str) -> None:
    families, terms = attached(scheme, 21, 80)
    rules, kinds = rule_set(scheme), set()
    for on in DECISION_DAYS[scheme][::3]:
        day = on.toordinal()
        for family in families.values():
            decided = standing(family, terms, rules)
            for near in near_misses(family, terms, rules, day, WITHIN):
                attachment = family.attachments.get(scheme)
                met = decided.eligible if attachment is None or near.what == "eligibility" else (
                    decided.prospects(attachment).outcome(near.what).met)
                assert day not in met and near.missing
                later = [ahead for ahead in range(day + 1, day + WITHIN + 1) if ahead in met]
                assert near.from_on == (date.fromordinal(later[0]) if later else None)
                kinds.add((near.what == "eligibility", near.from_on is None))
    assert len(kinds) >= 3


@pytest.mark.parametrize("scheme", SCHEMES)
def test_none_that_will_be_met_or_is_on_hold_is_left_out(scheme: str) -> None:
    families, terms = attached(scheme, 22, 80)
    rules = rule_set(scheme)
    told_of: list[bool] = []
    for on in DECISION_DAYS[scheme][1::3]:
        day = on.toordinal()
        for family in families.values():
            told = {near.what for near in near_misses(family, terms, rules, day, WITHIN)}
            attachment = family.attachments.get(scheme)
            if attachment is None or attachment.attached_on.toordinal() > day:
                continue
            for kind in rules.results:
                outcome = standing(family, terms, rules).prospects(attachment).outcome(kind)
                ahead = outcome.met.first_on_or_after(day)
                expected = day in outcome.unknown or (ahead is not None and day < ahead <= day + WITHIN)
                assert (kind in told) == expected
                told_of.append(expected)
    assert any(told_of) and not all(told_of)


@pytest.mark.parametrize("scheme", ["troubled-families-2012", "supporting-families-2022"])
def test_one_criterion_short_is_eligible_with_one_more(scheme: str) -> None:
    """By trial: each criterion not met is taken for met, one at a time, and the eligibility asked again."""
    families, terms = attached(scheme, 23, 150)
    rules, short = rule_set(scheme), 0
    for on in DECISION_DAYS[scheme][::4]:
        day = on.toordinal()
        for family in families.values():
            case = case_of(family, terms)
            decided = {name: clause.outcome(case) for name, clause in rules.criteria.items()}
            lacking = shortfall(rules.eligibility, case, day).lacking
            assert (lacking == 0) == (day in rules.eligibility.outcome(case).met)
            one_would_do = any(
                day in rules.eligibility.outcome(replace(case, decided={**decided, name: MET})).met
                for name in decided if day not in decided[name].met)
            if one_would_do and lacking:
                assert lacking == 1
                short += 1
    assert short


def test_a_parent_who_lives_elsewhere_does_not_hide_how_many_are_lacking() -> None:
    """Two problems of one such parent count as one, so one more is lacking, not none."""
    scheme, day = rule_set("troubled-families-2015"), day_of("2016-03-01")
    family = home()
    family.record_stay(Stay("dad", date(2010, 9, 1), None, date(1983, 1, 1), False, True), SOURCE)
    seen(family, "b", "benefits", "dad", benefit="JSA", starts_on="2015-06-01")
    seen(family, "n", "needs", "dad", need="substance-misuse", starts_on="2015-06-01")
    short = shortfall(scheme.eligibility, case_of(family, []), day)
    assert short.lacking == 1 and short.said.startswith("1 more of: crime-asb")


# ---- what is said ------------------------------------------------------------------------------------------------

TERMS = [Term("201112-1", "2011/12", date(2011, 9, 5), date(2011, 12, 16)),
         Term("201112-2", "2011/12", date(2012, 1, 4), date(2012, 3, 28)),
         Term("201112-3", "2011/12", date(2012, 4, 16), date(2012, 7, 20))]


def home() -> Family:
    family = families_of(random_pack(1, 1))["F00001"]
    new = Family(family.id)
    new.record_stay(Stay("mum", date(2010, 9, 1), None, date(1985, 1, 1), True, True), SOURCE)
    new.record_stay(Stay("kid", date(2010, 9, 1), None, date(2000, 1, 1), True, False), SOURCE)
    return new


def seen(family: Family, record: str, kind: str, person: str, **fields: str | int) -> None:
    family.observe(record, Observation("", kind, person, False, fields), SOURCE)


def attendance(family: Family, *terms: str, absent: int = 0) -> None:
    for term in terms:
        seen(family, term, "attendance", "kid", term_id=term, sessions_possible=100, sessions_unauthorised=absent)


def test_two_exclusions_of_three_are_told() -> None:
    family = home()
    attendance(family, *(term.term_id for term in TERMS))
    seen(family, "o", "offences", "kid", proven_on="2012-05-01")
    seen(family, "b", "benefits", "mum", benefit="JSA", starts_on="2012-01-01")
    for day in ("2012-05-02", "2012-06-02"):
        seen(family, day, "exclusions", "kid", category="fixed", starts_on=day)
    [near] = near_misses(family, TERMS, rule_set("troubled-families-2012"), day_of("2012-08-01"), WITHIN)
    assert (near.what, near.from_on) == ("eligibility", None)
    assert near.missing == "education (2 of 3 exclusions); or local"


def test_evidence_that_is_missing_is_told_by_child_and_term() -> None:
    family = home()
    attendance(family, "201112-1", "201112-2")
    seen(family, "o", "offences", "kid", proven_on="2012-05-01")
    seen(family, "b", "benefits", "mum", benefit="JSA", starts_on="2012-01-01")
    [near] = near_misses(family, TERMS, rule_set("troubled-families-2012"), day_of("2012-08-01"), WITHIN)
    assert near.missing == "education (cannot say yet: needs attendance of {kid} in term 201112-3); or local"


def test_a_result_on_hold_says_what_it_needs_and_nothing_else() -> None:
    family = home()
    attendance(family, "201112-1", "201112-2")
    seen(family, "i", "asb", "kid", category="incident", starts_on="2012-01-10")
    family.attach(Attachment("troubled-families-2012", date(2012, 4, 2), override_by="x", override_reason="y"),
                  [], "", SOURCE)
    rules = rule_set("troubled-families-2012")
    on_hold = near_misses(family, TERMS, rules, day_of("2012-10-02"), WITHIN, "CAE")
    assert [near.missing for near in on_hold] == ["cannot say yet: needs attendance of {kid} in term 201112-3"]
    attendance(family, "201112-3")
    assert near_misses(family, TERMS, rules, day_of("2012-10-02"), WITHIN, "CAE") == []
    [near] = near_misses(family, TERMS, rules, day_of("2012-08-03"), WITHIN, "CAE")
    assert near.from_on == date(2012, 10, 2)
    assert near.missing == "not met: six months after attachment"
    assert near_misses(family, TERMS, rules, day_of("2012-08-03"), WITHIN - 1, "CAE") == []


def test_an_attached_family_is_not_asked_for_its_eligibility() -> None:
    family = home()
    seen(family, "o", "offences", "kid", proven_on="2012-05-01")
    seen(family, "b", "benefits", "mum", benefit="JSA", starts_on="2012-01-01")
    rules, day = rule_set("troubled-families-2012"), day_of("2012-08-01")
    assert [near.what for near in near_misses(family, [], rules, day, WITHIN)] == ["eligibility"]
    family.attach(Attachment("troubled-families-2012", date(2012, 8, 1), override_by="x", override_reason="y"),
                  [], "", SOURCE)
    assert near_misses(family, [], rules, day, WITHIN, "eligibility") == []
