"""What an agency's rows say of each other, and of what is on record: the other half of intake/checking.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from intake.attendances import judge_attendance
from intake.checking import check_casework, refuse_said_otherwise
from intake.kinds import split_kind
from intake.known import Known
from intake.last_words import mark_overruled
from intake.problems import Problem
from intake.readings import FileReading, reject_also
from intake.rows import Row
from intake.terms import terms_after

SENT_TWICE = "another row says something else of this person; keep one of the two"


def check_agencies(readings: Sequence[FileReading], terms: FileReading | None, known: Known) -> None:
    """Moves rows that cannot stand beside the others from `good` to `rejected`."""
    if not readings:
        return
    term_ids = terms_after(terms.good if terms else (), known.terms())
    by_agency: defaultdict[str, dict[str, FileReading]] = defaultdict(dict)
    for reading in readings:
        own, agency = split_kind(reading.kind)
        by_agency[str(agency)][own] = reading
    for agency, files in by_agency.items():
        if "people" in files:
            refuse_said_otherwise(files["people"], lambda row: str(row["person_id"]), "person_id", SENT_TWICE)
        _check_references(agency, files, term_ids, known)
        mark_overruled(files)
        _check_attendance(agency, files.get("attendance"), known)
        check_casework(files)


def _check_references(agency: str, files: dict[str, FileReading], term_ids: set[str], known: Known) -> None:
    facts = {own: file for own, file in files.items() if own != "people"}
    named = {str(row["person_id"]) for file in facts.values() for row in file.good if row["person_id"]}
    sent = {str(row["person_id"]) for row in files["people"].good} if "people" in files else set()
    people = sent | set(known.agency_people(agency, named - sent))
    for file in facts.values():
        refused: dict[int, list[Problem]] = {}
        for row in file.good:
            if problems := _problems(row, agency, people, term_ids):
                refused[row.line] = problems
        reject_also(file, refused)


def _problems(row: Row, agency: str, people: set[str], term_ids: set[str]) -> list[Problem]:
    if row.withdrawn and row["record_id"] is not None:
        return []
    problems = []
    if str(row["person_id"]) not in people:
        file = f"people_{agency.replace('-', '_')}.csv"
        problems.append(Problem("person_id", f"a person neither in {file} nor on record", str(row["person_id"])))
    term_id = row["term_id"]
    if term_id is not None and str(term_id) not in term_ids:
        problems.append(Problem("term_id", "a term neither in terms.csv nor on record", str(term_id)))
    return problems


def _check_attendance(agency: str, attendance: FileReading | None, known: Known) -> None:
    if attendance is None or not attendance.good:
        return
    people = {str(row["person_id"]) for row in attendance.good if row["person_id"] is not None}
    refused = judge_attendance(attendance.good, known.agency_attendance(agency, people))
    reject_also(attendance, {line: [problem] for line, problem in refused.items()})
