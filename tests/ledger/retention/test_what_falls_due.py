"""How long records may be kept, and who may be erased when."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from family_builders import ANN, BY, stay

from domain.family import Attachment, Family
from domain.observations import Observation
from ledger.retention.due import due_in, people_due
from ledger.retention.rules import ScheduleUnreadable, read_schedule, shipped_schedule

AT = date(2030, 1, 1)


def family(closed_on: date | None = None, **said: Any) -> Family:
    made = Family(uuid4())
    made.record_stay(stay(ANN, **{"left_on": date(2013, 6, 30), "born_on": date(2000, 2, 29), **said}), BY)
    if closed_on is not None:
        made.attach(Attachment("s", date(2012, 9, 1), closed_on=closed_on), [], "0" * 64, BY)
    return made


def seen(made: Family, kind: str, **fields: Any) -> Family:
    made.observe(f"{kind}{len(made.observations)}", Observation("", kind, ANN, False, fields), BY)
    return made


def due(made: Family) -> dict[str, date | None]:
    return {one.kind: one.due_on for one in due_in(made, shipped_schedule(), AT)}


def test_six_years_after_the_last_day_of_the_record() -> None:
    made = seen(family(), "exclusions", category="fixed", starts_on="2012-05-01", ends_on="2012-05-03")
    seen(made, "exclusions", category="fixed", starts_on="2012-06-01")
    assert due(made) == {"membership": date(2019, 6, 30), "exclusions": date(2018, 6, 1)}


def test_not_before_six_years_after_work_with_the_family_ended() -> None:
    assert due(family(closed_on=date(2014, 8, 31)))["membership"] == date(2020, 8, 31)


def test_needs_of_a_child_until_the_twenty_fifth_birthday_and_a_leap_day_is_1_march() -> None:
    made = seen(family(), "needs", need="child-protection-plan", starts_on="2012-01-01", ends_on="2012-08-01")
    assert due(made)["needs"] == date(2025, 3, 1)


@pytest.mark.parametrize(
    "made", [family(left_on=None), seen(family(), "benefits", benefit="JSA", starts_on="2012-01-01")])
def test_what_is_still_so_is_not_due(made: Family) -> None:
    assert None in due(made).values()
    assert people_due([made], shipped_schedule(), AT) == {}


def test_attendance_is_counted_from_the_end_of_the_school_year() -> None:
    made = seen(family(), "attendance", term_id="201112-2", sessions_possible=100)
    assert due(made)["attendance"] == date(2018, 8, 31)


def test_a_person_may_go_when_the_last_record_in_any_family_may() -> None:
    one, other = family(), family(left_on=date(2014, 1, 1), joined_on=date(2013, 7, 1))
    assert people_due([one, other], shipped_schedule(), AT) == {ANN: date(2020, 1, 1)}
    assert people_due([one, other], shipped_schedule(), date(2019, 12, 31)) == {}
    assert people_due([one, family(left_on=None)], shipped_schedule(), AT) == {}


def test_a_later_rule_replaces_the_earlier_one_from_its_day() -> None:
    schedule = read_schedule(
        "- {kind: '*', since: 2012-01-01, keep: [{years: 6, from: record}], source: a}\n"
        "- {kind: '*', since: 2025-01-01, keep: [{years: 10, from: record}], source: b}\n"
    )
    [before], [after] = (list(due_in(family(), schedule, at)) for at in (date(2024, 12, 31), date(2025, 1, 1)))
    assert (before.due_on, before.source, after.due_on, after.source) == (
        date(2019, 6, 30), "a", date(2023, 6, 30), "b")  # fmt: skip


@pytest.mark.parametrize(("text", "said"), [
    ("", "list of rules"),
    ("- {kind: shoes, since: 2012-01-01, keep: [{years: 6, from: record}], source: a}", "'shoes' is no kind"),
    ("- {kind: asb, since: soon, keep: [{years: 6, from: record}], source: a}", "since is a day"),
    ("- {kind: asb, since: 2012-01-01, keep: [], source: a}", "at least one term"),
    ("- {kind: asb, since: 2012-01-01, keep: [{years: 6, from: now}], source: a}", "not from 'now'"),
    ("- {kind: asb, since: 2012-01-01, keep: [{years: 6, from: record}]}", "Rule 1"),
    ("- [", "no YAML"),
    ("- {kind: unlinked, since: 2012-01-01, keep: [{years: 6, from: closure}], source: a}", "nobody works with these"),
])  # fmt: skip
def test_what_is_not_understood_is_told_to_its_author(text: str, said: str) -> None:
    with pytest.raises(ScheduleUnreadable, match=said):
        read_schedule(text)
