"""The AgencyPerson aggregate: what one agency says of a person, and whom of ours the person was found to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.events import agency_people as events
from domain.events.erasure import Erased
from domain.events.event import Event
from domain.family import Novelty, Source
from domain.matching.likeness import Likeness
from domain.observations import Observation

_STREAMS = UUID("3c1a4f0e-52f7-4d0b-9f5e-0a3c5d1b7e22")

How = Literal["upn", "nino", "likeness", "clerk", "household"]
BY_A_PROGRAM: frozenset[str] = frozenset({"upn", "nino", "likeness"})


def stream_of(pseudonym: str) -> UUID:
    """The stream of an agency's record, by the record's random pseudonym."""
    return uuid5(_STREAMS, pseudonym)


@dataclass(frozen=True, slots=True)
class Fact:
    """What the agency says in one of its records, and where it was read."""

    observation: Observation
    source: Source


class LinkRefused(Exception):
    """The two cannot be linked; the message says why, and what to do."""


@dataclass(slots=True)
class AgencyPerson(Aggregate):
    pseudonym: str
    version: int = 0
    position: int = 0
    agency: str = ""
    facts: dict[str, Fact] = field(default_factory=dict)
    """What counts now, by record."""
    versions: dict[str, int] = field(default_factory=dict)
    linked_to: str | None = None
    linked_how: str | None = None
    not_the_same: set[str] = field(default_factory=set)
    """People of ours with whom no program may link it: somebody refused the link, or undid it."""
    erased: bool = False
    pending: list[Event] = field(default_factory=list)

    @property
    def id(self) -> UUID:  # type: ignore[override]
        return stream_of(self.pseudonym)

    @property
    def linked_by_a_program(self) -> bool:
        return self.linked_how in BY_A_PROGRAM

    # ---- facts ----------------------------------------------------------------------------------------------------

    def register(self, agency: str, by: str) -> None:
        if self.version == 0:
            self.record(events.AgencyPersonRegistered, by, agency=agency)

    def observe(self, record: str, observation: Observation, source: Source) -> Novelty:
        """As `Family.observe`. The person of the observation is set here."""
        held = self.facts.get(record)
        said = Observation("", observation.kind, self.pseudonym, False, observation.fields)
        if held is not None and held.observation.says_the_same(said):
            return "repeated"
        novelty: Novelty = "recorded" if record not in self.versions else "corrected"
        content: dict[str, Any] = {
            "observation": f"{record}.{self.versions.get(record, 0) + 1}", "kind": said.kind,
            "person": self.pseudonym, "fields": dict(said.fields), "extract": source.extract, "line": source.line,
        }  # fmt: skip
        if held is None:
            self.record(events.AgencyObserved, source.by, **content)
        else:
            supersedes = held.observation.observation_id
            self.record(events.AgencyObservationCorrected, source.by, supersedes=supersedes, **content)
        return novelty

    def withdraw(self, record: str, reason: str, source: Source) -> Novelty:
        held = self.facts.get(record)
        if held is None:
            return "repeated"
        self.record(events.AgencyObservationWithdrawn, source.by, observation=held.observation.observation_id,
                    reason=reason, extract=source.extract, line=source.line)
        return "corrected"

    # ---- whom it is -----------------------------------------------------------------------------------------------

    def link(
        self, person: str, how: How, by: str, likeness: Likeness | None = None, model: str | None = None,
        link_above_centibits: int | None = None,
    ) -> None:  # fmt: skip
        """Raises `LinkRefused` where it is linked with someone else, or a program meets a person's decision."""
        if self.linked_to == person:
            return
        if self.linked_to is not None:
            raise LinkRefused("The agency's record is linked with someone else. Undo that link first.")
        if how in BY_A_PROGRAM and person in self.not_the_same:
            raise LinkRefused("Somebody found these two to be two people; only a person can link them.")
        whom = _said(person, likeness, model)
        whom["how"] = how
        if link_above_centibits is not None:
            whom["link_above_centibits"] = link_above_centibits
        self.record(events.AgencyPersonLinked, by, whom=whom)

    def undo(self, reason: str, by: str, *, barred: bool) -> None:
        """With `barred` no program links the two again. Raises `LinkRefused` where there is no link."""
        if self.linked_to is None:
            raise LinkRefused("The agency's record is linked with nobody, so there is nothing to undo.")
        self.record(events.AgencyPersonLinkUndone, by, whom={"person": self.linked_to}, reason=reason, barred=barred)

    def refuse(self, person: str, reason: str, by: str, likeness: Likeness | None = None) -> Novelty:
        """Raises `LinkRefused` where the two are linked."""
        if self.linked_to == person:
            raise LinkRefused("The two are linked. Undo the link instead.")
        if person in self.not_the_same:
            return "repeated"
        whom: dict[str, Any] = {"person": person}
        if likeness is not None:
            whom["weight_centibits"] = likeness.weight_centibits
        self.record(events.AgencyPersonLinkRefused, by, whom=whom, reason=reason)
        return "recorded"

    def erase(self, reason: str, decided_by: str, by: str) -> None:
        if not self.erased:
            self.record(events.AgencyPersonErased, by, entry=self.pseudonym, reason=reason, decided_by=decided_by)

    # ---- history --------------------------------------------------------------------------------------------------

    def apply(self, event: Event, position: int) -> None:
        self.version = event.originator_version
        self.position = position
        match event:
            case events.AgencyPersonRegistered():
                self.agency = event.agency
            case events.AgencyObserved() | events.AgencyObservationCorrected():
                self._observed(event)
            case events.AgencyObservationWithdrawn():
                self.facts.pop(event.observation.rpartition(".")[0], None)
            case events.AgencyPersonLinked():
                self.linked_to, self.linked_how = event.whom["person"], event.whom.get("how")
                self.not_the_same.discard(event.whom["person"])
            case events.AgencyPersonLinkUndone():
                self.linked_to = self.linked_how = None
                if event.barred:
                    self.not_the_same.add(event.whom["person"])
            case events.AgencyPersonLinkRefused():
                self.not_the_same.add(event.whom["person"])
            case events.AgencyPersonErased() | Erased():
                self.erased, self.facts = True, {}

    def _observed(self, event: events.AgencyObserved | events.AgencyObservationCorrected) -> None:
        record, _, version = event.observation.rpartition(".")
        self.versions[record] = int(version)
        if not self.erased:
            self.facts[record] = Fact(event.observed(), Source(event.by, event.extract, event.line))


def _said(person: str, likeness: Likeness | None, model: str | None) -> dict[str, Any]:
    whom: dict[str, Any] = {"person": person}
    if likeness is not None:
        whom["weight_centibits"] = likeness.weight_centibits
        whom["comparisons"] = [
            {"what": one.what, "found": one.found, "weight_centibits": one.weight_centibits}
            for one in likeness.comparisons
        ]
    if model is not None:
        whom["model"] = model
    return whom


def fold(pseudonym: str, entries: Iterable[tuple[Event, int]]) -> AgencyPerson:
    """From its events, each with its position, in their order."""
    person = AgencyPerson(pseudonym)
    for event, position in entries:
        person.apply(event, position)
    return person
