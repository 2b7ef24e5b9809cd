"""Attendance of one child in one term, said twice.

At another school it is a move in mid-term, and both count. At the same school under another record_id it is a
conflict: added up it would count the same sessions twice, so the later is handed back.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from intake.cells import Value
from intake.problems import Problem
from intake.rows import Row
from intake.stays import ON_RECORD

CONFLICT = "the same child, term and school are also in another record"

Held = Mapping[tuple[str, str], Mapping[str, str]]


Place = tuple[Value | None, Value | None, Value]
"""A child, a term and a school."""
_NOWHERE: Place = (None, None, "")


class Holder(NamedTuple):
    """The record that has a place: by a row of this file, or on record."""

    identity: str
    row: Row | None


def judge_attendance(rows: Sequence[Row], held: Held) -> dict[int, Problem]:
    """Rejected rows by line, judged in the order of the file; those rejected are judged once more at its end, when a
    record that stood in their way may have been withdrawn or moved by a later row."""
    if not held and len({_place(row) for row in rows}) == len(rows):
        return {}  # as nearly every first load
    holders: dict[Place, Holder] = {
        (person_id, term_id, school): Holder(identity, None)
        for (person_id, term_id), schools in held.items()
        for school, identity in schools.items()
    }
    places: dict[str, Place] = {holder.identity: place for place, holder in holders.items()}
    waiting = [(row, holder) for row in rows if (holder := _take_place(row, holders, places))]
    last_word = {row.identity: row.line for row in rows} if waiting else {}
    refused = {}
    for row, first_holder in waiting:
        is_last_word = last_word[row.identity] == row.line
        holder = _take_place(row, holders, places) if is_last_word else first_holder
        if holder:
            refused[row.line] = Problem("record_id", CONFLICT, _said_by(holder))
    return refused


def _take_place(row: Row, holders: dict[Place, Holder], places: dict[str, Place]) -> Holder | None:
    """Gives the row's record its place, and it leaves the one that it had; or the other record that is in the way."""
    identity = row.identity
    if row.withdrawn:
        holders.pop(places.pop(identity, _NOWHERE), None)
        return None
    place = _place(row)
    holder = holders.get(place)
    if holder is not None and holder.identity != identity:
        return holder
    holders.pop(places.get(identity, place), None)
    holders[place] = Holder(identity, row)
    places[identity] = place
    return None


def _place(row: Row) -> Place:
    return row["person_id"], row["term_id"], row["school"] or ""


def _said_by(holder: Holder) -> str:
    return f"line {holder.row.line} of {holder.row.file}" if holder.row else ON_RECORD
