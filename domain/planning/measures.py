"""What an action may be meant to move: measures that the ledger can count on any day, as known at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Measure:
    """`words` go on from 'the'; `should_fall` says that fewer are better."""

    name: str
    words: str
    should_fall: bool = False


MEASURES = {
    one.name: one for one in (
        Measure("families-attached", "families attached by the day"),
        Measure("families-eligible", "families eligible on the day"),
        Measure("results-claimable", "results claimable on the day"),
        Measure("families-turned-around", "families turned around by the day"),
        Measure("target-claimed", "share of the target claimed by the day"),
        Measure("claims-at-risk", "claims at risk, of rounds up to the day", should_fall=True),
        Measure("reviews-due", "families waiting for a board's review on the day", should_fall=True),
        Measure("referrals-waiting", "referrals waiting for an answer on the day", should_fall=True),
    )
}  # fmt: skip
"""A closed list: a name that was recorded stays, with its meaning."""


class Value(NamedTuple):
    """`of` is the whole that it is a share of; None where it is a number by itself."""

    number: int
    of: int | None = None
