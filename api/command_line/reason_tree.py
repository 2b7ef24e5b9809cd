"""The tree of reasons in words: on a terminal drawn by rich, elsewhere indented."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.command_line.output import is_terminal, shown
from api.wording.figures import figures_in_words
from api.wording.words import NO_BREAK
from domain.rules.outcome import Answer
from domain.rules.plain_values import Citing, citing_of
from domain.rules.reasons import Citation, Reason, Window

if TYPE_CHECKING:
    from rich.tree import Tree

    from api.answers.questions import NamedExplanation, Source

_SAID: Mapping[Answer, str] = {
    "met": "met", "not met": "not met", "unknown": "cannot say yet", "not relevant": "not relevant"
}  # fmt: skip
_STYLES: Mapping[Answer, str] = {"met": "green", "not met": "red", "unknown": "yellow", "not relevant": "dim"}
_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Branch:
    """A reason in words: its heading, what it rests on, and the reasons under it."""

    answer: Answer
    heading: str
    notes: tuple[str, ...]
    branches: list[Branch] = field(default_factory=list)


def branches_of(named: NamedExplanation) -> list[Branch]:
    """One for each reason. A criterion that stands under the eligibility already is not told once more."""
    whole, *others = named.reasons
    under = set(_clauses_in(whole))
    kept = [whole, *(reason for reason in others if reason.clause not in under)]
    told: set[Reason] = set()
    citing = citing_of(named.explained.cited)
    return [branch_of(reason, named.sources, citing, told) for reason in kept]


def branch_of(reason: Reason, sources: Mapping[str, Source], citing: Citing, told: set[Reason]) -> Branch:
    """A reason that stands in the tree twice is told in full the first time. `told` is added to."""
    heading = f"{answer_in_words(reason)} - {reason.clause}: {reason.label} {_citation(reason.citation, citing)}"
    if reason in told:
        return Branch(reason.answer, heading, ("as told above",))
    if reason.parts or reason.observations:
        told.add(reason)
    parts = [branch_of(part, sources, citing, told) for part in reason.parts]
    return Branch(reason.answer, heading, tuple(_notes(reason, sources)), parts)


def answer_in_words(reason: Reason) -> str:
    """`met`, `not met`, `not relevant`, or `cannot say yet: needs ...`."""
    said = _SAID[reason.answer]
    return f"{said}: needs {'; '.join(reason.missing)}" if reason.answer == "unknown" and reason.missing else said


def print_branches(branches: list[Branch]) -> None:
    if not is_terminal():
        for branch in branches:
            print("\n".join(plain_lines(branch)))
        return
    from rich.console import Console

    for branch in branches:
        Console(highlight=False).print(_tree(branch))


def plain_lines(branch: Branch, depth: int = 0) -> Iterator[str]:
    yield _INDENT * depth + shown(branch.heading)
    yield from (_INDENT * (depth + 2) + shown(note) for note in branch.notes)
    for under in branch.branches:
        yield from plain_lines(under, depth + 1)


def _tree(branch: Branch) -> Tree:
    from rich.text import Text
    from rich.tree import Tree

    text = Text(shown(branch.heading), _STYLES[branch.answer])
    for note in branch.notes:
        text.append("\n" + shown(note), "default")
    tree = Tree(text)
    tree.children.extend(_tree(under) for under in branch.branches)
    return tree


def _notes(reason: Reason, sources: Mapping[str, Source]) -> Iterator[str]:
    if reason.person:
        yield f"about {reason.person}"
    if figures := figures_in_words(reason.word, reason.figures):
        yield figures.replace(NO_BREAK, " ")
    yield from (_within(name, window) for name, window in reason.windows)
    for observation in reason.observations:
        yield _evidence(observation, sources)
    if reason.missing and reason.answer != "unknown":
        yield f"not known: {'; '.join(reason.missing)}"


def _evidence(observation: str, sources: Mapping[str, Source]) -> str:
    source = sources.get(observation)
    if source is None:
        return f"rests on {observation}"
    known = source.evidence
    when = known.recorded_at.isoformat(timespec="seconds")
    return f"{known.sentence} [{source}; known since position {known.position}, {when}]"


def _citation(citation: Citation, citing: Citing) -> str:
    note = f"; {citation.note}" if citation.note else ""
    return f"({citing.in_words(citation)}{note})"


def _within(name: str, window: Window) -> str:
    """Without an end that the window does not have."""
    first, last = window.first_on, window.last_on
    if first is None:
        return f"{name} {last}" if last is not None and name == "until" else f"{name}: up to {last}"
    return f"{name}: {first}" if first == last else f"{name}: {first} to {last}" if last else f"{name}: from {first}"


def _clauses_in(reason: Reason) -> Iterator[str]:
    yield reason.clause
    for part in reason.parts:
        yield from _clauses_in(part)
