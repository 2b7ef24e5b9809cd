"""Families of the domain straight from the rows of a pack, with no intake and no ledger between: for tests of rules."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from domain.authority import Term
from domain.family import Attachment, Family, Source, Stay
from domain.observations import KINDS, Observation
from tests.oracle.pack import Pack, Row

SOURCE = Source("test")
_SUBJECTS = ("record_id", "person_id", "family_id", "withdrawn")


def day(text: str) -> date | None:
    """Blank is None; both forms of date that the intake takes."""
    if not text:
        return None
    return date(*map(int, reversed(text.split("/")))) if "/" in text else date.fromisoformat(text)


def terms_of(pack: Pack) -> list[Term]:
    return [
        Term(row["term_id"], row["school_year"], *(date.fromisoformat(row[end]) for end in ("starts_on", "ends_on")))
        for row in pack.current("terms")
    ]


def families_of(pack: Pack) -> dict[str, Family]:
    """Every family of the pack with all that counts of it, by the authority's own reference."""
    families: dict[str, Family] = {}
    belongs: dict[str, set[str]] = defaultdict(set)
    for row in pack.current("people"):
        family = families.setdefault(row["family_id"], Family(uuid5(NAMESPACE_OID, row["family_id"])))
        joined = day(row["joined_on"])
        assert joined is not None
        family.record_stay(
            Stay(row["person_id"], joined, day(row["left_on"]), day(row["date_of_birth"]),
                 row["resident"] == "yes", row["parent"] == "yes"), SOURCE)
        belongs[row["person_id"]].add(row["family_id"])
    for kind in KINDS:
        for row in pack.current(kind):
            _observe(kind, row, families, belongs)
    return families


def _observe(kind: str, row: Row, families: dict[str, Family], belongs: dict[str, set[str]]) -> None:
    record = f"{kind} {row['record_id'] or sorted(row.items())}"
    fields = {name: _cell(name, cell) for name, cell in row.items() if cell and name not in _SUBJECTS}
    named, person = row.get("family_id", ""), row.get("person_id") or None
    observation = Observation("", kind, person, bool(named), fields)
    for family_id in [named] if named else belongs[person or ""]:
        families[family_id].observe(record, observation, SOURCE)


def _cell(name: str, cell: str) -> str | int:
    if name.startswith("sessions"):
        return int(cell)
    if name.endswith("_on"):
        found = day(cell)
        assert found is not None
        return found.isoformat()
    return cell


def attachment_of(row: Row) -> Attachment:
    attached = day(row["attached_on"])
    assert attached is not None
    return Attachment(row["scheme"], attached, row["lead_worker"] or None, day(row["assessed_on"]),
                      day(row["planned_on"]), day(row["closed_on"]))
