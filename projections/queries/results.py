"""The rows of the two lists, and how they are made from what the clauses say on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.rules.deciding import Verdict
from domain.rules.outcome import Answer
from domain.rules.scheme import Scheme
from projections.reported import clauses_of_result, measures_used

Answers = Mapping[str, Answer]
"""What a clause says on the day in question, by its name in the tables; one that is not there is not met."""


class EligibilityRow(NamedTuple):
    """`family_id` is the authority's own; `criteria` are those met, sorted."""

    family_id: str
    eligible: bool
    criteria: list[str]


class ClaimableRow(NamedTuple):
    """`amount_pence` is what a claim decided on the day would pay if nothing was claimed before."""

    family_id: str
    result: str
    verdict: Verdict
    amount_pence: int
    reasons: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked at to decide one kind of result: itself, the measures it uses, and its parts with their labels."""

    kind: str
    measures: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]

    @property
    def clauses(self) -> tuple[str, ...]:
        return (self.kind, *self.measures, *(name for name, _ in self.parts))


def results_asked(scheme: Scheme) -> list[Asked]:
    """In the scheme's order."""
    return [
        Asked(kind, measures_used(scheme, kind),
              tuple((name, clause.label) for name, clause in clauses_of_result(scheme, kind) if name != kind))
        for kind in scheme.results
    ]  # fmt: skip


def claimable_rows(scheme: Scheme) -> Callable[[str, date, date, Answers], Iterator[ClaimableRow]]:
    """A function from family_id, day of attachment, day of the claim and answers to a row for each kind of result."""
    asked = results_asked(scheme)

    def rows(family_id: str, attached_on: date, claimed_on: date, answers: Answers) -> Iterator[ClaimableRow]:
        for one in asked:
            verdict = verdict_of(answers.get(one.kind, "not met"))
            pence = scheme.payments.amount_pence(one.kind, attached_on, claimed_on) if verdict == "valid" else 0
            yield ClaimableRow(family_id, one.kind, verdict, pence, _in_words(one, answers))

    return rows


def verdict_of(answer: Answer) -> Verdict:
    return "valid" if answer == "met" else "hold" if answer == "unknown" else "not-valid"


_SHORT: Mapping[Answer, str] = {"met": "met", "not met": "fail", "unknown": "hold", "not relevant": "n/a"}


def _in_words(asked: Asked, answers: Answers) -> str:
    """Each measure's answer, then the parts that fail, then those that nobody can say."""
    said = [f"{name} {_SHORT[answers.get(name, 'not met')]}" for name in asked.measures]
    for heading, answer in (("not met", "not met"), ("unknown", "unknown")):
        labels = [label for name, label in asked.parts if answers.get(name, "not met") == answer]
        said += [f"{heading}: {label}" for label in labels]
    return "; ".join(said) or "every part met"
