"""What a clause says for every day at once: met, not met, unknown, or not relevant.

Unknown is a third answer: evidence is lacking, so it never passes and never fails. Not relevant is a fourth, for
measures of results: there was nothing to reduce, or no child of school age. rules.md section 0, design.md idea 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from domain.dates import Day
from domain.days import ALWAYS, NEVER, Days, at_least, union

Answer = Literal["met", "not met", "unknown", "not relevant"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Three disjoint sets of days; on every other day the clause is not met."""

    met: Days = NEVER
    unknown: Days = NEVER
    irrelevant: Days = NEVER

    @property
    def failed(self) -> Days:
        return ~(self.met | self.unknown | self.irrelevant)

    def on(self, day: Day) -> Answer:
        if day in self.met:
            return "met"
        if day in self.unknown:
            return "unknown"
        return "not relevant" if day in self.irrelevant else "not met"

    def within(self, days: Days) -> Outcome:
        """The same on `days`, not met on every other day."""
        if days is ALWAYS:
            return self
        return Outcome(self.met & days, self.unknown & days, self.irrelevant & days)

    def opposite(self) -> Outcome:
        """Met where this is not, and the other way round; unknown stays unknown."""
        return Outcome(self.failed, self.unknown, self.irrelevant)


NOT_MET = Outcome()
MET = Outcome(met=ALWAYS)
UNKNOWN = Outcome(unknown=ALWAYS)
NOT_RELEVANT = Outcome(irrelevant=ALWAYS)


def any_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Met where one is met; else unknown where one is unknown; not relevant where all are."""
    said = [outcome for outcome in outcomes if outcome is not NOT_MET]
    if not said:
        return NOT_MET
    if len(outcomes) == 1:
        return outcomes[0]
    met = union([outcome.met for outcome in said])
    unknown = union([outcome.unknown for outcome in said]) - met
    return Outcome(met, unknown, _shared(said) if len(said) == len(outcomes) else NEVER)


def all_of(outcomes: Sequence[Outcome]) -> Outcome:
    """Not met where one fails for certain; else unknown where one is unknown; else met where one is relevant and met.

    What is not relevant is passed over; where nothing is relevant, the whole is not relevant.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    held = ALWAYS
    for outcome in outcomes:
        if outcome is not NOT_RELEVANT:
            held = held & (outcome.met | outcome.unknown | outcome.irrelevant)
            if not held:
                return NOT_MET
    unknown = union(outcome.unknown for outcome in outcomes) & held
    irrelevant = _shared(outcomes)
    return Outcome(held - unknown - irrelevant, unknown, irrelevant)


def at_least_of(least: int, outcomes: Sequence[Outcome]) -> Outcome:
    """Met where at least `least` are met; unknown where those that are unknown could make it up."""
    said = [outcome for outcome in outcomes if outcome is not NOT_MET]
    met = at_least(least, [outcome.met for outcome in said])
    if not any(outcome.unknown for outcome in said):
        return Outcome(met)
    return Outcome(met, at_least(least, [outcome.met | outcome.unknown for outcome in said]) - met)


def joined(pieces: Sequence[Outcome]) -> Outcome:
    """One outcome from pieces that were each clipped to days of their own."""
    return Outcome(
        union([piece.met for piece in pieces]),
        union([piece.unknown for piece in pieces]),
        union([piece.irrelevant for piece in pieces]),
    )


def _shared(outcomes: Sequence[Outcome]) -> Days:
    shared = ALWAYS
    for outcome in outcomes:
        shared = shared & outcome.irrelevant
        if not shared:
            return NEVER
    return shared
