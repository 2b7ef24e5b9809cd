"""Which families two rule sets decide differently on a day, and the clause that turns each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.authority import Term
from domain.dates import Day
from domain.family import Attachment, Family
from domain.rules.case import case_of
from domain.rules.deciding import Standing
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme

ELIGIBILITY = "eligibility"
NOT_ELIGIBLE, ELIGIBLE = "not eligible", "eligible"
CANNOT_SAY = "cannot say yet"


@dataclass(frozen=True, slots=True)
class Turned:
    """One decision of a family that differs: `what` is eligibility or a kind of result.

    `clause` is the first clause in the two trees of reasons whose answers differ and under which none does; `why` says
    what each tree has of it, and names people by their pseudonyms in braces.
    """

    what: str
    first: str
    second: str
    clause: str
    label: str
    why: tuple[str, str]


def decided_differently(
    first: Scheme, second: Scheme, family: Family, terms: Iterable[Term], day: Day
) -> list[Turned]:
    """Eligibility, then each result that both have, for a family attached by the day to the scheme of each."""
    case = case_of(family, terms)
    mine, theirs = (Standing(scheme, replace(case, decided={})) for scheme in (first, second))
    return [*_eligibility(mine, theirs, day), *_results(mine, theirs, family, day)]


def _eligibility(first: Standing, second: Standing, day: Day) -> Iterator[Turned]:
    answers = [_eligible(standing, day) for standing in (first, second)]
    if answers[0] != answers[1]:
        yield _turned(ELIGIBILITY, answers, first.eligibility_reason(day), second.eligibility_reason(day))


def _eligible(standing: Standing, day: Day) -> str:
    answer = standing.scheme.eligibility.outcome(standing.case).on(day)
    return {"met": ELIGIBLE, "unknown": CANNOT_SAY}.get(answer, NOT_ELIGIBLE)


def _results(first: Standing, second: Standing, family: Family, day: Day) -> Iterator[Turned]:
    attachments = [_attached(family, standing.scheme, day) for standing in (first, second)]
    if attachments[0] is None or attachments[1] is None:
        return
    mine, theirs = first.prospects(attachments[0]), second.prospects(attachments[1])
    for kind in first.scheme.results:
        if kind in second.scheme.results:
            verdicts = [mine.verdict(kind, day), theirs.verdict(kind, day)]
            if verdicts[0] != verdicts[1]:
                yield _turned(kind, verdicts, mine.reason(kind, day), theirs.reason(kind, day))


def _attached(family: Family, scheme: Scheme, day: Day) -> Attachment | None:
    held = family.attachments.get(scheme.name)
    return held if held is not None and held.attached_on.toordinal() <= day else None


# ---- the clause that turns it ------------------------------------------------------------------------------------


def _turned(what: str, answers: Sequence[str], first: Reason, second: Reason) -> Turned:
    mine, theirs = turning_clause(first, second)
    named = mine or theirs
    assert named is not None
    return Turned(what, answers[0], answers[1], named.clause, named.label, (_said(mine), _said(theirs)))


def turning_clause(first: Reason, second: Reason) -> tuple[Reason | None, Reason | None]:
    """The first clause whose answers differ and under which no clause's do; None on the side that does not have it."""
    others = {part.clause: part for part in second.parts}
    for part in first.parts:
        other = others.get(part.clause)
        if other is not None and other.answer != part.answer:
            return turning_clause(part, other)
    only_first = [part for part in first.parts if part.clause not in others]
    mine = {part.clause for part in first.parts}
    only_second = [part for part in second.parts if part.clause not in mine]
    for part in only_first:
        if part.answer == first.answer:
            return part, None
    for part in only_second:
        if part.answer == second.answer:
            return None, part
    return first, second


def _said(reason: Reason | None) -> str:
    """`met: counted 3 exclusions, needed 3 exclusions`."""
    if reason is None:
        return "not there"
    whose = f" for {{{reason.person}}}" if reason.person else ""
    figures = ", ".join(f"{figure.name} {figure.value} {figure.unit}" for figure in reason.figures)
    missing = "needs " + "; ".join(reason.evidence_missing()) if reason.answer == "unknown" else ""
    found = "; ".join(said for said in (figures, missing) if said)
    return f"{reason.answer}{whose}" + (f": {found}" if found else "")
