"""Opening a ledger for a question: with tables that have read everything recorded before it was asked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from api.command_line.progress import progress_shown
from api.places import opened_ledger, place_from
from api.today import today_here
from api.wording.days import day_from
from domain.counts import how_many_are
from ledger.progress import telling

if TYPE_CHECKING:
    from ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Asked:
    """`known` None is 'all that is known now'."""

    ledger: Ledger
    known: int | None


def day_asked(at: str | None) -> date:
    """Today by default. Raises `NoSuchDay`."""
    return today_here() if at is None else day_from(at)


@contextmanager
def question(
    data_dir: Path | None, ledger: str | None, known: str | None = None, *, of_tables: bool = True
) -> Iterator[Asked]:
    """Where the tables will be read (`of_tables`, and no `known`), they are brought up to date first."""
    from api.answers.questions import position_asked

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        position = position_asked(opened, known)
        if of_tables and position is None:
            _catch_up(opened)
        yield Asked(opened, position)


def _catch_up(ledger: Ledger) -> None:
    from projections.runner import catch_up
    from projections.tracking import parked_families

    with progress_shown() as tell:
        catch_up(ledger, telling(tell, "deciding"))
    with ledger.transaction() as cursor:
        parked = len(parked_families(cursor))
    if parked:
        missing = f"{how_many_are(parked, 'family')} missing from the answer"
        print(f"outcomes: {missing}; see `outcomes status`.", file=sys.stderr)
