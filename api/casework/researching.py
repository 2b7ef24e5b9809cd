"""The file for researchers: one row a family, under a random id drawn for this file alone, in an order of chance."""

from __future__ import annotations

import csv
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from api.casework.what_works import smallest_group
from api.errors import OptionUnusable
from api.wording.spreadsheets import guarded
from ledger.ledger import Ledger
from projections.queries.anonymising import anonymous, columns, subjects
from projections.queries.asking import scheme_as_known
from projections.queries.studying import studied

ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Research:
    """`by_level` is how many rows are told how finely. `withheld` is None where it is itself too small a number."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    by_level: tuple[int, ...]
    smallest: int
    withheld: int | None
    position: int


def research_rows(ledger: Ledger, scheme: str, day: date, known: int | None) -> Research:
    rules, smallest = scheme_as_known(ledger, scheme, known), smallest_group()
    found = studied(ledger, scheme, tuple(rules.results), known)
    told = anonymous(list(subjects(found.rows, rules, day)), smallest)
    rows = list(told.rows)
    secrets.SystemRandom().shuffle(rows)
    named = [(secrets.token_hex(ID_BYTES), *map(guarded, row)) for row in rows]
    withheld = None if 0 < told.withheld < smallest else told.withheld
    return Research(("id", *columns(rules)), named, told.by_level, smallest, withheld, found.position)


def export_research(ledger: Ledger, scheme: str, day: date, known: int | None, file: Path) -> Research:
    """Raises `OptionUnusable` for a file that is there already."""
    if file.exists():
        raise OptionUnusable(f"{file} is there already: choose another name, or take it away.")
    found = research_rows(ledger, scheme, day, known)
    with file.open("x", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([found.columns, *found.rows])
    return found
