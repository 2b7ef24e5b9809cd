"""What was recorded of one family, event by event, each in one plain sentence."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from ledger.ledger import Ledger
from projections.errors import FamilyParked
from projections.project import sentence
from projections.queries.asking import family_called, history_as_known, not_known_yet, rows_of


class Told(NamedTuple):
    """People are pseudonyms in braces, to be replaced for a reader with the right to know."""

    position: int
    version: int
    recorded_at: datetime
    by: str
    topic: str
    sentence: str


_TRAIL = """
SELECT position, version, recorded_at, by, topic, sentence FROM trail WHERE family = %(family)s ORDER BY version
"""
_PARKED = "SELECT error FROM parked WHERE family = %(family)s"


def history(ledger: Ledger, family_id: str, known: int | None = None) -> list[Told]:
    """In order. Raises `FamilyUnknown`, and `FamilyParked` where the tables do not hold the whole history."""
    family = family_called(ledger, family_id)
    told = _from_tables(ledger, family, family_id) if known is None else _as_known(ledger, family, known)
    if not told:
        raise not_known_yet(family_id, known)
    return told


def _from_tables(ledger: Ledger, family: UUID, family_id: str) -> list[Told]:
    told = [Told(*row) for row in rows_of(ledger, _TRAIL, {"family": family})]
    if parked := rows_of(ledger, _PARKED, {"family": family}):
        raise FamilyParked(
            f"Family {family_id!r} could not be projected: {parked[0][0]}. See `outcomes status`; when the cause is"
            " gone, have the parked families tried again.")
    return told


def _as_known(ledger: Ledger, family: UUID, known: int) -> list[Told]:
    rows = (sentence(event, position, at) for position, at, event in history_as_known(ledger, family, known))
    return [Told(row.position, row.version, row.recorded_at, row.by, row.topic, row.sentence) for row in rows]
