"""Building small packs for the tests: rows as text, put into files."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from intake.known import Stay, Term
from intake.limits import DEFAULT_LIMITS, Limits
from intake.reading import ReadPack, read_pack

TODAY = date(2015, 3, 31)

TERMS = "term_id,school_year,starts_on,ends_on\n201213-1,2012/13,2012-09-03,2012-12-20\n"
PEOPLE = (
    "person_id,family_id,forename,surname,date_of_birth,joined_on,left_on\n"
    "P1,F1,Ann,Lee,1980-03-01,2010-09-01,\n"
    "P2,F1,Tom,Lee,2001-02-01,2010-09-01,\n"
)
ATTENDANCE_HEADER = "record_id,person_id,term_id,school,sessions_possible,sessions_authorised,sessions_unauthorised\n"
ASB_HEADER = "record_id,person_id,family_id,category,starts_on,ends_on\n"
NEEDS_HEADER = "record_id,person_id,family_id,need,starts_on,ends_on\n"


@dataclass
class Ledger:
    """A ledger that knows what a test says it knows."""

    people: Mapping[str, Sequence[Stay]] = field(default_factory=dict)
    term_dates: Mapping[str, Term] = field(default_factory=dict)
    held: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def stays(self, person_ids: Collection[str]) -> Mapping[str, Sequence[Stay]]:
        self.calls.append("stays")
        return {person: stays for person, stays in self.people.items() if person in person_ids}

    def terms(self) -> Mapping[str, Term]:
        return self.term_dates

    def families(self, family_ids: Collection[str]) -> Collection[str]:
        return {stay.family_id for stays in self.people.values() for stay in stays} & set(family_ids)

    def attendance(self, person_ids: Collection[str]) -> Mapping[tuple[str, str], Mapping[str, str]]:
        self.calls.append("attendance")
        return {key: schools for key, schools in self.held.items() if key[0] in person_ids}


def write(folder: Path, **files: str | bytes) -> Path:
    """A pack of these files, by kind; terms and two people of one family stand beside them unless given."""
    folder.mkdir(exist_ok=True)
    for kind, text in {"terms": TERMS, "people": PEOPLE, **files}.items():
        (folder / f"{kind}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def read(folder: Path, known: Ledger | None = None, limits: Limits = DEFAULT_LIMITS, **files: str | bytes) -> ReadPack:
    return read_pack(write(folder, **files), today=TODAY, known=known, limits=limits)


def problems(pack: ReadPack) -> list[tuple[str, int, str, str]]:
    return [(row.file, row.line, row.column, row.problem) for row in pack.rejected]


def only_problem(pack: ReadPack) -> tuple[str, int, str, str]:
    (found,) = problems(pack)
    return found


def said(pack: ReadPack) -> str:
    return "\n".join(str(notice) for notice in pack.notices)
