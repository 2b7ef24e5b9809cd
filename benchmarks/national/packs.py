"""Households as an extract pack: the CSV files that their agencies would send, some rows of them with mistakes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from benchmarks.national.households import Household, Record, households, terms
from intake.forms import FORMS

ONE_BROKEN_IN = 100
"""Of a hundred rows of attendance one has more absences than sessions, and comes back."""


def write_pack(folder: Path, rows: int, seed: int = 2015, first: int = 0) -> int:
    """Writes whole households until there are so many rows, in all files together; returns how many there are.

    `first` is the number of the first household.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _Files(folder) as files:
        for term in terms():
            files.write("terms", term_id=term.term_id, school_year=term.school_year, starts_on=term.starts_on,
                        ends_on=term.ends_on)
        for household in households(seed, first):
            if files.rows >= rows:
                break
            for kind, cells in _rows_of(household):
                files.write(kind, **cells)
        return files.rows


def _rows_of(household: Household) -> Iterator[tuple[str, dict[str, Any]]]:
    for member in household.members:
        yield "people", {
            "person_id": member.person_id, "family_id": household.family_id, "forename": member.forename,
            "surname": member.surname, "date_of_birth": member.born_on, "joined_on": member.joined_on,
            "resident": "yes", "parent": "yes" if member.parent else "no", "upn": member.upn, "nino": member.nino,
            "postcode": member.postcode,
        }  # fmt: skip
    last = {record.record_id: record for record in household.records}
    for record in last.values():
        if not record.withdrawn:
            yield record.kind, _cells(household, record)
    attachment = household.attachment
    if attachment:
        yield "attachments", {
            "family_id": household.family_id, "scheme": attachment.scheme, "attached_on": attachment.attached_on,
            "lead_worker": attachment.lead_worker, "assessed_on": attachment.assessed_on,
            "planned_on": attachment.planned_on, "closed_on": attachment.closed_on,
        }  # fmt: skip


def _cells(household: Household, record: Record) -> dict[str, Any]:
    whose = {"person_id": record.person_id} if record.person_id else {"family_id": household.family_id}
    return {"record_id": record.record_id, **whose, **record.fields}


class _Files:
    def __init__(self, folder: Path) -> None:
        self.rows = 0
        self._folder = folder
        self._open: list[IO[str]] = []
        self._writers: dict[str, csv.DictWriter[str]] = {}
        self._attendance = 0

    def write(self, kind: str, **cells: Any) -> None:
        if kind == "attendance":
            self._attendance += 1
            if self._attendance % ONE_BROKEN_IN == 0:
                cells["sessions_unauthorised"] = cells["sessions_possible"] + 1
        self._writer(kind).writerow(cells)
        self.rows += 1

    def _writer(self, kind: str) -> csv.DictWriter[str]:
        writer = self._writers.get(kind)
        if writer is None:
            self._open.append(file := (self._folder / f"{kind}.csv").open("w", encoding="utf-8", newline=""))
            writer = self._writers[kind] = csv.DictWriter(file, FORMS[kind].names, restval="")
            writer.writeheader()
        return writer

    def __enter__(self) -> _Files:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._open:
            file.close()
