"""Trying a local plan out over HTTP: what is right, what is wrong in which line, and that no file is read by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.access.roles import Role
from domain.rules.reading.schemes import OVERLAY_FILE
from ledger.rule_sets import case_files, rule_set, texts_of
from tests.api.commands.conftest import Caller

SCHEME = "troubled-families-2012"
PLAN = texts_of(SCHEME, "oxfordshire")[OVERLAY_FILE]
CHECKS = "/v1/scheme-checks"
CASE = """\
- name: two of the three alone
  people: [{id: una, born: 1983-09-09}]
  facts: [{file: benefits, person: una, benefit: IB, starts_on: 2010-03-03}]
  expect: [{at: 2012-05-01, eligible: no, criteria: [work]}]
"""


@pytest.fixture
def analyst(as_: Callable[..., Caller]) -> Caller:
    return as_("Data analyst", Role.ANALYST)


def test_a_plan_is_tried_as_if_it_were_shipped(analyst: Caller) -> None:
    tried = analyst.post(CHECKS, {"scheme": SCHEME, "plan": PLAN})
    assert tried.status_code == 200, tried.text
    assert (tried.json()["overlay"], tried.json()["digest"]) == ("oxfordshire", rule_set(SCHEME, "oxfordshire").digest)
    by_name = analyst.post(CHECKS, {"scheme": SCHEME, "overlay": "oxfordshire"}).json()
    assert by_name["digest"] == tried.json()["digest"]
    national = analyst.post(CHECKS, {"scheme": SCHEME}).json()
    assert national["passed"] and national["overlay"] is None and national["differing"] == []
    assert national["cases"] == sum(text.count("- name:") for text in case_files(SCHEME).values())


def test_a_case_that_the_rules_say_otherwise_of_is_told(analyst: Caller) -> None:
    said = analyst.post(CHECKS, {"scheme": SCHEME, "cases": CASE}).json()
    assert (said["passed"], said["cases"], said["differing"]) == (True, 1, [])
    said = analyst.post(CHECKS, {"scheme": SCHEME, "cases": CASE.replace("eligible: no", "eligible: yes")}).json()
    [one] = said["differing"]
    assert (said["passed"], one["file"], one["line"], one["case"]) == (False, "cases", 1, "two of the three alone")
    assert "was expected to be eligible" in one["differences"][0]


@pytest.mark.parametrize(("said", "part"), [
    ({"plan": "overlay: [1"}, "plan, line 2: this is not YAML"),
    ({"plan": PLAN.replace("criteria:", "critera:", 1)}, "did you mean 'criteria'"),
    ({"plan": "&a [" + "*a, " * 3 + "*a]"}, "plan, line 1"),
    ({"cases": "a: {b: c}"}, "cases, line 1"),
    ({"plan": PLAN, "overlay": "oxfordshire"}, "not both"),
])  # fmt: skip
def test_what_cannot_be_understood_is_refused_with_its_line(analyst: Caller, said: dict[str, Any], part: str) -> None:
    answer = analyst.post(CHECKS, {"scheme": SCHEME} | said)
    assert answer.status_code == 422 and part in answer.json()["detail"], answer.text


@pytest.mark.parametrize("name", ["/etc/passwd", "../oxfordshire.yaml", "plans/ours.yaml"])
def test_no_file_of_the_server_is_read(analyst: Caller, name: str, tmp_path: Path) -> None:
    assert analyst.post(CHECKS, {"scheme": SCHEME, "overlay": name}).json()["type"] == "/v1/problems/unknown-overlay"
    named = {"scheme": SCHEME, "cases": CASE.replace("  facts:", f"  overlay: {name}\n  facts:")}
    assert analyst.post(CHECKS, named).status_code == 422
