"""Worked cases put to a scheme: what the rules say of each, and in plain words where that is not what was expected.

Pure: a family is built from the case's people and facts, decided, and compared. Nothing is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from domain.attaching import AttachmentRefused, attach
from domain.dates import Day
from domain.family import Attachment, Family, Source
from domain.rules.deciding import Prospects, Standing, Verdict, standing
from domain.rules.outcome import Answer
from domain.rules.reading.cases import Attaching, Claim, Expectation, OnDay, SchemeOf, WorkedCase, read_cases
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme

_FAMILY = UUID("ca5e0000-0000-4000-8000-000000000000")
_SOURCE = Source("worked case")
_UNDER_A_MEASURE = ("progress", "progress always", "sustained", "recovered")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case came out. Each difference is a sentence; there are none where the rules say what was expected."""

    name: str
    file: str
    line: int
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def check_cases(scheme_of: SchemeOf, file: str, text: str) -> list[CaseResult]:
    """Every case of the text, put to the scheme that `scheme_of` gives for the overlay that the case names.

    Raises SchemeError for a case that cannot be understood: no case of the text is then put at all.
    """
    return [check(case) for case in read_cases(scheme_of, file, text)]


def check(case: WorkedCase) -> CaseResult:
    found = tuple(difference for expected in case.expect for difference in _differences(case, expected))
    return CaseResult(case.name, case.file, case.line, found)


def family_of(case: WorkedCase, known: int | None = None) -> Family:
    """The family as known after all steps of the case, or after the first `known` of them."""
    family = Family(_FAMILY)
    for stay in case.stays:
        family.record_stay(stay, _SOURCE)
    for fact in (fact for step in case.steps[:known] for fact in step):
        if fact.observation is None:
            family.withdraw(fact.record, "withdrawn in the case", _SOURCE)
        else:
            family.observe(fact.record, fact.observation, _SOURCE)
    return family


def _differences(case: WorkedCase, expected: Expectation) -> Iterator[str]:
    if isinstance(expected, Attaching):
        yield from _of_attaching(case, expected)
        return
    decided = standing(family_of(case, expected.known), case.terms, case.scheme)
    if isinstance(expected, OnDay):
        yield from _of_day(decided, expected)
        return
    assert case.attachment is not None, "read_cases asks for an attachment where there is a claim"
    yield from _of_claim(decided.prospects(case.attachment), expected)


def _of_day(decided: Standing, expected: OnDay) -> Iterator[str]:
    day = expected.at.toordinal()
    asked = f"line {expected.line}: on {expected.at}"
    eligible, criteria = day in decided.eligible, decided.criteria_on(day)
    if expected.eligible is not None and eligible != expected.eligible:
        yield (f"{asked} the family was expected to be {_eligible(expected.eligible)}, and the rules say"
               f" {_eligible(eligible)}{_because(decided.eligibility_reason(day))}")
    for name in expected.criteria or ():
        if name not in criteria:
            yield f"{asked} {name} was expected to be met, and is not{_because(decided.criterion_reason(name, day))}"
    for name in criteria if expected.criteria is not None else ():
        if name not in (expected.criteria or ()):
            yield f"{asked} {name} was not expected to be met, and is{_because(decided.criterion_reason(name, day))}"


def _eligible(is_so: bool) -> str:
    return "eligible" if is_so else "not eligible"


def _of_attaching(case: WorkedCase, expected: Attaching) -> Iterator[str]:
    asked = f"line {expected.line}: an attachment on {expected.at} was expected to be"
    family = family_of(case, expected.known)
    try:
        attach(family, case.terms, case.scheme, Attachment(case.scheme.name, expected.at), _SOURCE)
    except AttachmentRefused as refused:
        if expected.accepted:
            yield f"{asked} accepted, and is refused: {refused}"
    else:
        if not expected.accepted:
            yield f"{asked} refused, and is accepted"


def _of_claim(prospects: Prospects, expected: Claim) -> Iterator[str]:
    day = expected.at.toordinal()
    asked = f"line {expected.line}: a claim of {expected.result} on {expected.at}"
    verdict = _verdict(prospects, expected, day)
    if expected.verdict is not None and verdict != expected.verdict:
        yield (f"{asked} was expected to be {expected.verdict}, and the rules say {verdict}"
               f"{_already(prospects.scheme, expected) or _because(prospects.reason(expected.result, day))}")
    amount = _amount_pence(prospects, expected, day) if verdict == "valid" else 0
    if expected.amount_pence is not None and amount != expected.amount_pence:
        yield f"{asked} was expected to pay {_pounds(expected.amount_pence)}, and pays {_pounds(amount)}"
    found = measures_on(prospects, expected.result, day)
    for name, answer in expected.measures.items():
        if found.get(name) != answer:
            yield f"{asked}: {name} was expected to be {answer}, and is {found.get(name, 'not looked at')}"


def _verdict(prospects: Prospects, expected: Claim, day: Day) -> Verdict:
    if _already(prospects.scheme, expected):
        return "not-valid"
    return prospects.verdict(expected.result, day)


def _already(scheme: Scheme, expected: Claim) -> str:
    """Why the results claimed before leave no room for this one; nothing where they do."""
    main = [kind for kind in expected.after if scheme.results[kind].main]
    if scheme.results[expected.result].main and main:
        return f", because {main[0]} was claimed before, and there is one such result for each family"
    if expected.result in expected.after:
        return f", because {expected.result} was claimed before"
    return ""


def _amount_pence(prospects: Prospects, expected: Claim, day: Day) -> int:
    """What is left to pay when each result claimed before was paid in full, at the rates of this claim."""
    attached_on = prospects.attachment.attached_on
    paid = 0
    for kind in expected.after:
        paid += prospects.scheme.payments.amount_pence(kind, attached_on, expected.at, paid)
    return prospects.amount_pence(expected.result, day, paid)


def measures_on(prospects: Prospects, result: str, day: Day) -> dict[str, Answer]:
    """What is measured for the result: the scheme's measures, or how each problem or need that was asked came out."""
    found = {name: outcome.on(day) for name, outcome in prospects.measures().items()}
    for reason in _all_of(prospects.reason(result, day)):
        name, _, under = reason.clause.partition("/")
        if name in prospects.scheme.criteria and under in _UNDER_A_MEASURE:
            found[name] = reason.answer
    return found


def _pounds(pence: int) -> str:
    return f"GBP {pence // 100:,}" + (f".{pence % 100:02d}" if pence % 100 else "")


# ---- why ---------------------------------------------------------------------------------------------------------


def _because(reason: Reason) -> str:
    """The parts at the ends of the tree that make the answer what it is, in a clause of a sentence."""
    told = list(dict.fromkeys(_told(leaf) for leaf in _decisive(reason)))
    return f", because {'; '.join(told[:3])}" if told else ""


def _decisive(reason: Reason) -> Iterator[Reason]:
    """The leaves that gave the same answer as everything above them."""
    same = [part for part in reason.parts if part.answer == reason.answer]
    if not same:
        yield reason
    for part in same:
        yield from _decisive(part)


def _told(reason: Reason) -> str:
    figures = ", ".join(f"{figure.name} {figure.value} {figure.unit}" for figure in reason.figures)
    missing = f" (not known: {', '.join(reason.missing)})" if reason.missing else ""
    return f"'{reason.label}' is {reason.answer}{f' ({figures})' if figures else ''}{missing}"


def _all_of(reason: Reason) -> Iterator[Reason]:
    yield reason
    for part in reason.parts:
        yield from _all_of(part)
