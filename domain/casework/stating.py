"""Casework as another system has it: each of its records says the whole of an entry, and may say it again or otherwise.

The first time it begins the entry; with an end or an answer that was not there before it goes on with it; anything else
takes the entry back and begins it anew, so that the history keeps both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from domain.casework.record import Casework
from domain.events import casework as events
from domain.family import Family, Novelty, Source

SAID_OTHERWISE = "its supplier says it otherwise now"

Fields = Mapping[str, Any]
"""What a record says, by column; days as ISO text, blank ones left out."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`begins` are the columns of the event that begins an entry, `ends` of the one that goes on with it, if any does.

    `on` is the column with the day on which it begins.
    """

    held: Callable[[Casework], Mapping[str, Any]]
    begun: type[events.CaseworkEvent]
    begins: tuple[str, ...]
    on: str
    ended: type[events.CaseworkEvent] | None = None
    ends: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = MappingProxyType({
    "interventions": Kind(
        lambda casework: casework.interventions, events.InterventionStarted,
        ("kind", "provider", "started_on", "intensity"), "started_on", events.InterventionEnded, ("ended_on", "how")),
    "referrals": Kind(
        lambda casework: casework.referrals, events.Referred, ("direction", "agency", "referred_on", "need"),
        "referred_on", events.ReferralAnswered, ("answered_on", "answer")),
    "reviews": Kind(
        lambda casework: casework.reviews, events.CaseReviewed, ("board", "reviewed_on", "decision", "next_on"),
        "reviewed_on"),
    "lead_workers": Kind(
        lambda casework: casework.lead_workers, events.LeadWorkerNamed, ("lead_worker", "from_on"), "from_on"),
    "districts": Kind(lambda casework: casework.districts, events.FamilyLocated, ("district", "from_on"), "from_on"),
})  # fmt: skip

_CALLED = {"lead_worker": "name", "district": "name"}
"""What an entry calls a column, where it calls it otherwise."""


def state(family: Family, kind: str, entry: str, fields: Fields, source: Source) -> Novelty:
    """Brings the entry to what the record says of it now."""
    of = KINDS[kind]
    begins, ends = _said(of.begins, fields), _said(of.ends, fields)
    held = of.held(family.casework).get(entry)
    if held is None:
        _begin(family, of, entry, begins, ends, source)
        return "recorded"
    begun, ended = _held(of.begins, held), _held(of.ends, held)
    if (begun, ended) == (begins, ends):
        return "repeated"
    if begun != begins or any(ended.values()):
        take_back(family, entry, SAID_OTHERWISE, source)
        _begin(family, of, entry, begins, ends, source)
    else:
        _go_on(family, of, entry, ends, source)
    return "corrected"


def held(family: Family, entry: str) -> tuple[str, Fields] | None:
    """The kind of an entry that is on record, and what a record of it would say."""
    for kind, of in KINDS.items():
        if (found := of.held(family.casework).get(entry)) is not None:
            said = _held((*of.begins, *of.ends), found).items()
            return kind, {name: cell.isoformat() if isinstance(cell, date) else cell for name, cell in said}
    return None


def says_the_same(kind: str, one: Fields, other: Fields) -> bool:
    of = KINDS[kind]
    return _said((*of.begins, *of.ends), one) == _said((*of.begins, *of.ends), other)


def take_back(family: Family, entry: str, reason: str, source: Source) -> Novelty:
    if not family.casework.has(entry):
        return "repeated"
    _record(family, events.CaseworkWithdrawn, entry, {"reason": reason}, source)
    return "corrected"


def began_on(kind: str, fields: Fields) -> date:
    return date.fromisoformat(str(fields[KINDS[kind].on]))


def _begin(family: Family, of: Kind, entry: str, begins: Fields, ends: Fields, source: Source) -> None:
    _record(family, of.begun, entry, begins, source)
    if any(ends.values()):
        _go_on(family, of, entry, ends, source)


def _go_on(family: Family, of: Kind, entry: str, ends: Fields, source: Source) -> None:
    assert of.ended is not None
    _record(family, of.ended, entry, ends, source)


def _record(
    family: Family, event: type[events.CaseworkEvent], entry: str, content: Fields, source: Source
) -> None:
    family.record(event, source.by, entry=entry, extract=source.extract, line=source.line, **content)


def _said(columns: tuple[str, ...], fields: Fields) -> dict[str, Any]:
    said = {name: fields.get(name) for name in columns}
    return {name: date.fromisoformat(cell) if name.endswith("_on") and cell else cell for name, cell in said.items()}


def _held(columns: tuple[str, ...], held: Any) -> dict[str, Any]:
    return {name: getattr(held, _CALLED.get(name, name)) for name in columns}
