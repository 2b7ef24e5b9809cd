"""A clause of a scheme: one word of the vocabulary with what it is about, its citation and its parts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, Self

from domain.dates import Day
from domain.rules.case import Case
from domain.rules.outcome import UNKNOWN, Outcome
from domain.rules.reasons import Citation, Reason

WhenErased = Literal["follows its parts", "met stays", "unknown"]

EVIDENCE_ERASED = "evidence erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(ABC):
    """`path` names the clause within its scheme, for ever: `crime-asb/2` is the second part of crime-asb."""

    word: ClassVar[str]
    """The word of the vocabulary that it is, and by which its reasons are judged."""

    when_erased: ClassVar[WhenErased] = "follows its parts"
    """What it says of a family of which a person was erased: see `_erased`."""

    path: str
    label: str
    citation: Citation

    def outcome(self, case: Case) -> Outcome:
        """What the clause says of the case on every day; decided once and kept with the case."""
        held = case.decided.get(self.path)
        if held is None:
            held = self.decide(case)
            if case.erased:
                held = self._erased(case, held)
            case.decided[self.path] = held
        return held

    def _erased(self, case: Case, outcome: Outcome) -> Outcome:
        """Erased evidence is not absent evidence: where an answer would rest on its absence, nobody can say."""
        if self.when_erased == "follows its parts":
            return outcome
        return Outcome(outcome.met, ~outcome.met) if self.when_erased == "met stays" else UNKNOWN

    @abstractmethod
    def decide(self, case: Case) -> Outcome: ...

    @abstractmethod
    def explain(self, case: Case, day: Day) -> Reason: ...

    def without_look_back(self) -> Clause:
        """The clause's own test on the day alone, as SFO asks it after closure. Most clauses look back at nothing."""
        return self

    def parts(self) -> tuple[Clause, ...]:
        return ()

    def reason(self, case: Case, day: Day, **found: Any) -> Reason:
        """The common part of `explain`; a word adds what it found."""
        answer = self.outcome(case).on(day)
        if answer == "unknown" and case.erased and self.when_erased != "follows its parts":
            found["missing"] = (*found.get("missing", ()), EVIDENCE_ERASED)
        return Reason(self.path, self.label, answer, self.citation, word=self.word, **found)

    def renamed(self, suffix: str, **changes: Any) -> Self:
        return replace(self, path=f"{self.path}{suffix}", **changes)
