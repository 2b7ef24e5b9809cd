"""What rows say of each other, and of what is on record.

In this order: terms, then stays in families, then everything that names a person, a family or a term. So a row that
is rejected takes along those that rest on it alone, and their reason names it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from domain.casework import stating
from intake.attendances import judge_attendance
from intake.dates import is_child_at
from intake.forms import FORMS
from intake.known import Known, Stay, Term
from intake.last_words import mark_overruled
from intake.problems import Notice, Problem
from intake.readings import FileReading, reject_also
from intake.rows import Row
from intake.stays import SentStay, judge_stays
from intake.terms import judge_terms, terms_after, withdrawn_in_vain
from intake.vocabularies import KNOWN_NEEDS

Readings = Mapping[str, FileReading]

SAID_OTHERWISE = "another row says something else of this record; keep one of the two"
TERM_SAID_OTHERWISE = "another row says something else of this term; keep one of the two"
ATTACHED_OTHERWISE = "another row says something else of this family and scheme; keep one of the two"

_DEFINED_BY = {"person_id": "people", "family_id": "people", "term_id": "terms"}
_CALLED = {"person_id": "person", "family_id": "family", "term_id": "term"}


@dataclass(slots=True)
class Register:
    """The ids of one column that rows may name, and where those stand that only a rejected row names."""

    column: str
    ids: set[str]
    rejected_at: dict[str, str] = field(default_factory=dict)

    def problem(self, name: str) -> Problem:
        file, called = f"{_DEFINED_BY[self.column]}.csv", _CALLED[self.column]
        if where := self.rejected_at.get(name):
            return Problem(self.column, f"the row of this {called} in {file} was itself rejected", where)
        return Problem(self.column, f"a {called} neither in {file} nor on record", name)


def check_pack(readings: Readings, known: Known) -> list[Notice]:
    """Moves rows that cannot stand beside the others from `good` to `rejected`; returns what is only to be noticed."""
    people_on_record = known.stays(_named(readings, "person_id"))
    families_on_record = set(known.families(_named(readings, "family_id")))
    terms_on_record = known.terms()
    _check_terms(readings, terms_on_record)
    _check_stays(readings, people_on_record)
    registers = (
        _register(readings, "person_id", people_on_record),
        _register(readings, "family_id", families_on_record),
        _register(readings, "term_id", terms_after(_good(readings, "terms"), terms_on_record)),
    )
    _check_references(readings, registers)
    mark_overruled(readings)
    _check_attendance(readings, known)
    check_casework(readings)
    _check_attachments(readings)
    return [
        *withdrawn_in_vain(_good(readings, "terms"), terms_on_record),
        *_childless_families(readings, families_on_record),
        *_joined_before_birth(readings),
        *_unknown_needs(readings),
    ]


def _good(readings: Readings, kind: str) -> list[Row]:
    return readings[kind].good if kind in readings else []


def _named(readings: Readings, column: str) -> set[str]:
    found: set[str] = set()
    for kind, reading in readings.items():
        if column in FORMS[kind].names:
            place = FORMS[kind].names.index(column)
            found.update(str(name) for row in reading.good if (name := row.cells[place]) is not None)
    return found


def _check_terms(readings: Readings, on_record: Mapping[str, Term]) -> None:
    if "terms" in readings:
        refuse_said_otherwise(readings["terms"], lambda row: str(row["term_id"]), "term_id", TERM_SAID_OTHERWISE)
        refused = judge_terms(readings["terms"].good, on_record)
        reject_also(readings["terms"], {line: [problem] for line, problem in refused.items()})


def _check_stays(readings: Readings, on_record: Mapping[str, Iterable[Stay]]) -> None:
    if "people" not in readings:
        return
    people, refused, corrects = readings["people"], dict[int, list[Problem]](), dict[int, str]()
    for person_id, rows in _by_person(people.good).items():
        stays = tuple(on_record.get(person_id, ()))
        if len(rows) == 1 and not stays:
            continue
        judgement = judge_stays([_sent(row) for row in rows], stays, people.file)
        refused |= {line: [problem] for line, problem in judgement.refused.items()}
        corrects |= judgement.corrects
    reject_also(people, refused)
    if corrects:
        people.good = [row.correcting(corrects[row.line]) if row.line in corrects else row for row in people.good]


def _by_person(rows: list[Row]) -> dict[str, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[str(row["person_id"])].append(row)
    return found


def _sent(row: Row) -> SentStay:
    left_on = row["left_on"]
    stay = Stay(str(row["family_id"]), str(row["joined_on"]), None if left_on is None else str(left_on))
    return SentStay(row.line, stay, row.withdrawn)


def _register(readings: Readings, column: str, on_record: Iterable[str]) -> Register:
    kind = _DEFINED_BY[column]
    register = Register(column, set(on_record))
    if kind not in readings:
        return register
    reading = readings[kind]
    register.ids.update(str(row[column]) for row in reading.good if not row.withdrawn)
    place = reading.header.at.get(column)
    for rejected in reading.rejected:
        if place is not None and place < len(rejected.cells):
            register.rejected_at.setdefault(rejected.cells[place].strip(), f"line {rejected.line} of {reading.file}")
    return register


def _check_references(readings: Readings, registers: Iterable[Register]) -> None:
    for kind, reading in readings.items():
        if kind in _DEFINED_BY.values():
            continue
        refused: defaultdict[int, list[Problem]] = defaultdict(list)
        for register in registers:
            if register.column in FORMS[kind].names:
                _check_reference(reading, register, refused)
        reject_also(reading, refused)


def _check_reference(reading: FileReading, register: Register, refused: defaultdict[int, list[Problem]]) -> None:
    place, ids = FORMS[reading.kind].names.index(register.column), register.ids
    for row in reading.good:
        name = row.cells[place]
        if name is not None and name not in ids and not _is_named_withdrawal(row):
            refused[row.line].append(register.problem(str(name)))


def _is_named_withdrawal(row: Row) -> bool:
    return row.withdrawn and row["record_id"] is not None


def _check_attendance(readings: Readings, known: Known) -> None:
    if rows := _good(readings, "attendance"):
        held = known.attendance({str(row["person_id"]) for row in rows if row["person_id"] is not None})
        refused = judge_attendance(rows, held)
        reject_also(readings["attendance"], {line: [problem] for line, problem in refused.items()})


def _check_attachments(readings: Readings) -> None:
    if "attachments" in readings:
        refuse_said_otherwise(
            readings["attachments"], lambda row: f"{row['family_id']} {row['scheme']}", "family_id", ATTACHED_OTHERWISE)


def check_casework(readings: Readings) -> None:
    """A record says the whole of an entry: two rows that say it otherwise would correct each other at every loading."""
    for kind in stating.KINDS:
        if kind in readings:
            refuse_said_otherwise(readings[kind], attrgetter("identity"), "record_id", SAID_OTHERWISE)


def refuse_said_otherwise(reading: FileReading, of: Callable[[Row], str], column: str, reason: str) -> None:
    """Of rows `of` one thing the first stands, and those that say the same again."""
    first: dict[str, Row] = {}
    refused = {}
    for row in reading.good:
        held = first.setdefault(of(row), row)
        if held.cells != row.cells:
            refused[row.line] = [Problem(column, reason, f"line {held.line} of {held.file}")]
    reject_also(reading, refused)


def _childless_families(readings: Readings, on_record: set[str]) -> list[Notice]:
    """Families of this pack that never had a child in them; one on record may have its child there."""
    first_row: dict[str, Row] = {}
    with_child: set[str] = set()
    for row in _good(readings, "people"):
        family_id, born = str(row["family_id"]), row["date_of_birth"]
        if family_id not in on_record and not row.withdrawn:
            first_row.setdefault(family_id, row)
            if born is not None and is_child_at(str(born), str(row["joined_on"])):
                with_child.add(family_id)
    return [
        Notice(row.file, f"the family {family_id} has no child in it", row.line, "family_id")
        for family_id, row in first_row.items()
        if family_id not in with_child
    ]


def _joined_before_birth(readings: Readings) -> list[Notice]:
    rows = [row for row in _good(readings, "people") if row["date_of_birth"] is not None and not row.withdrawn
            and str(row["joined_on"]) < str(row["date_of_birth"])]
    return [
        Notice(row.file, f"joined_on is before date_of_birth, in {len(rows)} of the rows; nobody is a child before"
               " birth", row.line, "date_of_birth")
        for row in rows[:1]
    ]


def _unknown_needs(readings: Readings) -> list[Notice]:
    rows = [row for row in _good(readings, "needs") if row["need"] is not None and row["need"] not in KNOWN_NEEDS]
    first_row = {str(row["need"]): row for row in reversed(rows)}
    return [
        Notice(row.file, f"no scheme asks about the need '{need}'; it is kept all the same", row.line, "need")
        for need, row in sorted(first_row.items())
    ]
