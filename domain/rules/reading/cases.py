"""Reading worked cases: a family, what is known of it, and what the rules must say.

docs/worked-cases.md tells how they are written. They are read as strictly as a scheme: whatever is not understood is an
error that names file, line, key and the remedy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from domain.authority import Term
from domain.family import Attachment, Stay
from domain.rules.outcome import Answer
from domain.rules.reading.facts import Fact, FactReader, read_yes_or_no
from domain.rules.reading.nodes import Node, parse
from domain.rules.reading.values import read_amount, read_pence
from domain.rules.scheme import Scheme
from domain.rules.variants import with_values

SchemeOf = Callable[[str | None], Scheme]
"""The scheme under the overlay named; None for the national rules."""

MEMBERS_FROM = date(2010, 9, 1)
VERDICTS = ("valid", "not-valid", "hold")
ANSWERS: tuple[Answer, ...] = ("met", "not met", "unknown", "not relevant")


@dataclass(frozen=True, slots=True)
class OnDay:
    """What a family must be on a day; None where the case does not ask."""

    line: int
    at: date
    known: int | None
    eligible: bool | None
    criteria: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Attaching:
    """Whether an attachment on the day must be accepted."""

    line: int
    at: date
    known: int | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What a claim decided on the day must come to, after the results named were claimed and paid."""

    line: int
    at: date
    known: int | None
    result: str
    verdict: str | None
    amount_pence: int | None
    after: tuple[str, ...]
    measures: Mapping[str, str]


Expectation = OnDay | Attaching | Claim


@dataclass(frozen=True, slots=True)
class WorkedCase:
    """`steps` are what became known, one after the other; the people and the attachment are known from the start."""

    file: str
    line: int
    name: str
    scheme: Scheme
    stays: tuple[Stay, ...]
    terms: tuple[Term, ...]
    steps: tuple[tuple[Fact, ...], ...]
    attachment: Attachment | None
    expect: tuple[Expectation, ...]


def read_cases(scheme_of: SchemeOf, file: str, text: str) -> list[WorkedCase]:
    """Raises SchemeError, and whatever `scheme_of` raises for an overlay that it does not know."""
    named: dict[str, WorkedCase] = {}
    for node in parse(file, text).items():
        case = _case(node, scheme_of)
        if case.name in named:
            node.refuse(f"the case of line {named[case.name].line} has this name too; give each a name of its own")
        named[case.name] = case
    return list(named.values())


_MARKS = ("assessed_on", "planned_on")
_ATTACHMENT = ("attached_on", "closed_on", "lead_worker", *_MARKS)


def _case(node: Node, scheme_of: SchemeOf) -> WorkedCase:
    fields = node.fields(["name", "people", "expect"],
                         ["scheme", "overlay", "values", "terms", "facts", "steps", *_ATTACHMENT])
    scheme = _scheme(fields, scheme_of)
    terms = tuple(_term(item) for item in fields["terms"].items()) if "terms" in fields else case_calendar()
    stays = tuple(_stay(item) for item in fields["people"].items())
    reader = FactReader(tuple({stay.person: None for stay in stays}), {term.term_id: term for term in terms})
    steps = tuple(_facts(item, reader) for item in _steps(node, fields))
    attachment = _attachment(node, fields, scheme.name)
    expect = tuple(_expectation(item, scheme, len(steps), attachment) for item in fields["expect"].items())
    return WorkedCase(node.file, node.line, fields["name"].text(), scheme, stays, terms, steps, attachment, expect)


def _scheme(fields: Mapping[str, Node], scheme_of: SchemeOf) -> Scheme:
    scheme = scheme_of(fields["overlay"].text() if "overlay" in fields else None)
    if "scheme" in fields and fields["scheme"].text() != scheme.name:
        fields["scheme"].refuse(f"this case is of another scheme; it was put to {scheme.name!r}")
    if "values" not in fields:
        return scheme
    given = fields["values"].entries()
    for name, place in given.items():
        if name not in scheme.values:
            place.refuse(f"{scheme.name!r} has no value {name!r}; it has: {', '.join(scheme.values)}")
    return with_values(scheme, {
        name: read_amount(place, scheme.values[name].unit, scheme.values[name].choices)
        for name, place in given.items()})


def _steps(node: Node, fields: Mapping[str, Node]) -> list[Node]:
    """The lists of facts, in the order in which they became known."""
    if ("facts" in fields) == ("steps" in fields):
        node.refuse("give either 'facts', or 'steps' that each have 'facts'")
    if "facts" in fields:
        return [fields["facts"]]
    return [step.fields(["facts"])["facts"] for step in fields["steps"].items()]


def _facts(node: Node, reader: FactReader) -> tuple[Fact, ...]:
    return tuple(fact for item in node.items() for fact in reader.read(item))


def _stay(node: Node) -> Stay:
    fields = node.fields(["id"], ["born", "joined", "left", "resident", "parent"])
    return Stay(
        fields["id"].text(),
        fields["joined"].day() if "joined" in fields else MEMBERS_FROM,
        fields["left"].day() if "left" in fields else None,
        fields["born"].day() if "born" in fields else None,
        read_yes_or_no(fields["resident"]) if "resident" in fields else True,
        read_yes_or_no(fields["parent"]) if "parent" in fields else False)


def _attachment(node: Node, fields: Mapping[str, Node], scheme: str) -> Attachment | None:
    """Assessed and planned on the day of attachment unless the case says otherwise; `""` stands for 'not on record'."""
    if "attached_on" not in fields:
        for name in _ATTACHMENT:
            if name in fields:
                fields[name].refuse("this belongs to an attachment; give 'attached_on' too, or leave it out")
        return None
    attached_on = fields["attached_on"].day()
    assessed_on, planned_on = (
        (None if fields[name].is_blank() else fields[name].day()) if name in fields else attached_on for name in _MARKS)
    worker = fields.get("lead_worker")
    lead_worker = "Family worker" if worker is None else None if worker.is_blank() else worker.text()
    closed_on = fields["closed_on"].day() if "closed_on" in fields else None
    return Attachment(scheme, attached_on, lead_worker, assessed_on, planned_on, closed_on)


# ---- what is expected --------------------------------------------------------------------------------------------


def _expectation(node: Node, scheme: Scheme, steps: int, attachment: Attachment | None) -> Expectation:
    entries = node.entries()
    if "claim" in entries:
        if attachment is None:
            node.refuse("a claim needs an attachment; give the case 'attached_on'")
        return _claim(node, scheme, steps)
    if "attach" in entries:
        fields = node.fields(["attach", "accepted"], ["known"])
        return Attaching(node.line, fields["attach"].day(), _known(fields, steps), read_yes_or_no(fields["accepted"]))
    fields = node.fields(["at"], ["known", "eligible", "criteria"])
    if not {"eligible", "criteria"} & set(fields):
        node.refuse("say what is expected: 'eligible', 'criteria' or both; or 'claim', or 'attach'")
    names = tuple(scheme.criteria)
    criteria = [item.one_of(names) for item in fields["criteria"].items()] if "criteria" in fields else None
    return OnDay(
        node.line, fields["at"].day(), _known(fields, steps),
        read_yes_or_no(fields["eligible"]) if "eligible" in fields else None,
        tuple(sorted(criteria)) if criteria is not None else None)


def _claim(node: Node, scheme: Scheme, steps: int) -> Claim:
    fields = node.fields(["claim", "at"], ["known", "verdict", "amount", "after", "measures"])
    if not {"verdict", "amount", "measures"} & set(fields):
        node.refuse("say what is expected: 'verdict', 'amount' in pounds, or 'measures'")
    kinds = tuple(scheme.results)
    measures = fields["measures"].entries() if "measures" in fields else {}
    for name, place in measures.items():
        if name not in {**scheme.measures, **scheme.criteria}:
            place.refuse(f"{name!r} is not measured by {scheme.name!r};"
                         f" it measures: {', '.join(scheme.measures or scheme.criteria)}")
    return Claim(
        node.line, fields["at"].day(), _known(fields, steps), fields["claim"].one_of(kinds),
        fields["verdict"].one_of(VERDICTS) if "verdict" in fields else None,
        read_pence(fields["amount"]) if "amount" in fields else None,
        tuple(item.one_of(kinds) for item in fields["after"].items()) if "after" in fields else (),
        {name: place.one_of(ANSWERS) for name, place in measures.items()})


def _known(fields: Mapping[str, Node], steps: int) -> int | None:
    if "known" not in fields:
        return None
    known = fields["known"].number()
    if not 1 <= known <= steps:
        fields["known"].refuse(f"the case has {steps} step{'s' if steps > 1 else ''}; name the last one known")
    return known


# ---- the calendar of cases ---------------------------------------------------------------------------------------


def _term(node: Node) -> Term:
    fields = node.fields(["term_id", "school_year", "starts_on", "ends_on"])
    year = fields["school_year"].text()
    if not (len(year) == 7 and year[:4].isdigit() and year[4] == "/"):
        fields["school_year"].refuse(f"{year!r} is no school year; write it as 2012/13")
    return Term(fields["term_id"].text(), year, fields["starts_on"].day(), fields["ends_on"].day())


@cache
def case_calendar() -> tuple[Term, ...]:
    """Three terms in each school year from 2008/09 to 2029/30: 201213-1, 201213-2, 201213-3 and so on."""
    terms: list[Term] = []
    for year in range(2008, 2030):
        days = ((date(year, 9, 5), date(year, 12, 16)), (date(year + 1, 1, 4), date(year + 1, 3, 28)),
                (date(year + 1, 4, 16), date(year + 1, 7, 20)))
        following = f"{(year + 1) % 100:02d}"
        terms += [Term(f"{year}{following}-{number}", f"{year}/{following}", first, last)
                  for number, (first, last) in enumerate(days, 1)]
    return tuple(terms)
