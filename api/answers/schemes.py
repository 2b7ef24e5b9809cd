"""The rules for whoever has to read or compare them, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from api.wording.naming import Names
from domain.rules.deciding_differently import Turned
from domain.rules.differences import Difference
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, overlays, rule_set
from projections.queries.differing import differing

LINE_COLUMNS = ("indent", "text", "citation", "clause", "value")
DIFFERENCE_COLUMNS = ("kind", "name", "first", "second", "used_by")
FAMILY_COLUMNS = ("family_id", "what", "first", "second", "clause", "label", "why_first", "why_second")


class RuleSet(NamedTuple):
    """A scheme by itself, or under a local plan that says something of it; `version` is the plan's."""

    scheme: str
    overlay: str | None
    version: str | None
    title: str
    digest: str


def rule_sets_listed() -> Iterator[RuleSet]:
    for name in SCHEMES:
        for overlay in (None, *overlays()):
            scheme = rule_set(name, overlay)
            if overlay is None or scheme.plan is not None:
                plan = scheme.plan
                version, title = (plan.version, plan.title) if plan else (None, scheme.title)
                yield RuleSet(name, overlay, version, title, scheme.digest)


@dataclass(frozen=True, slots=True)
class FamiliesTurned:
    """`families` is how many were looked at. People in `turned` are named by the authority's own person_id."""

    families: int
    turned: Sequence[tuple[str, Turned]]


def families_decided_differently(
    ledger: Ledger, first: Scheme, second: Scheme, day: date, known: int | None
) -> FamiliesTurned:
    found = differing(ledger, first, second, day, known)
    names = Names(ledger.register, texts=[why for _, turned in found.turned for why in turned.why])
    named = [
        (family_id, replace(turned, why=(names.text(turned.why[0]), names.text(turned.why[1]))))
        for family_id, turned in found.turned
    ]
    return FamiliesTurned(found.families, named)


def difference_cells(one: Difference) -> tuple[str, str, str, str, str]:
    return one.kind, one.name, one.first, one.second, ";".join(one.used_by)


def family_cells(family_id: str, one: Turned) -> tuple[str, ...]:
    return family_id, one.what, one.first, one.second, one.clause, one.label, *one.why
