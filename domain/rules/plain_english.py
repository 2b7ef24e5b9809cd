"""A scheme's rules in plain English, as they are in force on a day, with the source and certainty of everything.

The result is lines for a terminal or a page to lay out. Nothing of the scheme is left out: every clause and every value
appears, and a test holds that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from domain.dates import Day
from domain.rules.clause import Clause
from domain.rules.plain_values import (
    Citing,
    amount_in_words,
    citing_of,
    day_in_words,
    periods_in_words,
    titled,
    value_with_source,
)
from domain.rules.plain_words import wording
from domain.rules.reasons import Citation
from domain.rules.scheme import Scheme
from domain.rules.values import Value
from domain.rules.walking import below
from domain.rules.words.attachment import EligibleWhenAttached
from domain.rules.words.changing import Changing
from domain.rules.words.closure import Need, SustainedSinceClosure
from domain.rules.words.combining import AtLeast, Criterion, Measures
from domain.rules.words.dependants import ProblemsAtLeast
from domain.rules.words.progress import Problem, ProgressOnEach

INDENT = "  "

_REFERRING = (AtLeast, ProblemsAtLeast, Measures, Criterion, EligibleWhenAttached)
"""Words whose parts stand elsewhere on the page under their own names."""


@dataclass(frozen=True, slots=True)
class Line:
    """`clause` is the path of the clause that the line puts into words, `value` the name of the value."""

    indent: int
    text: str
    citation: str = ""
    clause: str = ""
    value: str = ""

    def __str__(self) -> str:
        return INDENT * self.indent + self.text + (f" [{self.citation}]" if self.citation else "")


@dataclass(frozen=True, slots=True)
class Telling:
    """The day as of which the rules are told, and how their sources are named."""

    day: Day
    citing: Citing

    def cite(self, citation: Citation) -> str:
        return self.citing.in_words(citation)


def in_plain_english(scheme: Scheme, day: Day) -> list[Line]:
    """All of the scheme's rules, values as they are on the day, with the changes that lie ahead of it."""
    telling = Telling(day, citing_of(scheme.sources))
    return [
        *_heading(scheme, telling),
        *_section("Who the programme is for", _criteria(scheme, telling)),
        *_section("Eligible", _clause(scheme.eligibility, telling, 1)),
        *_section("Measures", _named(scheme.measures, telling)),
        *_section("Results", _results(scheme, telling)),
        *_section("Payments", _payments(scheme, telling)),
        *_section("Claim rounds: results up to and including", _rounds(scheme)),
        *_section("Every figure, with its source", _values(scheme, telling)),
        *_section("Sources", _sources(scheme)),
    ]


def as_text(lines: Iterable[Line]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _section(title: str, lines: Iterable[Line]) -> Iterator[Line]:
    found = list(lines)
    if found:
        yield Line(0, title)
        yield from found


# ---- what the rules are ------------------------------------------------------------------------------------------


def _heading(scheme: Scheme, telling: Telling) -> Iterator[Line]:
    yield Line(0, f"{scheme.title} ({scheme.name}): the rules in force on {day_in_words(telling.day)}")
    plan = scheme.plan
    if plan is not None:
        since = f", in force from {day_in_words(plan.from_on.toordinal())}" if plan.from_on else ""
        yield Line(1, f"Local plan: {plan.title} ({plan.name}, version {plan.version}{since})")
    first, last, claims = (on.toordinal() for on in (
        scheme.attachments_from, scheme.attachments_until, scheme.claims_until))
    yield Line(1, f"Families are attached from {day_in_words(first)} to {day_in_words(last)}; results are claimed until"
                  f" {day_in_words(claims)}.")
    if not first <= telling.day <= last:
        yield Line(1, f"On {day_in_words(telling.day)} no family can be attached.")
    yield Line(1, telling.citing.heading())
    yield Line(1, f"Digest of exactly these rules: {scheme.digest}")


def _criteria(scheme: Scheme, telling: Telling) -> Iterator[Line]:
    asked = {clause.path for clause in below(scheme.eligibility)}
    for name, clause in scheme.criteria.items():
        yield from _clause(clause, telling, 1, f"{name}: ")
        if clause.path not in asked:
            yield Line(2, "Recorded and listed; eligibility does not ask for it.")


def _named(clauses: Mapping[str, Clause], telling: Telling) -> Iterator[Line]:
    for name, clause in clauses.items():
        yield from _clause(clause, telling, 1, f"{name}: ")


def _results(scheme: Scheme, telling: Telling) -> Iterator[Line]:
    for kind, result in scheme.results.items():
        yield from _clause(result.clause, telling, 1, f"{kind}: ")
        yield Line(2, "A main result: a family has one of these, once." if result.main else
                      "Not a main result: it may come before one.")


# ---- clauses -----------------------------------------------------------------------------------------------------


def _clause(
    clause: Clause, telling: Telling, indent: int, name: str = "", around: Citation | None = None
) -> Iterator[Line]:
    """The clause and those under it. Its citation is left out where it is the same as that of the clause around."""
    said = wording(clause, lambda value: value_with_source(value, telling.day, clause.citation, telling.citing))
    cited = "" if clause.citation == around else telling.cite(clause.citation)
    yield Line(indent, f"{name}{clause.label}: {said}", cited, clause.path)
    if cited and clause.citation.note:
        yield Line(indent + 1, f"Note: {clause.citation.note}")
    yield from _under(clause, telling, indent + 1)


def _under(clause: Clause, telling: Telling, indent: int) -> Iterator[Line]:
    match clause:
        case Changing():
            last, first = clause.day - 1, clause.day
            before = replace(telling, day=min(telling.day, last))
            since = replace(telling, day=max(telling.day, first))
            yield from _clause(clause.earlier, before, indent, f"Until {day_in_words(last)}: ", clause.citation)
            yield from _clause(clause.later, since, indent, f"From {day_in_words(first)}: ", clause.citation)
        case ProgressOnEach():
            for problem in clause.problems:
                yield from _problem(problem, telling, indent)
        case SustainedSinceClosure():
            for need in clause.needs:
                yield from _need(need, telling, indent)
        case _ if not isinstance(clause, _REFERRING):
            for part in clause.parts():
                yield from _clause(part, telling, indent, around=clause.citation)


def _problem(problem: Problem, telling: Telling, indent: int) -> Iterator[Line]:
    always = ", asked for even if it never was one" if problem.always else ""
    yield from _clause(problem.progress, telling, indent, f"{problem.criterion.path}{always}: ")


def _need(need: Need, telling: Telling, indent: int) -> Iterator[Line]:
    if need.on_the_day is not None:
        yield from _clause(need.on_the_day, telling, indent, f"{need.need.path}, judged on the day alone by: ")
    else:
        yield from _clause(need.afterwards, telling, indent, f"{need.need.path}, gone: ", need.need.citation)


# ---- money, rounds, figures, sources -----------------------------------------------------------------------------


def _payments(scheme: Scheme, telling: Telling) -> Iterator[Line]:
    paid = scheme.payments
    basis = amount_in_words(paid.rate_basis.unit, paid.rate_basis.in_force(telling.day).value)
    yield from _sum("The rate goes by", paid.rate_basis, telling)
    yield from _sum("For each family attached", paid.attachment_fee, telling, basis)
    for kind, value in paid.results.items():
        yield from _sum(f"For a valid {kind}", value, telling, basis)
    yield from _sum("At most, for all results of a family", paid.cap, telling, basis)
    if paid.funded_share is not None:
        funded, of = paid.funded_share
        yield from _sum("Results are paid for this many families of the authority's target", funded, telling)
        yield from _sum("of every so many, rounded down", of, telling)
    yield from _sum("Internal audit looks at this share of a return before it is sent", paid.audit_sample, telling)
    yield from _sum("and for each claim found wrong at this much more", paid.audit_widening, telling)


def _sum(label: str, value: Value, telling: Telling, basis: str = "") -> Iterator[Line]:
    """Every period of a sum is shown: an earlier one may still count for who was attached then."""
    for said, period in periods_in_words(value, telling.day):
        whose = f", by {basis}" if basis and len(value.periods) > 1 else ""
        yield Line(1, f"{label}: {said}{whose}", telling.cite(period.citation), value=value.name)
        if period.citation.note:
            yield Line(2, f"Note: {period.citation.note}")


def _rounds(scheme: Scheme) -> Iterator[Line]:
    return (Line(1, day_in_words(on.toordinal())) for on in scheme.rounds)


def _values(scheme: Scheme, telling: Telling) -> Iterator[Line]:
    for name, value in scheme.values.items():
        held = value.in_force(telling.day)
        periods = list(periods_in_words(value, telling.day))
        now = next(said for said, period in periods if period is held)
        yield Line(1, f"{name}, {value.means}: {now}", telling.cite(held.citation), value=name)
        yield from _note(held.citation)
        for said, period in periods:
            if period is not held:
                yield Line(2, said, telling.cite(period.citation))
                yield from (replace(line, indent=3) for line in _note(period.citation))


def _note(citation: Citation) -> Iterator[Line]:
    if citation.note:
        yield Line(2, f"Note: {citation.note}")


def _sources(scheme: Scheme) -> Iterator[Line]:
    return (Line(1, f"{titled(source)} ({name})") for name, source in scheme.sources.items())
