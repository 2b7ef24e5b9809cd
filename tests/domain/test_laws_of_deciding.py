"""What holds of every verdict, whatever the family and whatever the rules."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.authority import Term
from domain.events.event import Event
from domain.family import Attachment, Family, Known, Stay
from domain.observations import KINDS, Observation
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from domain.rules.variants import with_values
from domain.rules.walking import clauses_of
from tests.domain.random_rules import random_values
from tests.domain.shipped import DECISION_DAYS, SCHEMES, everything_said, households, rule_set
from tests.households import SOURCE, families_of, terms_of
from tests.oracle.packs import second_pack, small_packs

LAWS = settings(
    max_examples=12, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate))
EACH_SCHEME = pytest.mark.parametrize("scheme", SCHEMES)


def some_day(data: st.DataObject, scheme: str) -> date:
    day: date = data.draw(st.sampled_from(DECISION_DAYS[scheme]))
    return day + timedelta(days=data.draw(st.integers(-40, 40)))


def some_rules(data: st.DataObject, scheme: str) -> Scheme:
    """The shipped rules, or those with some other figures."""
    rules = rule_set(scheme)
    return with_values(rules, data.draw(random_values(rules))) if data.draw(st.booleans()) else rules


# -- a day alone


def as_it_was_by(family: Family, day: date) -> Family:
    """The family without what came after the day: as if it had been decided on that day and on no other."""
    seen = Family(family.id)
    for key, stay in family.stays.items():
        if stay.joined_on <= day:
            seen.stays[key] = without_later_end(stay, day)
    for record, known in family.observations.items():
        observation = without_what_came_later(known.observation, day)
        if observation is not None:
            seen.observations[record] = Known(observation, known.known_at)
    return seen


def without_later_end(stay: Stay, day: date) -> Stay:
    return replace(stay, left_on=None) if stay.left_on and stay.left_on > day else stay


def without_what_came_later(observation: Observation, day: date) -> Observation | None:
    """An end makes a spell of some records that would have happened on one day without it: that is kept."""
    kind, fields = KINDS[observation.kind], dict(observation.fields)
    if str(fields.get(kind.starts, "")) > day.isoformat() and kind.name != "attendance":
        return None
    category = str(fields.get(kind.category, "")) if kind.category else ""
    if str(fields.get("ends_on", "")) > day.isoformat() and category not in kind.happens_if_open:
        del fields["ends_on"]
    return replace(observation, fields=fields)


def terms_by(terms: list[Term], day: date) -> list[Term]:
    return [term for term in terms if term.ends_on <= day]


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_a_day_decided_by_itself_is_that_day_among_all_days(scheme: str, data: st.DataObject) -> None:
    """What came after the day has no say in it, in any clause of the scheme."""
    rules, day = some_rules(data, scheme), some_day(data, scheme)
    ordinal = day.toordinal()
    for _, family, terms, attachment in households(data.draw(small_packs(scheme)), scheme):
        if attachment is None or attachment.attached_on > day or (attachment.closed_on or date.min) > day:
            continue
        alone = standing(as_it_was_by(family, day), terms_by(terms, day), rules).case.under(attachment)
        among = standing(family, terms, rules).case.under(attachment)
        for clause in clauses_of(rules).values():
            assert clause.outcome(alone).on(ordinal) == clause.outcome(among).on(ordinal), clause.path


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_deciding_twice_gives_the_same_bytes(scheme: str, data: st.DataObject) -> None:
    rules, day = some_rules(data, scheme), some_day(data, scheme)
    for _, family, terms, attachment in households(data.draw(small_packs(scheme)), scheme):
        first = everything_said(family, terms, rules, attachment, day)
        assert first == everything_said(deepcopy(family), list(reversed(terms)), rules, attachment, day)


# -- what was known when


def folded(family: Family, events: list[Event]) -> Family:
    found = Family(family.id)
    for position, event in enumerate(events, 1):
        found.apply(event, position)
    return found


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_what_is_learnt_later_never_changes_a_verdict_as_known_before(scheme: str, data: st.DataObject) -> None:
    pack, day, rules = data.draw(small_packs(scheme)), some_day(data, scheme), rule_set(scheme)
    later = second_pack(data.draw(st.integers(0, 1000)), pack, percent=100)
    attached = {name: attachment for name, _, _, attachment in households(pack, scheme)}
    before, after = families_of(pack), families_of(later.after(pack))
    for name, family in before.items():
        events = [*family.pending, *what_came_after(family, after[name])]
        known = folded(family, events[:len(family.pending)])
        said = everything_said(family, terms_of(pack), rules, attached[name], day)
        assert everything_said(known, terms_of(pack), rules, attached[name], day) == said
        assert len(folded(family, events).observations) >= len(known.observations) - len(later)


def what_came_after(before: Family, after: Family) -> list[Event]:
    """The events that bring the record from the one to what the other holds."""
    going_on = deepcopy(before)
    going_on.collect_events()
    for stay in after.stays.values():
        going_on.record_stay(stay, SOURCE)
    for record, known in after.observations.items():
        going_on.observe(record, known.observation, SOURCE)
    for record in [record for record in going_on.observations if record not in after.observations]:
        going_on.withdraw(record, "withdrawn", SOURCE)
    return going_on.collect_events()


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_the_order_in_which_observations_came_does_not_matter(scheme: str, data: st.DataObject) -> None:
    pack, day, rules = data.draw(small_packs(scheme)), some_day(data, scheme), some_rules(data, scheme)
    for _, family, terms, attachment in households(pack, scheme):
        said = everything_said(family, terms, rules, attachment, day)
        shuffled = in_another_order(family, Random(data.draw(st.integers(0, 1000))))
        assert everything_said(shuffled, terms, rules, attachment, day) == said


def in_another_order(family: Family, rng: Random) -> Family:
    other = Family(family.id)
    records, stays = list(family.observations.items()), list(family.stays.values())
    rng.shuffle(records)
    rng.shuffle(stays)
    for record, known in records[: len(records) // 2]:
        other.observe(record, known.observation, SOURCE)
    for stay in stays:
        other.record_stay(stay, SOURCE)
    for record, known in records[len(records) // 2 :]:
        other.observe(record, known.observation, SOURCE)
    return other


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_withdrawing_what_was_recorded_last_restores_the_verdict(scheme: str, data: st.DataObject) -> None:
    day, rules = some_day(data, scheme), some_rules(data, scheme)
    pack, other = data.draw(small_packs(scheme)), data.draw(small_packs(scheme))
    strangers = [known.observation for family in families_of(other).values() for known in family.observations.values()]
    for _, family, terms, attachment in households(pack, scheme):
        said = everything_said(family, terms, rules, attachment, day)
        person = next(iter(family.stays))[0]
        for number, observation in enumerate(strangers[:15]):
            whose = replace(observation, person=person if observation.person else None)
            assert family.observe(f"last {number}", whose, SOURCE) == "recorded"
        for number in range(len(strangers[:15])):
            assert family.withdraw(f"last {number}", "sent by mistake", SOURCE) == "corrected"
        assert everything_said(family, terms, rules, attachment, day) == said


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_correcting_back_restores_the_verdict(scheme: str, data: st.DataObject) -> None:
    """The reasons then rest on a later version of the record, and on nothing else that is new."""
    day, rules = some_day(data, scheme), rule_set(scheme)
    for _, family, terms, attachment in households(data.draw(small_packs(scheme)), scheme):
        if not family.observations:
            continue
        said = everything_said(family, terms, rules, attachment, day)
        record, known = data.draw(st.sampled_from(sorted(family.observations.items())))
        withdrawn = family.withdraw(record, "sent by mistake", SOURCE)
        assert (withdrawn, family.observe(record, known.observation, SOURCE)) == ("corrected", "corrected")
        old, new = known.observation.observation_id, family.observations[record].observation.observation_id
        again = everything_said(family, terms, rules, attachment, day)
        assert [part.replace(new.encode(), old.encode()) for part in again] == said


# -- attachments


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_without_eligibility_on_the_day_of_attachment_nothing_is_valid(scheme: str, data: st.DataObject) -> None:
    rules, day = rule_set(scheme), some_day(data, scheme).toordinal()
    attached_on = some_day(data, scheme)
    attachment = Attachment(scheme, attached_on, "worker", attached_on, attached_on, attached_on)
    for _, family, terms, _ in households(data.draw(small_packs(scheme)), scheme):
        stands = standing(family, terms, rules)
        eligible = attached_on.toordinal() in stands.eligible
        for kind in rules.results:
            verdict = stands.prospects(attachment).verdict(kind, day)
            assert eligible or verdict == "not-valid"
            overridden = replace(attachment, override_by="head of service", override_reason="known to all")
            if eligible:
                assert stands.prospects(overridden).verdict(kind, day) == verdict


@EACH_SCHEME
@LAWS
@given(data=st.data())
def test_what_is_paid_never_passes_the_cap(scheme: str, data: st.DataObject) -> None:
    rules, day = some_rules(data, scheme), some_day(data, scheme).toordinal()
    before = data.draw(st.integers(0, 300_000))
    for _, family, terms, attachment in households(data.draw(small_packs(scheme)), scheme):
        if attachment is None:
            continue
        prospects = standing(family, terms, rules).prospects(attachment)
        cap = max(period.value for period in rules.payments.cap.periods if isinstance(period.value, int))
        for kind in rules.results:
            amount = prospects.amount_pence(kind, day, before)
            assert 0 <= amount <= max(0, cap - before)
            assert amount == 0 or prospects.verdict(kind, day) == "valid"
