"""The rows of an extract pack, as plain typed records (intake.md).

The rows are taken to be clean: rejecting bad ones is the intake's part, not the oracle's. What is applied here is
what decides which rows count: withdrawn and superseded rows do not, and rows without record_id alike in every column
are one.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

Row = dict[str, str]

COLUMNS: dict[str, list[str]] = {
    "terms": ["term_id", "school_year", "starts_on", "ends_on"],
    "people": ["person_id", "family_id", "forename", "surname", "date_of_birth", "joined_on", "left_on", "resident",
               "parent", "upn", "nino", "postcode"],
    "attendance": ["record_id", "person_id", "term_id", "school", "sessions_possible", "sessions_authorised",
                   "sessions_unauthorised"],
    "exclusions": ["record_id", "person_id", "category", "starts_on", "ends_on", "sessions"],
    "education_status": ["record_id", "person_id", "status", "starts_on", "ends_on"],
    "offences": ["record_id", "person_id", "committed_on", "proven_on", "disposal"],
    "asb": ["record_id", "person_id", "family_id", "category", "starts_on", "ends_on"],
    "benefits": ["record_id", "person_id", "benefit", "starts_on", "ends_on"],
    "employment": ["record_id", "person_id", "starts_on", "ends_on", "paid_by"],
    "work_steps": ["record_id", "person_id", "step", "taken_on"],
    "needs": ["record_id", "person_id", "family_id", "need", "starts_on", "ends_on"],
    "attachments": ["family_id", "scheme", "attached_on", "lead_worker", "assessed_on", "planned_on", "closed_on"],
}  # fmt: skip

KEYS = {
    "terms": ["term_id"],
    "people": ["person_id", "family_id", "joined_on"],
    "attachments": ["family_id", "scheme"],
}

# file -> (the column that says what it is, the column of the day it begins)
FACTS = {
    "exclusions": ("category", "starts_on"),
    "education_status": ("status", "starts_on"),
    "offences": ("disposal", "proven_on"),
    "asb": ("category", "starts_on"),
    "benefits": ("benefit", "starts_on"),
    "employment": ("paid_by", "starts_on"),
    "work_steps": ("step", "taken_on"),
    "needs": ("need", "starts_on"),
}


@dataclass(frozen=True)
class Term:
    term_id: str
    school_year: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, eq=False)
class Calendar:
    """All terms, by their last day. Compared by identity, so that a day's last terms may be remembered for it."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Membership:
    person: str
    born_on: date | None
    joined_on: date
    left_on: date | None
    resident: bool
    parent: bool


@dataclass(frozen=True)
class Fact:
    """One row of any file but attendance; `person` or `family` is '' when the row does not name it."""

    file: str
    what: str
    person: str
    family: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Attendance:
    person: str
    term_id: str
    possible: int
    authorised: int | None
    unauthorised: int


@dataclass(frozen=True)
class Attachment:
    family_id: str
    attached_on: date
    lead_worker: str
    assessed_on: date | None
    planned_on: date | None
    closed_on: date | None


@dataclass(eq=False)
class Family:
    """Every row that could bear on one family: those of whoever was ever its member, and its own."""

    family_id: str
    calendar: Calendar
    memberships: dict[str, list[Membership]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[tuple[str, str], list[Fact]] = field(default_factory=lambda: defaultdict(list))
    attendance: dict[tuple[str, str], list[Attendance]] = field(default_factory=lambda: defaultdict(list))

    def rows(self, file: str, *whats: str) -> list[Fact]:
        """The rows of a file; with `whats`, only those that are one of these."""
        chosen = whats or [what for (name, what) in self.facts if name == file]
        return [fact for what in chosen for fact in self.facts.get((file, what), [])]


def parse_day(text: str) -> date:
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def parse_day_or_blank(text: str) -> date | None:
    return parse_day(text) if text else None


class Pack(dict[str, list[Row]]):
    """File name (without .csv) -> its rows as sent. Do not change the rows after asking it anything."""

    def __init__(self, files: dict[str, list[Row]] | None = None) -> None:
        super().__init__(files or {})
        self.loads: list[Pack] = [self]
        self._families: dict[str, Family] | None = None

    def after(self, earlier: Pack) -> Pack:
        """What is known once `earlier` and then this pack have been loaded."""
        names = [*earlier, *(name for name in self if name not in earlier)]
        both = Pack({name: earlier.get(name, []) + self.get(name, []) for name in names})
        both.loads = [*earlier.loads, *self.loads]
        return both

    def current(self, file: str) -> list[Row]:
        """The rows that count: of rows with one key the last sent, and none that is withdrawn."""
        latest: dict[tuple[str, ...], Row] = {}
        for row in self.get(file, []):
            latest[_key(file, row)] = row
        return [row for row in latest.values() if row.get("withdrawn", "") != "yes"]

    def families(self) -> dict[str, Family]:
        if self._families is None:
            self._families = _families(self)
        return self._families

    def family(self, family_id: str) -> Family:
        return self.families()[family_id]

    def attachment(self, family_id: str, scheme: str) -> Attachment | None:
        for row in self.current("attachments"):
            if (row["family_id"], row["scheme"]) == (family_id, scheme):
                return parse_attachment(row)
        return None


def read_pack(folder: Path | str) -> Pack:
    pack = Pack()
    for path in sorted(Path(folder).glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            pack[path.stem] = [{name: value or "" for name, value in row.items()} for row in csv.DictReader(file)]
    return pack


def write_pack(pack: Pack, folder: Path | str) -> None:
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, rows in pack.items():
        columns = COLUMNS[name] + (["withdrawn"] if any("withdrawn" in row for row in rows) else [])
        with (Path(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def parse_attachment(row: Row) -> Attachment:
    return Attachment(
        family_id=row["family_id"],
        attached_on=parse_day(row["attached_on"]),
        lead_worker=row.get("lead_worker", ""),
        assessed_on=parse_day_or_blank(row.get("assessed_on", "")),
        planned_on=parse_day_or_blank(row.get("planned_on", "")),
        closed_on=parse_day_or_blank(row.get("closed_on", "")),
    )


def _key(file: str, row: Row) -> tuple[str, ...]:
    """What makes two rows one: the record's own key, or without one its whole content."""
    columns = KEYS.get(file) or (["record_id"] if row.get("record_id") else COLUMNS[file])
    return (str(len(columns)), *(row.get(column, "") for column in columns))


def _families(pack: Pack) -> dict[str, Family]:
    calendar = _calendar(pack)
    families: dict[str, Family] = {}
    families_of: dict[str, list[str]] = defaultdict(list)
    for row in pack.current("people"):
        family = families.setdefault(row["family_id"], Family(row["family_id"], calendar))
        family.memberships[row["person_id"]].append(_membership(row))
        if row["family_id"] not in families_of[row["person_id"]]:
            families_of[row["person_id"]].append(row["family_id"])
    for fact in (fact for file in FACTS for fact in _facts(pack, file)):
        for family_id in families_of[fact.person] if fact.person else [fact.family]:
            if fact.family in ("", family_id) and family_id in families:
                families[family_id].facts[fact.file, fact.what].append(fact)
    for figures in map(_attendance, pack.current("attendance")):
        for family_id in families_of[figures.person]:
            families[family_id].attendance[figures.person, figures.term_id].append(figures)
    return families


def _calendar(pack: Pack) -> Calendar:
    terms = [
        Term(row["term_id"], row["school_year"], parse_day(row["starts_on"]), parse_day(row["ends_on"]))
        for row in pack.current("terms")
    ]
    return Calendar(tuple(sorted(terms, key=lambda term: (term.ends_on, term.starts_on))))


def _membership(row: Row) -> Membership:
    return Membership(
        person=row["person_id"],
        born_on=parse_day_or_blank(row.get("date_of_birth", "")),
        joined_on=parse_day(row["joined_on"]),
        left_on=parse_day_or_blank(row.get("left_on", "")),
        resident=row.get("resident", "") == "yes",
        parent=row.get("parent", "") == "yes",
    )


def _facts(pack: Pack, file: str) -> list[Fact]:
    """A row whose day is blank (an offence not proven) never happened for any rule."""
    what, day = FACTS[file]
    return [
        Fact(file, row.get(what, ""), row.get("person_id", ""), row.get("family_id", ""), parse_day(row[day]),
             parse_day_or_blank(row.get("ends_on", "")))
        for row in pack.current(file)
        if row.get(day)
    ]  # fmt: skip


def _attendance(row: Row) -> Attendance:
    authorised = row["sessions_authorised"]
    return Attendance(
        row["person_id"], row["term_id"], int(row["sessions_possible"]), int(authorised) if authorised else None,
        int(row["sessions_unauthorised"]),
    )  # fmt: skip
