"""The rules for whoever has to read or compare them, on the command line and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from api.wording.naming import Names
from domain.rules.deciding_differently import Turned
from domain.rules.differences import Difference
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, overlays, rule_set
from projections.queries.differing import differing
from projections.queries.pages import Page, Part

LINE_COLUMNS = ("indent", "text", "citation", "clause", "value")
DIFFERENCE_COLUMNS = ("kind", "name", "first", "second", "used_by")


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


class FamilyTurned(NamedTuple):
    """One decision of a family that differs. People are named by the authority's own person_id."""

    family_id: str
    what: str
    first: str
    second: str
    clause: str
    label: str
    why_first: str
    why_second: str


class FamiliesTurned(NamedTuple):
    """`families` is how many were looked at."""

    families: int
    turned: list[FamilyTurned]


def families_turned(ledger: Ledger, first: Scheme, second: Scheme, day: date, known: int | None) -> FamiliesTurned:
    position = ledger.position() if known is None else known
    found = list(differing(ledger, first, second, day, position))
    return FamiliesTurned(len(found), _named(ledger, [(name, one) for name, turned in found for one in turned]))


def turned_page(
    ledger: Ledger, first: Scheme, second: Scheme, day: date, known: int | None, part: Part
) -> Page[FamilyTurned]:
    """By (family_id, what)."""
    position = ledger.position() if known is None else known
    rows = ((family_id, one) for family_id, found in differing(ledger, first, second, day, position, part)
            for one in found)  # fmt: skip
    return Page(position, _named(ledger, list(islice(rows, part.limit))))


def _named(ledger: Ledger, turned: Sequence[tuple[str, Turned]]) -> list[FamilyTurned]:
    names = Names(ledger.register, texts=[why for _, one in turned for why in one.why])
    return [FamilyTurned(family_id, one.what, one.first, one.second, one.clause, one.label, *map(names.text, one.why))
            for family_id, one in turned]  # fmt: skip


def difference_cells(one: Difference) -> tuple[str, str, str, str, str]:
    return one.kind, one.name, one.first, one.second, ";".join(one.used_by)
