"""The file for researchers: one row a family, under a random id drawn for this file alone, in an order of chance."""

from __future__ import annotations

import csv
import secrets
from datetime import date
from pathlib import Path

from api.casework.what_works import smallest_group
from api.errors import OptionUnusable
from api.wording.spreadsheets import guarded
from ledger.ledger import Ledger
from projections.queries.anonymising import Anonymous, anonymous, columns, subjects
from projections.queries.asking import scheme_as_known
from projections.queries.studying import studied

ID_BYTES = 8


def export_research(ledger: Ledger, scheme: str, day: date, known: int | None, file: Path) -> tuple[Anonymous, int]:
    """What was written, and the smallest group. Raises `OptionUnusable` for a file that is there already."""
    if file.exists():
        raise OptionUnusable(f"{file} is there already: choose another name, or take it away.")
    rules, smallest = scheme_as_known(ledger, scheme, known), smallest_group()
    found = studied(ledger, scheme, tuple(rules.results), known)
    told = anonymous(list(subjects(found.rows, rules, day)), smallest)
    rows = list(told.rows)
    secrets.SystemRandom().shuffle(rows)
    with file.open("x", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("id", *columns(rules)))
        writer.writerows((secrets.token_hex(ID_BYTES), *map(guarded, row)) for row in rows)
    return told, smallest
