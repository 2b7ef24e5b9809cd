"""What happens to the authority's own record: its founding, its target, and its school terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.events.event import Event, recorded_as


@recorded_as("authority.established.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityEstablished(Event):
    """`target` is the number of families agreed with the government; `overlay` the local plan in force, if any."""

    ledger: str
    name: str
    target: int | None = None
    overlay: str | None = None

    def sentence(self) -> str:
        target = f" with a target of {self.target} families" if self.target else ""
        overlay = f" under the local plan '{self.overlay}'" if self.overlay else ""
        return f"The ledger of {self.name} was opened{target}{overlay}."


@recorded_as("authority.term-set.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermSet(Event):
    """A school term, both days included; set again with other dates, it replaces the earlier ones."""

    term_id: str
    school_year: str
    starts_on: date
    ends_on: date

    def sentence(self) -> str:
        return f"School term {self.term_id} runs from {self.starts_on} to {self.ends_on}."


@recorded_as("authority.term-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class TermWithdrawn(Event):
    term_id: str

    def sentence(self) -> str:
        return f"School term {self.term_id} was withdrawn."


@recorded_as("authority.families-agreed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliesAgreed(Event):
    """The number of families that the government pays attachment fees for in a financial year such as `2012-13`."""

    scheme: str
    year: str
    families: int

    def sentence(self) -> str:
        return f"{self.families} families were agreed with the government for {self.year} under {self.scheme}."


@recorded_as("authority.matching-set.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSet(Event):
    """From `from_on` on, a program links above one weight, and asks a person above the other.

    Weights are hundredths of a bit: 100 more make it twice as likely that two records are of one person.
    """

    from_on: date
    link_above_centibits: int
    ask_above_centibits: int

    def sentence(self) -> str:
        return (f"From {self.from_on} records that are alike are linked above a weight of"
                f" {self.link_above_centibits / 100:.2f}, and shown to a person above"
                f" {self.ask_above_centibits / 100:.2f}.")


@recorded_as("authority.unit-costs-supplied.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCostsSupplied(Event):
    """The whole list of unit costs, in place of the one before.

    `digest` is the SHA-256, in hex, of the file that it came in, or else of the list in JSON.
    """

    digest: str
    costs: list[dict[str, Any]]

    def sentence(self) -> str:
        return f"{len(self.costs)} unit costs were supplied, in place of those before (file {self.digest[:16]})."
