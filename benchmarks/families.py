"""The sample's families, ready for deciding, with no database: read from the extract pack once."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from domain.authority import Term
from domain.family import Family, Source, Stay
from domain.observations import KINDS, Observation

SAMPLE = Path(__file__).parents[1] / "samples" / "oxfordshire-2012"
_SOURCE = Source("benchmark")


def sample_terms() -> list[Term]:
    return [Term(row["term_id"], row["school_year"], _day(row["starts_on"]), _day(row["ends_on"]))
            for row in _rows("terms")]


def sample_families() -> list[Family]:
    families: dict[str, Family] = {}
    belongs: dict[str, str] = {}
    for row in _rows("people"):
        family = families.setdefault(row["family_id"], Family(uuid5(NAMESPACE_OID, row["family_id"])))
        belongs[row["person_id"]] = row["family_id"]
        family.record_stay(_stay(row), _SOURCE)
    for kind in KINDS:
        for number, row in enumerate(_rows(kind)):
            family_id = row.get("family_id") or belongs[row["person_id"]]
            families[family_id].observe(f"{kind}{number}", _observation(kind, row), _SOURCE)
    return list(families.values())


ONE_PERSON = "annannannannanna"


def registered(stream: UUID) -> Family:
    """A family of one person."""
    family = Family(stream)
    family.record_stay(Stay(ONE_PERSON, date(2012, 1, 1), None, date(2000, 2, 29), True, False), _SOURCE)
    return family


def observations(number: int) -> list[tuple[str, Observation]]:
    """About that person: so many records, each with content of its own."""
    fields = {"term_id": "201112-3", "school": "9314010", "sessions_possible": 140, "sessions_authorised": 8}
    return [
        (f"record{one:010}",
         Observation("", "attendance", ONE_PERSON, False, {**fields, "sessions_unauthorised": one % 140}))
        for one in range(number)
    ]  # fmt: skip


def observe(family: Family, said: Iterable[tuple[str, Observation]]) -> None:
    """One more event for each."""
    for record, observation in said:
        family.observe(record, observation, _SOURCE)


def _rows(file: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{file}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _stay(row: dict[str, str]) -> Stay:
    left_on = _day(row["left_on"]) if row["left_on"] else None
    born_on = _day(row["date_of_birth"]) if row["date_of_birth"] else None
    return Stay(row["person_id"], _day(row["joined_on"]), left_on, born_on, row["resident"] == "yes",
                row["parent"] == "yes")


def _observation(kind: str, row: dict[str, str]) -> Observation:
    about = ("record_id", "person_id", "family_id")
    fields: defaultdict[str, str | int] = defaultdict(str)
    for name, cell in row.items():
        if cell and name not in about:
            fields[name] = int(cell) if name.startswith("sessions") else cell
    return Observation("", kind, row.get("person_id") or None, bool(row.get("family_id")), dict(fields))
