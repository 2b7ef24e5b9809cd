"""A reason tree, read by itself, yields its own verdict; and it is the verdict that the rules give for all days."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.rules.deciding import standing
from domain.rules.reasons import Reason
from domain.rules.variants import with_values
from domain.rules.walking import clauses_of
from tests.domain import judging
from tests.domain.random_rules import random_values
from tests.domain.shipped import DECISION_DAYS, SCHEMES, both_packs, bytes_of, decided, households, rule_set
from tests.oracle.packs import small_packs

UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
"""A made-up family is told by its seed; to make it smaller would take minutes."""
LAWS = settings(suppress_health_check=list(HealthCheck), phases=UNSHRUNK)


def as_sent(reason: Reason) -> dict[str, Any]:
    """The JSON as a reader gets it."""
    found: dict[str, Any] = json.loads(bytes_of(reason))
    return found


def check_reasons(reason: Reason) -> None:
    judging.check(as_sent(reason))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_reason_of_a_pack_yields_its_own_answer(scheme: str) -> None:
    rules = rule_set(scheme)
    for _, family, terms, attachment in households(both_packs(scheme, 3, 60), scheme):
        stands, prospects = decided(family, terms, rules, attachment)
        for day in DECISION_DAYS[scheme][::3]:
            check_reasons(stands.eligibility_reason(day.toordinal()))
            for kind in rules.results if prospects else ():
                assert prospects is not None
                check_reasons(prospects.reason(kind, day.toordinal()))


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(LAWS, max_examples=12)
@given(data=st.data())
def test_reasons_yield_their_own_answer_under_random_rules(scheme: str, data: st.DataObject) -> None:
    rules = with_values(rule_set(scheme), data.draw(random_values(rule_set(scheme))))
    pack, day = data.draw(small_packs(scheme)), data.draw(st.sampled_from(DECISION_DAYS[scheme])).toordinal()
    for _, family, terms, attachment in households(pack, scheme):
        stands, prospects = decided(family, terms, rules, attachment)
        reasons = [stands.eligibility_reason(day), *(stands.criterion_reason(name, day) for name in rules.criteria)]
        if prospects:
            reasons += [prospects.reason(kind, day) for kind in rules.results]
        for reason in reasons:
            check_reasons(reason)


@pytest.mark.parametrize("scheme", SCHEMES)
@settings(LAWS, max_examples=10)
@given(data=st.data())
def test_a_reason_says_of_every_clause_what_the_clause_says_of_the_day(scheme: str, data: st.DataObject) -> None:
    rules, day = rule_set(scheme), data.draw(st.sampled_from(DECISION_DAYS[scheme])).toordinal()
    day += data.draw(st.integers(-40, 40))
    for _, family, terms, attachment in households(data.draw(small_packs(scheme)), scheme):
        if attachment is None:
            continue
        case = standing(family, terms, rules).case.under(attachment)
        for clause in clauses_of(rules).values():
            assert clause.explain(case, day).answer == clause.outcome(case).on(day), clause.path


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_reason_relies_on_observations_of_the_family_alone(scheme: str) -> None:
    rules, day = rule_set(scheme), DECISION_DAYS[scheme][-3].toordinal()
    for _, family, terms, attachment in households(both_packs(scheme, 3, 60), scheme):
        known = {held.observation.observation_id for held in family.observations.values()}
        _, prospects = decided(family, terms, rules, attachment)
        for kind in rules.results if prospects else ():
            assert prospects is not None
            assert prospects.reason(kind, day).observations_relied_on() <= known


def test_what_holds_a_result_up_is_named() -> None:
    scheme = "troubled-families-2012"
    rules, found = rule_set(scheme), 0
    for _, family, terms, attachment in households(both_packs(scheme, 3, 60), scheme):
        _, prospects = decided(family, terms, rules, attachment)
        for day in DECISION_DAYS[scheme] if prospects else ():
            assert prospects is not None
            if prospects.verdict("CAE", day.toordinal()) == "hold":
                found += 1
                assert any(
                    "attendance of" in lacking or "term" in lacking
                    for lacking in prospects.reason("CAE", day.toordinal()).evidence_missing()
                )
    assert found >= 5


def test_a_reason_holds_no_clock_time() -> None:
    def look(said: object) -> None:
        if isinstance(said, dict):
            for under in said.values():
                look(under)
        elif isinstance(said, list):
            for under in said:
                look(under)
        else:
            assert isinstance(said, str | int) or type(said) is date

    for _, family, terms, _ in households(both_packs("supporting-families-2022", 3, 60), "supporting-families-2022"):
        stands = standing(family, terms, rule_set("supporting-families-2022"))
        look(stands.eligibility_reason(DECISION_DAYS["supporting-families-2022"][4].toordinal()).as_json())
