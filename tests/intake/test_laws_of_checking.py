"""What holds of any rows, once those that cannot stand beside the others are rejected."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as some

from intake.attendances import judge_attendance
from intake.calendars import FOR_EVER, Calendar, Period
from intake.forms import FORMS
from intake.known import Stay
from intake.rows import Origin, Row
from intake.stays import SentStay, judge_stays

DAYS = [f"2012-01-{day:02}" for day in range(1, 13)]
Held = dict[tuple[str, str], dict[str, str]]


@some.composite
def stays(draw: some.DrawFn) -> Stay:
    joined, left = sorted([draw(some.sampled_from(DAYS)), draw(some.sampled_from(DAYS))])
    return Stay(draw(some.sampled_from("AB")), joined, left if draw(some.booleans()) else None)


@some.composite
def stays_on_record(draw: some.DrawFn) -> list[Stay]:
    days = sorted(draw(some.sets(some.sampled_from(DAYS), max_size=6)))
    return [
        Stay(draw(some.sampled_from("AB")), joined, left) for joined, left in zip(days[::2], days[1::2], strict=False)
    ]


def overlap(one: Stay, other: Stay) -> bool:
    return one.joined_on <= (other.left_on or FOR_EVER) and other.joined_on <= (one.left_on or FOR_EVER)


@settings(max_examples=500)
@given(sent=some.lists(some.tuples(stays(), some.booleans()), max_size=6), on_record=stays_on_record())
def test_no_accepted_rows_leave_a_person_in_two_places_at_once(
    sent: list[tuple[Stay, bool]], on_record: list[Stay]
) -> None:
    rows = [SentStay(line, stay, withdrawn) for line, (stay, withdrawn) in enumerate(sent, 2)]
    judgement = judge_stays(rows, on_record, "people.csv")
    record = {(stay.family_id, stay.joined_on): stay for stay in on_record}
    for row in rows:
        if row.line not in judgement.refused:
            record.pop((row.stay.family_id, judgement.corrects.get(row.line, "")), None)
            if row.withdrawn:
                record.pop(row.key, None)
            else:
                record[row.key] = row.stay
    assert not any(overlap(one, other) for one, other in combinations(record.values(), 2))


@settings(max_examples=500)
@given(sent=some.lists(stays(), max_size=6))
def test_rows_that_do_not_overlap_are_all_accepted_again(sent: list[Stay]) -> None:
    rows = [SentStay(line, stay) for line, stay in enumerate(sent, 2)]
    accepted = [row for row in rows if row.line not in judge_stays(rows, (), "people.csv").refused]
    assert judge_stays(accepted, (), "people.csv").refused == {}
    record = list({row.key: row.stay for row in accepted}.values())
    again = judge_stays(accepted, record, "people.csv")
    assert (again.refused, again.corrects) == ({}, {})


ATTENDANCE = Origin("attendance", "attendance.csv", "0" * 16, FORMS["attendance"].names)


def attended(line: int, record_id: str, school: str, withdrawn: bool) -> Row:
    return Row(ATTENDANCE, line, (record_id, "P1", "T1", school, 120, 0, 1, True if withdrawn else None))


@settings(max_examples=500)
@given(
    sent=some.lists(some.tuples(some.sampled_from("1234"), some.sampled_from("XYZ"), some.booleans()), max_size=8),
    on_record=some.dictionaries(some.sampled_from("XYZ"), some.sampled_from("1234"), max_size=3),
)
def test_no_accepted_rows_count_the_sessions_of_a_school_twice(
    sent: list[tuple[str, str, bool]], on_record: dict[str, str]
) -> None:
    school_of = {record_id: school for school, record_id in on_record.items()}
    held: Held = {("P1", "T1"): {school: record_id for record_id, school in school_of.items()}}
    rows = [attended(line, *cells) for line, cells in enumerate(sent, 2)]
    refused = judge_attendance(rows, held)
    for row in rows:
        if row.line in refused:
            continue
        if row.withdrawn:
            school_of.pop(row.identity, None)
        else:
            school_of[row.identity] = str(row["school"])
    assert len(set(school_of.values())) == len(school_of)


@given(spans=some.lists(some.tuples(some.sampled_from(DAYS), some.sampled_from(DAYS)), max_size=8))
def test_a_calendar_finds_what_a_look_at_every_period_finds(spans: list[tuple[str, str]]) -> None:
    calendar, laid = Calendar(), list[Period]()
    for start, end in spans:
        period = Period(min(start, end), max(start, end), "", "")
        expected = [other for other in laid if other.starts_on <= period.ends_on and period.starts_on <= other.ends_on]
        assert calendar.overlapping(period) == sorted(expected)
        if not expected:
            calendar.lay(period)
            laid.append(period)
