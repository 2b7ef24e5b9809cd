"""Which results are claimed, for how much, and which are left out: rules.md, 'Results' and 'Attachment and money'."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from uuid import UUID

import pytest

from domain.authority import Authority
from domain.claims.claim import Claim, ClaimRefused
from domain.claims.commands import judge_equivalent
from domain.claims.lines import Line
from domain.claims.returns import Return, return_stream
from domain.claims.totals import totals_of
from domain.family import Attachment, Equivalence, Family, Stay
from domain.rules.reading import read_scheme
from domain.rules.scheme import Scheme
from ledger.rule_sets import rule_set, texts_of
from tests.claims.builders import AGENCY, ATTACHED_ON, ROUNDS, SCHEME, authority, family, incident, says, takes_back
from tests.claims.memory import Memory

JANUARY, JULY, OCTOBER = ROUNDS


def memory(*families: Family, target: int | None = None, scheme: Scheme | None = None) -> Memory:
    found = Memory(scheme or rule_set(SCHEME))
    found.save([authority(target), *families])
    return found


def in_work_alone(number: int) -> Family:
    """CE is valid in July, and CAE is not: there was an incident."""
    found = family(number)
    incident(found, date(2013, 5, 5))
    return found


def claimed(of: Memory, day: date) -> dict[str, int]:
    """Kinds of result and their amounts, of the claims that preparing a round adds."""
    prepared = of.prepare(day, "officer")
    return {prepared.of_round.lines[claim].result: prepared.of_round.lines[claim].amount_pence
            for claim in prepared.claims}


def test_progress_to_work_and_then_the_rest_up_to_the_cap() -> None:
    one = memory(family(1))
    assert claimed(one, JANUARY) == {"PtW": 100_00}
    assert claimed(one, JULY) == {"CE": 700_00}
    assert claimed(one, OCTOBER) == {}


def test_employment_alone_pays_the_whole() -> None:
    assert claimed(memory(family(1)), JULY) == {"CE": 800_00}


def steps_again(of: Family) -> Family:
    """Progress to work is valid in July too."""
    says(of, "spring step", "work_steps", "adult00000000001", step="work-programme-volunteered", taken_on="2013-04-10")
    return of


def test_a_result_that_pays_up_to_the_cap_is_claimed_alone() -> None:
    prepared = memory(steps_again(family(1))).prepare(JULY, "officer")
    assert [(line.result, line.amount_pence) for line in prepared.of_round.lines.values()] == [("CE", 800_00)]
    assert {left.result: left.reason for left in prepared.left_out} == {
        "CAE": "CE is claimed instead: one for life", "PtW": "CE alone pays up to the cap"}


def test_a_main_result_tops_up_progress_to_work_of_the_same_round() -> None:
    without_work = steps_again(family(1))
    takes_back(without_work, "work")
    lines = memory(without_work).prepare(JULY, "officer").of_round.lines
    assert [(line.result, line.amount_pence) for line in lines.values()] == [("PtW", 100_00), ("CAE", 700_00)]


def step_later(of: Memory) -> None:
    of.learn(family(1).id, lambda known: says(
        known, "later step", "work_steps", "adult00000000001", step="esf-attached", taken_on="2013-09-01"))


def test_progress_to_work_after_employment_is_not_claimed_for_nothing_is_left() -> None:
    one = memory(family(1))
    assert claimed(one, JULY) == {"CE": 800_00}
    step_later(one)
    prepared = one.prepare(OCTOBER, "officer")
    assert prepared.claims == []
    assert {left.result: left.reason for left in prepared.left_out}["PtW"].endswith("nothing is left")


def test_progress_to_work_after_crime_and_school_pays_what_is_left_under_the_cap() -> None:
    one = memory(family(1))
    one.withdraw(one.prepare(JULY, "officer").claims[0], "officer")
    assert claimed(one, JULY) == {"CAE": 700_00}
    step_later(one)
    assert claimed(one, OCTOBER) == {"PtW": 100_00}
    assert claimed(one, OCTOBER) == {}


def test_a_claim_that_failed_is_made_again_only_when_something_new_is_known() -> None:
    one = memory(in_work_alone(1))
    prepared = one.prepare(JULY, "officer")
    one.withdraw(prepared.claims[0], "officer")
    again = one.prepare(JULY, "officer")
    assert again.claims == [] and "nothing has become known" in again.left_out[-1].reason
    one.learn(family(1).id, lambda of: says(of, "note", "needs", None, need="debt", starts_on="2013-02-01"))
    offered = one.prepare(OCTOBER, "officer")
    assert list(offered.again.values()) == prepared.claims
    assert one.return_of(OCTOBER).lines[offered.claims[0]].forced


def test_a_result_beyond_the_families_funded_pays_nothing_and_counts_as_turned_around() -> None:
    six = memory(*(family(number) for number in range(1, 5)), target=3)
    prepared = six.prepare(JULY, "officer").of_round
    assert [line.amount_pence for line in prepared.lines.values()] == [800_00, 800_00, 0, 0]
    assert prepared.turned_around == 4


def test_places_taken_in_an_earlier_round_stay_taken() -> None:
    four = memory(*(family(number) for number in range(1, 5)), target=3)
    for day, paid in ((JANUARY, [100_00, 100_00, 0, 0]), (JULY, [700_00, 700_00, 0, 0])):
        lines = sorted(four.prepare(day, "officer").of_round.lines.values(), key=lambda line: -line.amount_pence)
        assert [line.amount_pence for line in lines] == paid
    assert len({claim.id for _, claim in four.claims() if claim.amount_pence}) == 4
    assert len({of.id for of, claim in four.claims() if claim.amount_pence}) == 2


def test_whoever_was_counted_in_an_earlier_round_is_counted_in_no_other_family() -> None:
    one = memory(family(1, lodger="lodgerlodgerlodg"))
    assert claimed(one, JULY) == {"CE": 800_00}
    one.save([family(2, lodger="lodgerlodgerlodg")])
    prepared = one.prepare(OCTOBER, "officer")
    assert prepared.claims == []
    assert {left.reason for left in prepared.left_out if left.family == family(2).id} >= {
        "a member is counted in another family's claim: never twice"}


def test_a_place_that_is_given_up_goes_to_the_next_family() -> None:
    two = memory(in_work_alone(1), in_work_alone(2), target=2)
    first, second = two.prepare(JULY, "officer").claims
    assert two.return_of(JULY).lines[second].amount_pence == 0
    two.withdraw(first, "officer")
    two.withdraw(second, "officer")
    two.learn(family(2).id, lambda of: says(of, "note", "needs", None, need="debt", starts_on="2013-02-01"))
    assert [line.amount_pence for line in two.prepare(JULY, "officer").of_round.lines.values()] == [800_00]


def test_another_result_is_offered_in_place_of_one_withdrawn() -> None:
    one = memory(family(1))
    one.withdraw(one.prepare(JULY, "officer").claims[0], "officer")
    assert claimed(one, JULY) == {"CAE": 700_00}


def test_nobody_is_counted_in_two_families_claims_of_a_scheme() -> None:
    """Also where the family split, and a member moved on to one that is claimed for later."""
    two = memory(family(1, lodger="lodgerlodgerlodg"), family(2, lodger="lodgerlodgerlodg"))
    prepared = two.prepare(JULY, "officer")
    assert len(prepared.claims) == 1
    assert "never twice" in prepared.left_out[-1].reason
    two.withdraw(prepared.claims[0], "officer")
    assert len(two.prepare(JULY, "officer").claims) == 1, "the other family's turn"


def test_what_another_standing_claim_of_the_family_holds_stays_held() -> None:
    """Withdrawing progress to work frees neither the people nor the place that the top-up holds as well."""
    one = memory(family(1), target=2)
    one.prepare(JANUARY, "officer")
    one.prepare(JULY, "officer")
    step = next(claim.id for _, claim in one.claims() if claim.result == "PtW")
    one.withdraw(step, "officer")
    assert {hold.kind for hold in one.held} == {"main", "person", "funded"}
    assert step not in {hold.claim for hold in one.held}


# ---- families found to be one ------------------------------------------------------------------------------------


def at_risk(of: Memory) -> set[str]:
    return {claim.id for _, claim in of.claims() if claim.risk}


def test_a_second_claim_uncovered_by_a_merge_is_flagged_and_right_again_when_they_are_told_apart() -> None:
    two = memory(family(1), family(2))
    first, second = two.prepare(JULY, "officer").claims
    two.merge(family(1).id, family(2).id, "officer")
    assert at_risk(two) == {second}
    two.separate(family(1).id, family(2).id, "officer")
    assert at_risk(two) == set()
    assert {claim.id for _, claim in two.claims() if claim.stands} == {first, second}


def test_families_that_are_one_by_way_of_a_third_are_claimed_for_once() -> None:
    three = memory(family(1), family(2), family(3))
    three.merge(family(1).id, family(2).id, "officer")
    three.merge(family(2).id, family(3).id, "officer")
    assert len(three.prepare(JULY, "officer").claims) == 1


def test_after_being_told_apart_the_other_family_may_be_claimed_for() -> None:
    two = memory(family(1), family(2))
    two.merge(family(1).id, family(2).id, "officer")
    assert len(two.prepare(JULY, "officer").claims) == 1
    two.separate(family(1).id, family(2).id, "officer")
    assert len(two.prepare(JULY, "officer").claims) == 1


def test_families_that_are_one_are_paid_up_to_one_cap() -> None:
    """Progress to work of one, and then the whole of the other, is more than is paid for one family."""
    two = memory(family(1), family(2))
    takes_back_step = family(2).id
    two.learn(takes_back_step, lambda of: takes_back(of, "step"))
    two.prepare(JANUARY, "officer")
    two.merge(family(1).id, family(2).id, "officer")
    prepared = two.prepare(JULY, "officer").of_round
    assert sum(line.amount_pence for line in prepared.lines.values()) == 700_00


# ---- later knowledge ---------------------------------------------------------------------------------------------


def only_claim(of: Memory) -> Claim:
    [(_, claim)] = of.claims()
    return claim


def test_a_late_fact_puts_the_claim_at_risk_and_names_itself() -> None:
    one = memory(family(1))
    one.prepare(JULY, "officer")
    one.learn(family(1).id, lambda of: incident(of, date(2013, 7, 1)))
    assert only_claim(one).risk is None, "employment does not ask for incidents"
    one.learn(family(1).id, lambda of: says(
        of, "work", "employment", "adult00000000001", starts_on="2013-06-20"))
    risk = only_claim(one).risk
    assert risk is not None and risk.verdict == "not-valid"
    position, event = one.log[risk.fact - 1]
    assert position == risk.fact and event.topic == "family.observation-corrected.v1"
    assert only_claim(one).stands


def test_later_knowledge_that_agrees_again_ends_the_risk() -> None:
    one = memory(family(1))
    one.prepare(JULY, "officer")
    for starts_on in ("2013-06-20", "2013-01-02"):
        one.learn(family(1).id, lambda of, starts_on=starts_on: says(
            of, "work", "employment", "adult00000000001", starts_on=starts_on))
    assert only_claim(one).risk is None
    assert "family.claim-risk-ended.v1" in {event.topic for _, event in one.log}


def test_a_claim_that_was_kept_stays_so_until_something_else_speaks_against_it() -> None:
    one = memory(family(1))
    claim = one.prepare(JULY, "officer").claims[0]
    one.learn(family(1).id, lambda of: says(of, "work", "employment", "adult00000000001", starts_on="2013-06-20"))
    one.keep(claim, "finance officer")
    one.learn(family(1).id, lambda of: says(of, "note", "needs", None, need="debt", starts_on="2013-02-01"))
    assert only_claim(one).risk is None
    one.learn(family(1).id, lambda of: takes_back(of, "order"))
    risk = only_claim(one).risk
    assert risk is not None and one.log[risk.fact - 1][1].topic == "family.observation-withdrawn.v1"


def test_a_corrected_attachment_that_changes_the_rate_is_told() -> None:
    one = memory(family(1))
    one.prepare(JULY, "officer")
    found = one.family(family(1).id)
    says(found, "order", "asb", "adult00000000001", category="abc", starts_on="2012-03-01", ends_on="2013-12-31")
    says(found, "unit", "education_status", "child00000000001", status="pru", starts_on="2012-03-01",
         ends_on="2013-12-21")
    says(found, "benefit", "benefits", "adult00000000001", benefit="ESA", starts_on="2011-01-01",
         ends_on="2013-04-02")
    found.attach(Attachment(SCHEME, date(2013, 4, 2)), ["crime-asb", "education", "work"], "0" * 64, AGENCY)
    one.save([found])
    one.mark_at_risk(found.id)
    risk = only_claim(one).risk
    assert risk is not None and risk.verdict == "valid" and "GBP 800.00 then, GBP 1,600.00 now" in risk.why


def test_a_wrong_birth_date_puts_at_risk_and_a_claim_that_ended_is_left_alone() -> None:
    one = memory(family(1))
    claim = one.prepare(JULY, "officer").claims[0]
    child = Stay("child00000000001", date(2010, 1, 1), None, date(1990, 5, 1), True, False)
    one.learn(family(1).id, lambda of: of.record_stay(child, AGENCY))
    assert only_claim(one).risk is not None
    one.withdraw(claim, "officer")
    assert only_claim(one).risk is None
    one.learn(family(1).id, lambda of: takes_back(of, "unit"))
    assert only_claim(one).status == "withdrawn" and only_claim(one).risk is None


# ---- 2015: earned autonomy, equivalent progress ------------------------------------------------------------------

TF2015 = "troubled-families-2015"


def plan_2015(values: str) -> Scheme:
    overlay = (f"overlay: ours\ntitle: Our outcomes plan\nversion: 3\nscheme: {TF2015}\n"
               "sources:\n  our-plan:\n    title: Our plan\nvalues:\n" + values)
    return read_scheme({**texts_of(TF2015), "overlay.yaml": overlay})


EARNED_AUTONOMY = """  result-payment:
    means: paid for the one result of a family; an earned-autonomy area records outcomes and is paid nothing
    unit: pence
    values: [{value: 0, source: our-plan, paragraph: earned autonomy, certainty: published}]
"""
EQUIVALENT = """  equivalent-progress:
    means: whether a named decider may judge progress to be equivalent, with a reason
    unit: choice
    choices: [refused, allowed]
    values: [{value: allowed, source: our-plan, paragraph: equivalent progress, certainty: published}]
"""


def family_2015() -> Family:
    """On a benefit that never ends: progress on work and money is never made by the rules' own test."""
    found = Family(UUID(int=15))
    for person, born_on, parent in (("a" * 16, date(1985, 1, 1), True), ("c" * 16, date(2006, 1, 1), False)):
        found.record_stay(Stay(person, date(2010, 1, 1), None, born_on, True, parent), AGENCY)
    says(found, "benefit", "benefits", "a" * 16, benefit="UC", starts_on="2015-01-01")
    says(found, "need", "needs", "a" * 16, need="mental-health", starts_on="2015-01-01", ends_on="2015-09-30")
    for term in ("201415-2", "201415-3", "201516-1", "201516-2", "201516-3"):
        says(found, f"attendance {term}", "attendance", "c" * 16, term_id=term, sessions_possible=120,
             sessions_authorised=0, sessions_unauthorised=2)
    found.attach(Attachment(TF2015, date(2015, 6, 1), "Health visitor", date(2015, 6, 10), date(2015, 6, 20)),
                 ["health", "work-finance"], "0" * 64, AGENCY)
    return found


def authority_2015() -> Authority:
    found = authority()
    from domain.authority import Term

    for term, year, starts, ends in (
            ("201415-2", "2014/15", date(2015, 1, 5), date(2015, 3, 27)),
            ("201415-3", "2014/15", date(2015, 4, 13), date(2015, 7, 21)),
            ("201516-1", "2015/16", date(2015, 9, 3), date(2015, 12, 18)),
            ("201516-2", "2015/16", date(2016, 1, 4), date(2016, 3, 24))):
        found.set_term(Term(term, year, starts, ends), "tests")
    return found


def test_equivalent_progress_needs_a_plan_that_allows_it_a_decider_and_a_reason() -> None:
    judgement = Equivalence(date(2016, 4, 1), "Head of Early Help", "works all the hours that her health allows")
    with pytest.raises(ClaimRefused, match="does not allow equivalent progress"):
        judge_equivalent(family_2015(), rule_set(TF2015), "SSP", judgement, "officer")
    allowed = plan_2015(EQUIVALENT)
    with pytest.raises(ClaimRefused, match="named decider"):
        judge_equivalent(family_2015(), allowed, "SSP", Equivalence(date(2016, 4, 1), " ", "so"), "officer")
    with pytest.raises(ClaimRefused, match="does not allow equivalent progress for CE"):
        judge_equivalent(family_2015(), allowed, "CE", judgement, "officer")


def test_equivalent_progress_is_claimed_with_its_reason_and_always_in_the_sample() -> None:
    one = Memory(plan_2015(EQUIVALENT))
    one.save([authority_2015(), family_2015()])
    day = date(2016, 4, 30)
    assert one.prepare(day, "officer").claims == []
    found = one.family(family_2015().id)
    judge_equivalent(found, one.scheme, "SSP", Equivalence(
        date(2016, 4, 1), "Head of Early Help", "works all the hours that her health allows"), "officer")
    one.save([found])
    [claim_id] = one.prepare(day, "officer").claims
    claim = one.family(found.id).claims[claim_id]
    assert claim.amount_pence == 800_00
    assert claim.record["equivalent_progress"]["decided_by"] == "Head of Early Help"
    assert one.return_of(day).lines[claim_id].forced
    one.review(day, "reviewer")
    one.sample(day, "seed", "auditor")
    assert claim_id in one.return_of(day).sample


def test_equivalent_progress_stands_for_the_progress_alone() -> None:
    """Without a plan on record the result is not valid, whatever the decider says."""
    one = Memory(plan_2015(EQUIVALENT))
    found = family_2015()
    judge_equivalent(found, one.scheme, "SSP", Equivalence(date(2015, 7, 1), "Head of Early Help", "so"), "officer")
    one.save([authority_2015(), found])
    assert one.prepare(date(2015, 8, 31), "officer").claims == [], "six months are not over"
    assert len(one.prepare(date(2016, 1, 31), "officer").claims) == 1


def test_an_earned_autonomy_area_claims_and_is_paid_nothing() -> None:
    one = Memory(plan_2015(EQUIVALENT + EARNED_AUTONOMY))
    found = family_2015()
    judge_equivalent(found, one.scheme, "SSP", Equivalence(date(2015, 12, 1), "Head of Early Help", "so"), "officer")
    one.save([authority_2015(), found])
    of_round = one.prepare(date(2016, 4, 30), "officer").of_round
    assert [line.amount_pence for line in of_round.lines.values()] == [0]
    assert of_round.turned_around == 1


# ---- published sums ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority_name", "target", "published", "decimals"),
    [("Birmingham", 4_180, Fraction("13.93"), 2), ("Lancashire", 2_630, Fraction("8.77"), 2),
     ("Sheffield", 1_680, Fraction("5.6"), 1), ("Southend", 420, Fraction("1.4"), 1)])
def test_the_published_sums_of_four_authorities(
    authority_name: str, target: int, published: Fraction, decimals: int
) -> None:
    """GBP 4,000 for each of five families in six of the target.

    The government multiplied and rounded the sum; it is ours to a whole family, since only whole families are paid for
    (Lancashire: 2,191 families and two thirds, so GBP 2,667 less).
    """
    payments = rule_set(SCHEME).payments
    day = ATTACHED_ON.toordinal()
    per_family_pence = payments.attachment_fee.on(day) + payments.cap.on(day)
    assert per_family_pence == 4_000_00
    in_all = Fraction(target * 5, 6) * per_family_pence
    assert round(in_all / 100 / 1_000_000, decimals) == published, authority_name
    funded_pence = payments.families_funded(target, day) * per_family_pence
    assert 0 <= in_all - funded_pence < per_family_pence


@pytest.mark.parametrize("attached_on", [date(2012, 9, 3), date(2013, 9, 3), date(2014, 9, 3)])
def test_fee_and_results_come_to_4000_pounds_a_family_in_every_year(attached_on: date) -> None:
    payments = rule_set(SCHEME).payments
    day = attached_on.toordinal()
    assert payments.attachment_fee_pence(attached_on) + payments.cap.on(day) == 4_000_00
    assert payments.amount_pence("CAE", attached_on, attached_on) + payments.amount_pence(
        "PtW", attached_on, attached_on) == payments.cap.on(day) == payments.amount_pence(
        "CE", attached_on, attached_on)


@pytest.mark.parametrize(("cae", "ce", "turned_around"), [(63_151, 6_357, 69_508), (77_270, 8_033, 85_303)])
def test_turned_around_is_cae_and_ce_with_progress_to_work_apart(cae: int, ce: int, turned_around: int) -> None:
    of_round = Return(return_stream(SCHEME, JULY))
    for kind, number in (("CAE", cae), ("CE", ce), ("PtW", 4_071)):
        of_round.lines |= {f"{kind}{place}": Line(f"{kind}{place}", "f", kind, 0, kind != "PtW", False)
                           for place in range(number)}
    totals = {total.name: total.number for total in totals_of(of_round, rule_set(SCHEME), attached=97_202)}
    assert (totals["CAE"], totals["CE"], totals["turned around"], totals["PtW"]) == (cae, ce, turned_around, 4_071)
    assert of_round.turned_around == turned_around
