"""The tree of reasons as a page shows it: each reason in words, and open where the answer is decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.answers.questions import NamedExplanation, Source
from api.wording.figures import figures_in_words
from api.wording.words import day
from domain.rules.outcome import Answer
from domain.rules.plain_values import titled
from domain.rules.reasons import Citation, Reason, Window

CERTAINTY = {
    "recalled": "not checked against the published text",
    "defined": "chosen here, where the published text leaves a choice",
}


@dataclass(frozen=True, slots=True)
class Node:
    """`again` says that it was told in full further up. `decides` is true where the answer above follows from it."""

    label: str
    answer: Answer
    person: str | None
    figures: str
    windows: list[str]
    sources: list[Source]
    missing: tuple[str, ...]
    cited: str
    decides: bool
    again: bool = False
    parts: list[Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tree:
    """`cited` are the titles of the documents that the nodes name by a number, from 1 on."""

    nodes: list[Node]
    cited: list[str]


def tree_of(named: NamedExplanation) -> Tree:
    """A node for each reason, but for criteria that stand under the eligibility already."""
    whole, *others = named.reasons
    under = _clauses_below(whole)
    kept = [whole, *(reason for reason in others if reason.clause not in under)]
    growing = _Growing(named.sources)
    nodes = [growing.node(reason, None, decides=reason is whole) for reason in kept]
    return Tree(nodes, [titled(named.explained.cited[source]) for source in growing.cited])


@dataclass(slots=True)
class _Growing:
    """What has been told and cited so far."""

    sources: Mapping[str, Source]
    told: set[Reason] = field(default_factory=set)
    cited: list[str] = field(default_factory=list)

    def node(self, reason: Reason, around: Citation | None, decides: bool) -> Node:
        """The citation is left out where it is that of the reason around."""
        again = bool(reason.parts) and reason in self.told
        self.told.add(reason)
        cited = "" if reason.citation == around else self._said(reason.citation)
        parts = [] if again else [
            self.node(part, reason.citation, decides and part.answer == reason.answer) for part in reason.parts]
        return Node(
            reason.label, reason.answer, reason.person, figures_in_words(reason.word, reason.figures),
            [_window(name, window) for name, window in reason.windows],
            [self.sources[one] for one in reason.observations if one in self.sources], reason.missing,
            cited, decides, again, parts)  # fmt: skip

    def _said(self, citation: Citation) -> str:
        """`[1] results; education`, and how certain it is where it is not as published."""
        if citation.source not in self.cited:
            self.cited.append(citation.source)
        said = f"[{self.cited.index(citation.source) + 1}] {citation.paragraph}"
        if citation.certainty in CERTAINTY:
            said += f", {CERTAINTY[citation.certainty]}"
        return f"{said}. {citation.note[0].upper()}{citation.note[1:]}." if citation.note else f"{said}."


def _window(name: str, window: Window) -> str:
    first, last = window.first_on, window.last_on
    if first is not None and first == last:
        days = day(first)
    elif first is None or last is None:
        if name == "until" and last:
            return f"Until {day(last)}"
        days = f"until {day(last)}" if last else f"from {day(first)}" if first else "on any day"
    else:
        days = f"{day(first)} to {day(last)}"
    return f"{name[0].upper()}{name[1:]}: {days}"


def _clauses_below(reason: Reason) -> set[str]:
    return {part.clause for part in reason.parts}.union(*(_clauses_below(part) for part in reason.parts))


