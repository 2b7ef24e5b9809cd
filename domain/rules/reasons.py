"""The tree of reasons: why a clause holds, fails or cannot be said on one day.

A reason has no clock time in it and says only what follows from the rules and the observations, so the same knowledge
always gives the same bytes. Its JSON form is versioned (`FORM`) and described in docs/reasons.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.dates import BEYOND, FIRST_DAY, Day, date_of
from domain.rules.outcome import Answer

FORM = "reason.v1"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value or clause stands: a source of the scheme, the paragraph, and how certain it is.

    `published` was read in a published page; `recalled` was not read again; `defined` was chosen where the published
    text leaves a choice. `note` says where sources disagree.
    """

    source: str
    paragraph: str
    certainty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that the answer rests on; `unit` says what it counts."""

    name: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Window:
    """Both days included; None where the window has no such end."""

    first_on: date | None
    last_on: date | None

    def as_json(self) -> dict[str, date]:
        """An end that the window has not is left out."""
        return {name: on for name, on in (("from", self.first_on), ("to", self.last_on)) if on is not None}

    @classmethod
    def between(cls, first: Day, last: Day) -> Window:
        return cls(date_of(first) if first > FIRST_DAY else None, date_of(last) if last < BEYOND - 1 else None)


@dataclass(frozen=True, slots=True)
class Reason:
    """One clause on one day. `missing` names the evidence that would be needed to say more."""

    clause: str
    label: str
    answer: Answer
    citation: Citation
    person: str | None = None
    figures: tuple[Figure, ...] = ()
    windows: tuple[tuple[str, Window], ...] = ()
    observations: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    parts: tuple[Reason, ...] = ()
    word: str = ""
    """By which word of docs/reasons.md the answer follows from the figures, what is missing and the parts."""

    def observations_relied_on(self) -> set[str]:
        relied = set(self.observations)
        for part in self.parts:
            relied |= part.observations_relied_on()
        return relied

    def evidence_missing(self) -> list[str]:
        """What is missing in this reason and below it, each once, in the order of the tree."""
        found = dict.fromkeys(self.missing)
        for part in self.parts:
            found |= dict.fromkeys(part.evidence_missing())
        return list(found)

    def as_json(self) -> dict[str, Any]:
        """Plain values for the documented JSON form; empty parts are left out, dates stay dates."""
        said: dict[str, Any] = {
            "clause": self.clause,
            "label": self.label,
            "word": self.word,
            "answer": self.answer,
            "citation": {
                "source": self.citation.source,
                "paragraph": self.citation.paragraph,
                "certainty": self.citation.certainty,
            },
        }
        if self.citation.note:
            said["citation"]["note"] = self.citation.note
        if self.person:
            said["person"] = self.person
        if self.figures:
            said["figures"] = [{"name": f.name, "value": f.value, "unit": f.unit} for f in self.figures]
        if self.windows:
            said["windows"] = [{"name": name, **window.as_json()} for name, window in self.windows]
        if self.observations:
            said["observations"] = list(self.observations)
        if self.missing:
            said["missing"] = list(self.missing)
        if self.parts:
            said["parts"] = [part.as_json() for part in self.parts]
        return said
