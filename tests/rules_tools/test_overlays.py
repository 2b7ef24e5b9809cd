"""Local plans: what they replace and add is said outright, and from their day on."""

from __future__ import annotations

from textwrap import indent

import pytest

from domain.dates import day_of
from domain.rules.deciding import standing
from domain.rules.reading import SchemeError
from ledger.rule_sets import SCHEMES, overlays, rule_set, texts_of
from tests.households import attachment_of, families_of, terms_of
from tests.oracle.packs import random_pack
from tests.rules_tools.plans import CITED, LOCAL, count_value, plan, under

SINCE = "2013-04-01"
BEFORE, FROM = day_of("2013-03-31"), day_of(SINCE)


def refusal(body: str, scheme: str = "troubled-families-2012", since: str | None = None) -> str:
    with pytest.raises(SchemeError) as refused:
        under(plan(body, scheme, since), scheme)
    return str(refused.value)


def test_every_shipped_plan_can_be_read_over_every_scheme() -> None:
    for scheme in SCHEMES:
        for overlay in overlays():
            read = rule_set(scheme, overlay)
            says_something = "overlay.yaml" in texts_of(scheme, overlay)
            assert (read.plan is not None) == says_something
            assert read.overlay == (overlay if says_something else None)


def test_a_plan_has_a_version() -> None:
    read = under(plan(LOCAL)).plan
    assert read is not None
    assert (read.name, read.title, read.version, read.from_on) == ("ours", "Our local plan", "3", None)


# ---- replacing and adding --------------------------------------------------------------------------------------


def test_a_value_that_the_scheme_does_not_have_cannot_be_replaced() -> None:
    said = refusal("values:\n" + count_value("fixed-exclusion", 4))
    assert said.startswith("ours.yaml, line 10, values.fixed-exclusion: ")
    assert "did you mean 'fixed-exclusions'?" in said and "'adds'" in said


def test_nor_can_a_criterion() -> None:
    said = refusal(LOCAL.replace("local:", "locl:"))
    assert said.startswith("ours.yaml, line 10, criteria.locl: ") and "did you mean 'local'?" in said


def test_a_value_that_the_scheme_has_cannot_be_added() -> None:
    said = refusal("adds:\n" + indent("values:\n" + count_value("fixed-exclusions", 4), "  "))
    assert "ours.yaml" in said and "move it from 'adds' to 'values'" in said


def test_a_value_that_is_added_is_used() -> None:
    added = f"""\
adds:
  values:
    our-months:
      means: ours
      unit: months
      values:
        - {{value: 3, {CITED}}}
"""
    assert "no criterion uses the value 'our-months'" in refusal(added)
    used = LOCAL.replace("in force:", "within:").replace("of: a member}", "of: a member, months: our-months}")
    assert under(plan(used + added)).values["our-months"].on(FROM) == 3


def test_an_added_criterion_counts_where_all_of_them_count() -> None:
    added = "adds:\n" + indent(LOCAL, "  ")
    scheme = under(plan(added, "supporting-families-2022"), "supporting-families-2022")
    assert "local" in scheme.criteria
    assert scheme.criteria["local"] in scheme.eligibility.parts()[1].parts()


def test_a_replaced_value_keeps_its_unit() -> None:
    said = refusal("values:\n" + count_value("fixed-exclusions", 4, "months"))
    assert "in count" in said and "write 'unit: count'" in said


def test_a_replaced_choice_keeps_the_choices() -> None:
    body = f"""\
values:
  rate-basis:
    means: which day
    unit: choice
    choices: [attachment-year, never]
    values:
      - {{value: never, {CITED}}}
"""
    assert "attachment-year, claim-year; repeat them" in refusal(body)


def test_a_source_of_the_scheme_keeps_its_title() -> None:
    with pytest.raises(SchemeError, match="has a source 'ledger' already"):
        under(plan(LOCAL).replace("our-plan:", "ledger:"))


def test_a_plan_for_another_scheme_is_told() -> None:
    with pytest.raises(SchemeError, match="this plan is for 'troubled-families-2015'"):
        under(plan(LOCAL, "troubled-families-2015"))


def test_a_replaced_problem_still_says_what_progress_is() -> None:
    body = LOCAL.replace("local:", "health:")
    assert "add 'progress' beside 'met when'" in refusal(body, "troubled-families-2015")


# ---- from a day on ---------------------------------------------------------------------------------------------


def test_a_dated_value_is_the_national_one_before_the_day() -> None:
    scheme = under(plan("values:\n" + count_value("fixed-exclusions", 4), since=SINCE))
    assert [scheme.values["fixed-exclusions"].on(day) for day in (BEFORE, FROM)] == [3, 4]


def test_a_dated_value_may_change_again() -> None:
    later = f"      - {{from: 2014-01-01, value: 5, {CITED}}}\n"
    value = under(plan("values:\n" + count_value("fixed-exclusions", 4, later=later), since=SINCE)).values[
        "fixed-exclusions"]
    assert [value.on(day_of(day)) for day in ("2013-03-31", "2013-12-31", "2014-01-01")] == [3, 4, 5]


def test_but_not_before_the_plan_begins() -> None:
    later = f"      - {{from: 2013-04-01, value: 5, {CITED}}}\n"
    said = refusal("values:\n" + count_value("fixed-exclusions", 4, later=later), since=SINCE)
    assert "in force from 2013-04-01 only" in said


def test_a_single_day_cannot_change_on_another_one() -> None:
    body = "values:\n" + count_value("claims-until", 0, "date").replace("value: 0", "value: 2015-06-30")
    assert "leave out the plan's 'from'" in refusal(body, since=SINCE)
    assert under(plan(body)).claims_until.isoformat() == "2015-06-30"


@pytest.mark.parametrize("scheme", ["troubled-families-2012", "supporting-families-2022"])
def test_a_dated_plan_decides_as_the_national_rules_before_its_day_and_as_the_plan_from_it_on(scheme: str) -> None:
    criterion = {"troubled-families-2012": "local", "supporting-families-2022": '"1.4"'}[scheme]
    since = {"troubled-families-2012": SINCE, "supporting-families-2022": "2023-07-01"}[scheme]
    body = LOCAL.replace("local:", f"{criterion}:").replace("[high-cost]", "[child-protection-plan, missing, debt]")
    national, local = rule_set(scheme), under(plan(body, scheme), scheme)
    dated = under(plan(body, scheme, since), scheme)
    pack, day = random_pack(3, 60, scheme), day_of(since)
    terms = terms_of(pack)
    for family in families_of(pack).values():
        by_all = [standing(family, terms, rules) for rules in (national, local, dated)]
        for name in national.criteria:
            before, after, both = (decided.criteria_days()[name] for decided in by_all)
            assert all((on in both) == (on in (before if on < day else after)) for on in range(day - 400, day + 400, 3))
        before, after, both = (decided.eligible for decided in by_all)
        for on in (day - 1, day):
            assert (on in both) == (on in (before if on < day else after))
            assert (by_all[2].eligibility_reason(on).answer == "met") == (on in both)


def test_the_reason_on_a_day_is_that_of_the_part_in_force() -> None:
    pack = random_pack(5, 3)
    dated, national = under(plan(LOCAL, since=SINCE)), rule_set("troubled-families-2012")
    for family in families_of(pack).values():
        decided = standing(family, terms_of(pack), dated)
        before, after = (decided.criterion_reason("local", day) for day in (BEFORE, FROM))
        assert (before.clause, before.label) == ("local", national.criteria["local"].label)
        assert (after.clause, after.label) == ("local", "our own criterion")


def test_results_judge_a_dated_problem_by_the_progress_in_force() -> None:
    body = f"""\
criteria:
  health:
    met when:
      label: ours
      cite: {{{CITED}}}
      in force: {{record: needs, category: [mental-health], of: a member}}
    progress:
      label: no longer
      not in the months to:
        months: sustained-months
        any:
          - label: still
            in force: {{record: needs, category: [mental-health], of: a member}}
"""
    name = "troubled-families-2015"
    national, local, dated = (
        rule_set(name), under(plan(body, name), name), under(plan(body, name, "2016-04-01"), name))
    pack, day = random_pack(0, 200, name), day_of("2016-04-01")
    families, terms = families_of(pack), terms_of(pack)
    seen = 0
    for row in pack.current("attachments"):
        attachment = attachment_of(row)
        outcomes = [standing(families[row["family_id"]], terms, rules).prospects(attachment).outcome("SSP")
                    for rules in (national, local, dated)]
        if attachment.attached_on.toordinal() >= day and outcomes[0].met != outcomes[1].met:
            seen += 1
            assert outcomes[2].met == outcomes[1].met
    assert seen
