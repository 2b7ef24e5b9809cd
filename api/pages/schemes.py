"""Schemes: the rules in force on a day in plain English, two rule sets side by side, and another plan tried out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import READ_FAMILIES, READ_SCHEMES
from api.answers.schemes import rule_sets_listed
from api.errors import AskedWrongly
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names
from domain.rules.cases import CaseResult, check_cases
from domain.rules.deciding_differently import Turned, decided_differently
from domain.rules.differences import differences
from domain.rules.plain_english import Line, in_plain_english
from domain.rules.reading import SchemeError
from domain.rules.scheme import Scheme
from ledger.rule_sets import rule_set

router = APIRouter()

NATIONAL = "none"
CASE_LENGTH_MAX = 20_000
EXAMPLE = """\
- name: an offence, lost school and a benefit make a family eligible
  people: [{id: nan, born: 1971-07-09}, {id: rob, born: 1996-11-30}, {id: fay, born: 2001-02-17}]
  facts:
    - {file: offences, person: rob, committed_on: 2011-11-20, proven_on: 2011-12-15}
    - {file: attendance, person: fay, absent: [[201011-3, 25, 125], [201112-1, 22, 130], [201112-2, 18, 118]]}
    - {file: benefits, person: nan, benefit: ESA, starts_on: 2008-06-02}
  expect:
    - {at: 2012-05-15, eligible: yes, criteria: [crime-asb, education, work]}
"""
"""Of the scheme of 2012: see docs/worked-cases.md."""

Named = Annotated[str, Query(max_length=130)]
_Rules = Annotated[Visit, visits(READ_SCHEMES)]


@dataclass(slots=True)
class Rule:
    """A line of the rules with those under it. `unsure` where its source was not read again."""

    line: Line
    notes: list[str] = field(default_factory=list)
    under: list[Rule] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The short name by which lists and claims speak of it, where the line begins with it."""
        return self.line.clause if self.line.text.startswith(f"{self.line.clause}: ") else ""

    @property
    def words(self) -> str:
        return self.line.text.removeprefix(f"{self.code}: ") if self.code else self.line.text

    @property
    def unsure(self) -> bool:
        return self.line.citation.endswith("recalled")


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule set that can be chosen, by the name that stands in the address."""

    name: str
    title: str
    scheme: Scheme


# ---- the rules ---------------------------------------------------------------------------------------------------


@router.get("/schemes")
def schemes(visit: _Rules, plan: Named = "") -> Response:
    """`plan` is none, or the name of a local plan; the authority's own when nothing is said."""
    scheme = visit.clocks.scheme if not plan else rule_set(visit.clocks.scheme.name, None if plan == NATIONAL else plan)
    lines = in_plain_english(scheme, visit.clocks.on.toordinal())
    heading, *sections = _nested(line for line in lines if not line.text.startswith("Digest of "))
    return shown(visit, "schemes/schemes", rules=scheme, heading=heading, sections=sections, choices=_choices(visit),
                 plan=plan, example=EXAMPLE)  # fmt: skip


def _nested(lines: Iterable[Line]) -> list[Rule]:
    top: list[Rule] = []
    above: list[Rule] = []
    for line in lines:
        del above[line.indent :]
        if line.text.startswith("Note: ") and above:
            above[-1].notes.append(line.text.removeprefix("Note: "))
            continue
        rule = Rule(line)
        (above[-1].under if above else top).append(rule)
        above.append(rule)
    return top


def _choices(visit: Visit) -> list[Choice]:
    """Of the scheme at the top of the page those plans that say something of it; then every other rule set."""
    found = []
    for one in rule_sets_listed():
        scheme = rule_set(one.scheme, one.overlay)
        plan = f", {scheme.plan.title} (version {scheme.plan.version})" if scheme.plan else ", the national rules"
        found.append(Choice(f"{one.scheme}+{one.overlay or NATIONAL}", f"{scheme.title}{plan}", scheme))
    return sorted(found, key=lambda choice: choice.scheme.name != visit.clocks.scheme.name)


def _chosen(visit: Visit, name: str, otherwise: Scheme) -> Choice:
    """Raises `AskedWrongly` for a name that is not on the list."""
    choices = _choices(visit)
    if not name:
        return next(choice for choice in choices if choice.scheme.digest == otherwise.digest)
    for choice in choices:
        if choice.name == name:
            return choice
    raise AskedWrongly("There is no such rule set: choose one from the list.")


# ---- side by side ------------------------------------------------------------------------------------------------


@router.get("/schemes/compared")
def compared(visit: _Rules, first: Named = "", second: Named = "") -> Response:
    own = visit.clocks.scheme
    one, other = _chosen(visit, first, own), _chosen(visit, second, rule_set(own.name))
    found = differences(one.scheme, other.scheme, visit.clocks.on.toordinal())
    return shown(visit, "schemes/schemes_compared", first=one, second=other, differences=found, choices=_choices(visit))


# ---- another plan tried out --------------------------------------------------------------------------------------


@router.get("/schemes/tried")
def tried(visit: Annotated[Visit, visits(READ_FAMILIES)], family: Named = "", second: Named = "") -> Response:
    """Every decision on one family that would be another under the second rule set."""
    one, other = _chosen(visit, "", visit.clocks.scheme), _chosen(visit, second, rule_set(visit.clocks.scheme.name))
    turned = _turned(visit, family.strip(), one.scheme, other.scheme) if family.strip() else None
    return shown(visit, "schemes/schemes_tried", first=one, second=other, family_id=family.strip(), turned=turned,
                 choices=_choices(visit))  # fmt: skip


def _turned(visit: Visit, family_id: str, first: Scheme, second: Scheme) -> list[tuple[Turned, tuple[str, str]]]:
    stream = visit.family(family_id, "tried under another plan")
    family = visit.ledger.family(stream, visit.clocks.known)
    terms = visit.authority.terms.values()
    found = decided_differently(first, second, family, terms, visit.clocks.on.toordinal())
    names = Names(visit.ledger.register, [why for one in found for why in one.why], by_name=visit.sees_names)
    return [(one, (names.text(one.why[0]), names.text(one.why[1]))) for one in found]


@router.post("/schemes/case")
def case_tried(visit: _Rules, form: Sent) -> Response:
    """A made-up family, written as a worked case: nothing of it is recorded, and no family on record is read."""
    text, chosen = form.text("case") or "", _chosen(visit, form.text("second") or "", visit.clocks.scheme)
    results: list[CaseResult] = []
    mistake = ""
    if len(text) > CASE_LENGTH_MAX:
        mistake = f"A case may have {CASE_LENGTH_MAX:,} characters at most."
    else:
        try:
            results = check_cases(lambda overlay: chosen.scheme, "the case", text)
        except SchemeError as error:
            mistake = str(error)
    return shown(visit, "schemes/schemes_case", 422 if mistake else 200, chosen=chosen, case=text, results=results,
                 mistake=mistake, choices=_choices(visit))  # fmt: skip
