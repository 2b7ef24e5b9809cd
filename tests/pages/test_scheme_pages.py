"""The rules on a page: all of them, beside others, and tried on a family or a made-up case."""

from __future__ import annotations

import re
from typing import Any

import pytest

from api.access.roles import Role
from api.pages.schemes import EXAMPLE
from domain.rules.plain_english import in_plain_english
from ledger.rule_sets import SCHEMES, rule_set
from tests.api.samples import ATTACHED
from tests.pages.conftest import Visitor
from tests.pages.test_family_page import text_of

PLAN = "troubled-families-2012+oxfordshire-bulletin"


def plain(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_of_the_rules_is_left_out(owner: Visitor, scheme: str) -> None:
    rules = rule_set(scheme, "oxfordshire")
    page = owner.get("/schemes", scheme=scheme)
    said = plain(page.text.replace("&#39;", "'"))
    for line in in_plain_english(rules, rules.claims_until.toordinal())[1:]:
        words = line.text.removeprefix(f"{line.clause}: ").removeprefix("Note: ").partition("Digest")[0]
        assert plain(words) in said, line
        assert plain(line.citation) in said, line
    assert len(page.content) < 100_000 and rules.digest in page.text


def test_everybody_may_read_the_rules(signed_in_as: Any) -> None:
    for role in Role:
        if role not in (Role.PROGRAM, Role.SPOT_CHECKER):
            assert signed_in_as(role).get("/schemes", plan="none").status_code == 200


def test_two_rule_sets_side_by_side(owner: Visitor) -> None:
    said = text_of(owner.get("/schemes/compared", second=PLAN).text)
    assert "2 differences" in said and "fixed-exclusions asked by education/2 3" in said and " 4 (" in said
    same = owner.get("/schemes/compared", first=PLAN, second=PLAN).text
    assert "The two say the same" in same
    assert owner.get("/schemes/compared", second="no-such").status_code == 422
    assert owner.get("/schemes", plan="no-such").status_code == 422


def test_a_family_is_tried_under_another_plan(owner: Visitor, signed_in_as: Any) -> None:
    said = text_of(owner.get("/schemes/tried", family=ATTACHED, second=PLAN, on="2012-10-29").text)
    assert f"Family {ATTACHED} on 29 October 2012" in said and "would be different" in said
    assert owner.get("/schemes/tried", family="NO-SUCH").status_code == 404
    assert signed_in_as(Role.ADMINISTRATOR).get("/schemes/tried", family=ATTACHED).status_code == 403


def test_a_made_up_case_is_tried_and_not_recorded(owner: Visitor) -> None:
    owner.get("/schemes")
    said = text_of(owner.send("/schemes/case", case=EXAMPLE).text)
    assert "As expected" in said
    said = text_of(owner.send("/schemes/case", case=EXAMPLE.replace("eligible: yes", "eligible: no")).text)
    assert "The rules say otherwise" in said
    answer = owner.send("/schemes/case", case="- {name: [")
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert owner.send("/schemes/case", case="x" * 20_001).status_code == 422
    assert owner.client.post("/schemes/case", data={"case": EXAMPLE}).status_code == 403
