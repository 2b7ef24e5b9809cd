"""The cases that stand beside the schemes, and how strictly and how plainly cases are read and judged."""

from __future__ import annotations

from functools import partial

import pytest

from domain.rules.cases import CaseResult, check, check_cases
from domain.rules.reading import SchemeError
from domain.rules.reading.cases import WorkedCase, case_calendar, read_cases
from ledger.rule_sets import SCHEMES, case_files, rule_set

SHIPPED = [
    case
    for scheme in SCHEMES
    for file, text in case_files(scheme).items()
    for case in read_cases(partial(rule_set, scheme), f"{scheme}/{file}", text)
]


@pytest.mark.parametrize("case", SHIPPED, ids=[f"{case.scheme.name[-4:]} {case.name}" for case in SHIPPED])
def test_a_case_comes_out_as_expected(case: WorkedCase) -> None:
    assert check(case).differences == ()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_has_twenty_cases_on_its_boundaries(scheme: str) -> None:
    assert sum(case.file == f"{scheme}/boundaries.yaml" for case in SHIPPED) >= 20


def test_the_calendar_of_cases_is_that_of_the_sample() -> None:
    terms = {term.term_id: term for term in case_calendar()}
    assert len(terms) == 22 * 3
    assert str(terms["201213-2"].ends_on) == "2013-03-28"


# -- what a case that comes out otherwise says

ATTACHED = """
- name: a case
  people: [{id: mum, born: 1980-01-01}, {id: tom, born: 1998-01-01}]
  facts:
    - {file: benefits, person: mum, benefit: IS, starts_on: 2010-01-01}
    - {file: asb, category: housing, starts_on: 2012-08-01}
    - {file: needs, need: child-protection-plan, starts_on: 2011-01-01}
  attached_on: 2012-10-01
  expect: [%s]
"""


def put(expected: str, text: str = ATTACHED, scheme: str = "troubled-families-2012") -> CaseResult:
    (result,) = check_cases(partial(rule_set, scheme), "local.yaml", text % expected if "%s" in text else text)
    return result


def differences(expected: str) -> str:
    return "\n".join(put(expected).differences)


def test_a_case_that_comes_out_as_expected_says_nothing() -> None:
    result = put("{at: 2012-10-01, eligible: yes, criteria: [crime-asb, local, work]}")
    assert (result.passed, result.name, result.file, result.line) == (True, "a case", "local.yaml", 2)


def test_a_criterion_too_many_and_one_too_few_are_each_told() -> None:
    said = differences("{at: 2012-10-01, eligible: no, criteria: [education, local, work]}")
    assert "line 9: on 2012-10-01 the family was expected to be not eligible, and the rules say eligible" in said
    assert "education was expected to be met, and is not, because" in said
    assert "crime-asb was not expected to be met, and is" in said


def test_a_verdict_that_differs_is_told_with_what_decided_it() -> None:
    said = differences("{claim: CAE, at: 2013-07-31, verdict: valid, amount: 700, measures: {EDU: met}}")
    assert "a claim of CAE on 2013-07-31 was expected to be valid, and the rules say hold, because" in said
    assert "attendance of {tom} in term 201213-1" in said
    assert "was expected to pay GBP 700, and pays GBP 0" in said
    assert "EDU was expected to be met, and is unknown" in said


def test_an_attachment_that_differs_is_told_with_the_refusal() -> None:
    assert "expected to be accepted, and is refused: families are attached" in differences(
        "{attach: 2012-03-31, accepted: yes}")
    assert "expected to be refused, and is accepted" in differences("{attach: 2012-10-01, accepted: no}")


def test_a_result_claimed_before_is_named() -> None:
    said = differences("{claim: CAE, at: 2013-07-31, after: [CE], verdict: hold}")
    assert "not-valid, because CE was claimed before" in said


# -- what is refused

LEAST = "- name: a case\n  people: [{id: mum}]\n  facts: []\n  expect: []\n"
REFUSED = {
    "an unknown key": (LEAST + "  peple: []\n", "line 5, [1].peple: unknown key; did you mean 'people'?"),
    "no facts": ("- name: a case\n  people: []\n  expect: []\n", "give either 'facts', or 'steps'"),
    "facts and steps": (LEAST + "  steps: []\n", "give either 'facts', or 'steps'"),
    "another scheme's case": (LEAST + "  scheme: troubled-families-2015\n", "this case is of another scheme"),
    "a file that is none": (LEAST.replace("[]", "[{file: need}]", 1), "did you mean 'needs'?"),
    "a fact without file": (LEAST.replace("[]", "[{need: debt}]", 1), "the key 'file' is missing"),
    "a person who is not there": (
        LEAST.replace("[]", "[{file: needs, person: mom, need: debt, starts_on: 2012-01-01}]", 1),
        "line 3, [1].facts[1].person: 'mom' is not known here; did you mean 'mum'?"),
    "a benefit that is none": (
        LEAST.replace("[]", "[{file: benefits, person: mum, benefit: JAS, starts_on: 2012-01-01}]", 1),
        "'JAS' is not known here; did you mean 'JSA'?"),
    "a benefit of nobody": (
        LEAST.replace("[]", "[{file: benefits, benefit: JSA, starts_on: 2012-01-01}]", 1), "'person' is missing"),
    "an end before its start": (
        LEAST.replace("[]", "[{file: needs, need: debt, starts_on: 2012-01-02, ends_on: 2012-01-01}]", 1),
        "the end is before the start"),
    "a date that is none": (
        LEAST.replace("[]", "[{file: needs, need: debt, starts_on: 2013-02-29}]", 1), "write it as 2012-09-03"),
    "a term that is not in the calendar": (
        LEAST.replace("[]", "[{file: attendance, person: mum, absent: [[201213-4, 1, 2]]}]", 1),
        "'201213-4' is not known here"),
    "more absences than sessions": (
        LEAST.replace("[]", "[{file: attendance, person: mum, absent: [[201213-1, 1, 2, 2]]}]", 1),
        "more absences than the 2 possible sessions"),
    "figures left out": (
        LEAST.replace("[]", "[{file: attendance, person: mum, absent: [[201213-1, 1]]}]", 1),
        "write [term, unauthorised, possible]"),
    "a row sent twice": (
        LEAST.replace("[]", "[{file: attendance, person: mum, absent: [[201213-1, 1, 2], [201213-1, 1, 2]]}]", 1),
        "write 'corrects: yes'"),
    "a correction of nothing": (
        LEAST.replace("[]", "[{file: needs, need: debt, starts_on: 2012-01-01, corrects: yes}]", 1),
        "there is no earlier row of this record"),
    "nothing expected": (LEAST.replace("expect: []", "expect: [{at: 2012-01-01}]"), "say what is expected"),
    "a criterion that is none": (
        LEAST.replace("expect: []", "expect: [{at: 2012-01-01, criteria: [crime]}]"), "did you mean 'crime-asb'?"),
    "a claim without attachment": (
        LEAST.replace("expect: []", "expect: [{claim: CAE, at: 2013-01-01, verdict: valid}]"),
        "a claim needs an attachment"),
    "a verdict that is none": (
        LEAST.replace(
            "expect: []", "attached_on: 2012-05-01\n  expect: [{claim: CAE, at: 2013-01-01, verdict: invalid}]"),
        "'invalid' is not known here; did you mean 'valid'?"),
    "a step that is not there": (
        LEAST.replace("expect: []", "expect: [{at: 2013-01-01, known: 2, eligible: no}]"), "the case has 1 step"),
    "a measure that is none": (
        LEAST.replace(
            "expect: []", "attached_on: 2012-05-01\n  expect: [{claim: CAE, at: 2013-01-01, measures: {EDV: met}}]"),
        "it measures: EDU, ASB, OFF"),
    "a closure without attachment": (LEAST + "  closed_on: 2012-01-01\n", "give 'attached_on' too"),
    "a value that is none": (LEAST + "  values: {rate: claim-year}\n", "has no value 'rate'"),
    "a choice that is none": (LEAST + "  values: {rate-basis: claim}\n", "did you mean 'claim-year'?"),
    "two cases of one name": (LEAST + LEAST, "the case of line 1 has this name too"),
    "no list": ("name: a case\n", "write a list here"),
    "no YAML": ("- {name: a\n  b]", "this is not YAML"),
    "bytes that are no text": ("- name: \x00", "save it as plain text"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_understood_is_refused(said: str) -> None:
    text, message = REFUSED[said]
    with pytest.raises(SchemeError) as refused:
        check_cases(partial(rule_set, "troubled-families-2012"), "local.yaml", text)
    assert str(refused.value).startswith("local.yaml")
    assert message in str(refused.value)
