"""What happens when a family moves from one authority to another: it goes, it comes, and what was claimed for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.events.event import Event, recorded_as


@recorded_as("family.moved-out.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMovedOut(Event):
    """`to` is the ledger that the evidence pack with the SHA-256 `pack` was made for."""

    to: str
    moved_on: date
    pack: str

    def sentence(self) -> str:
        return f"The family moved to {self.to} on {self.moved_on}; its history was handed over as {self.pack[:16]}."


@recorded_as("family.moved-in.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMovedIn(Event):
    """Of the sender: the `origin` of its log, and the checkpoint under which the pack was verified.

    `events` is how many the sender's history of the family has; those that are told again here name the pack as their
    extract and the sender's position as their line.
    """

    origin: str
    moved_on: date
    checkpoint_size: int
    checkpoint_root: str
    pack: str
    events: int

    def sentence(self) -> str:
        return (f"The family moved in on {self.moved_on} from {self.origin}: {self.events} events, verified under its"
                f" checkpoint over {self.checkpoint_size} events (pack {self.pack[:16]}).")


@recorded_as("family.claimed-elsewhere.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedElsewhere(Event):
    """A claim that another authority made for the family and that stood when it moved; never claimed again here.

    `people` are those counted in it, by the pseudonyms of this ledger. `status` is how the claim stood then.
    """

    origin: str
    claim: str
    scheme: str
    result: str
    main: bool
    round_on: date
    amount_pence: int
    status: str
    people: list[str]

    def sentence(self) -> str:
        return (f"{self.result} of {self.scheme} was claimed by {self.origin} as {self.claim} in the round of"
                f" {self.round_on} ({self.status}), so it is not claimed again here.")
