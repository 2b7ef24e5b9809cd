"""What happens to a person as one agency knows them: facts, and whom of ours they were found to be.

The stream is that of the agency's record of the person. `whom` says things of a person of the ledger: it is an object
with a `person`, so that it is sealed with that person's key, and can be forgotten with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.events.event import Event, recorded_as
from domain.events.family import Observing

_HOW = {
    "upn": "by the same UPN",
    "nino": "by the same NI number",
    "likeness": "by likeness",
    "clerk": "by a person who looked at both",
    "household": "when the family was confirmed",
}


@recorded_as("agency-person.registered.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPersonRegistered(Event):
    agency: str

    def sentence(self) -> str:
        return f"A person as {self.agency} knows them was entered in the ledger."


@recorded_as("agency-person.observed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyObserved(Observing):
    """As `family.observed`; it counts for no family until the agency's person is linked with one of ours."""

    def sentence(self) -> str:
        return f"Observed by the agency: {self.what()}."


@recorded_as("agency-person.observation-corrected.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyObservationCorrected(Observing):
    supersedes: str

    def sentence(self) -> str:
        return f"Corrected by the agency: {self.what()} (in place of what the same record said before)."


@recorded_as("agency-person.observation-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyObservationWithdrawn(Event):
    observation: str
    reason: str
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        return f"Withdrawn by the agency: observation {self.observation} ({self.reason})."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deciding(Event):
    """`whom`: `person` and, where likeness was looked at, `weight_centibits` (hundredths of a bit, the logarithm to the
    base 2 of the odds that both are one), its `comparisons` and the `model` that gave them."""

    whom: dict[str, Any]

    def _person(self) -> str:
        return f"{{{self.whom['person']}}}"


@recorded_as("agency-person.linked.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPersonLinked(_Deciding):
    """`whom` also has `how`: upn, nino, likeness, clerk or household; and `link_above_centibits` for likeness."""

    def sentence(self) -> str:
        how = _HOW.get(self.whom.get("how", ""), "")
        weight = self.whom.get("weight_centibits")
        said = f" (weight {weight / 100:.2f})" if weight is not None else ""
        return f"The agency's record was linked with {self._person()}{' ' + how if how else ''}{said}."


@recorded_as("agency-person.link-undone.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPersonLinkUndone(_Deciding):
    """With `barred` no program may link the two again; a person still may."""

    reason: str
    barred: bool

    def sentence(self) -> str:
        return f"The link of the agency's record with {self._person()} was undone: {self.reason}."


@recorded_as("agency-person.link-refused.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPersonLinkRefused(_Deciding):
    """Somebody looked at both, and found two people."""

    reason: str

    def sentence(self) -> str:
        return f"The agency's record was found not to be {self._person()}: {self.reason}."


@recorded_as("agency-person.erased.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyPersonErased(Event):
    """`entry` is the pseudonym of the agency's record, which names nobody any more."""

    entry: str
    reason: str
    decided_by: str

    def sentence(self) -> str:
        return f"What the agency had said of the person was erased by decision of {self.decided_by}: {self.reason}."
