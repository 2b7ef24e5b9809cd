"""What is counted: occurrences by their number, spells by the days that they were in force; and which agency pays.

Only what extracts record. Nothing here says what any of it costs: see costs.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.dates import Day
from domain.family import Family
from domain.observations import KINDS, Observation

Unit = Literal["each", "week"]


@dataclass(frozen=True, slots=True)
class Measure:
    """`of` are categories of the kind of record; none means all of them. `words` are as people call many of it."""

    name: str
    words: str
    agency: str
    unit: Unit
    kind: str
    of: tuple[str, ...] = ()


MEASURES: dict[str, Measure] = {one.name: one for one in (
    Measure("fixed-exclusion", "fixed-term exclusions", "schools", "each", "exclusions", ("fixed",)),
    Measure("permanent-exclusion", "permanent exclusions", "schools", "each", "exclusions", ("permanent",)),
    Measure("proven-offence", "proven offences", "justice", "each", "offences"),
    Measure("asb-incident", "anti-social incidents", "police and landlords", "each", "asb", ("incident",)),
    Measure("police-callout", "police callouts", "police", "each", "needs", ("police-callout",)),
    Measure("out-of-work-benefit-week", "out-of-work benefits", "work and pensions", "week", "benefits",
            ("JSA", "ESA", "IS", "IB", "UC")),
    Measure("child-in-need-week", "children in need", "children's services", "week", "needs", ("child-in-need",)),
    Measure("child-protection-week", "child protection plans", "children's services", "week", "needs",
            ("child-protection-plan",)),
    Measure("child-in-care-week", "children in care", "children's services", "week", "needs", ("child-in-care",)),
    Measure("early-help-week", "early help", "children's services", "week", "needs", ("early-help",)),
)}  # fmt: skip


def counted(family: Family, first: Day, past: Day) -> dict[str, int]:
    """Of every measure that there is any of: how many from `first` to the day before `past`; of spells, days."""
    found = Counter[str]()
    for known in family.observations.values():
        for measure in MEASURES.values():
            if number := _of(known.observation, measure, first, past):
                found[measure.name] += number
    return found


def _of(observation: Observation, measure: Measure, first: Day, past: Day) -> int:
    if observation.kind != measure.kind:
        return 0
    kind, said = KINDS[observation.kind], observation.fields
    if measure.of and said.get(kind.category or "") not in measure.of:
        return 0
    starts = _day(said.get(kind.starts))
    if starts is None:
        return 0
    if measure.unit == "each":
        return int(first <= starts < past)
    ends = _day(said.get(kind.ends or ""))
    return max(0, min(past, past if ends is None else ends + 1) - max(first, starts))


def _day(text: object) -> Day | None:
    return date.fromisoformat(text).toordinal() if isinstance(text, str) else None


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    found = Counter[str]()
    for one in counts:
        found.update(one)
    return found
