"""The ways of all families attached to a scheme, from attachment to the first claimable day, for the forecast.

As known then, only the families are folded from the log of which something was recorded since that a way rests on; the
ways of all others are those in the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.authority import Term
from domain.days import Days
from domain.family import Family
from domain.forecasting.paths import Path, path_of
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.multiranges import days_from
from projections.queries.asking import scheme_as_known
from projections.queries.pages import Page
from projections.queries.since import OF_CLAIMS_AND_CASEWORK, since, the_others
from projections.reported import main_results

_SAID = """
SELECT family, attached_on, clause, met, irrelevant
FROM attached LEFT JOIN (
    SELECT family, clause, met, irrelevant FROM decision WHERE scheme = %(scheme)s AND clause = ANY(%(clauses)s)
) AS said USING (family)
WHERE scheme = %(scheme)s AND family <> ALL(%(changed)s)
"""


def paths(ledger: Ledger, scheme: str, known: int | None = None) -> Page[Path]:
    """Of every family attached, in an order that says nothing."""
    rules = scheme_as_known(ledger, scheme, known)
    found: list[Path] = []
    with since(ledger, known, OF_CLAIMS_AND_CASEWORK) as held:
        if held.tables is not None:
            values = {"scheme": scheme, "clauses": [*main_results(rules), *_parts(rules)], "changed": held.changed}
            found += _from_rows(rules, held.tables.execute(_SAID, values))
    found += the_others(ledger, held, Ways(scheme, held.position))
    return Page(held.position, sorted(found, key=_order))


def _from_rows(rules: Scheme, rows: Iterable[tuple[Any, ...]]) -> Iterator[Path]:
    attached: dict[Any, date] = {}
    said: dict[Any, dict[str, tuple[Days, Days]]] = {}
    for family, attached_on, clause, met, irrelevant in rows:
        attached[family] = attached_on
        if clause is not None:
            said.setdefault(family, {})[clause] = days_from(met), days_from(irrelevant)
    never = (Days(), Days())
    for family, attached_on in attached.items():
        of = said.get(family, {})
        yield path_of(
            attached_on.toordinal(), [of.get(kind, never)[0] for kind in main_results(rules)],
            {part: of.get(part, never)[0] | of.get(part, never)[1] for part in _parts(rules)})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ways:
    """Asked of each family as it was known at a position."""

    scheme: str
    known: int

    def of(self, ledger: Ledger) -> _Way:
        return _Way(scheme_as_known(ledger, self.scheme, self.known), list(ledger.authority(self.known).terms.values()))


@dataclass(frozen=True, slots=True)
class _Way:
    rules: Scheme
    terms: list[Term]

    def __call__(self, family_id: str, family: Family) -> Iterable[Path]:
        attachment = family.attachments.get(self.rules.name)
        if attachment is None:
            return
        with unfoldable(family):
            prospects = standing(family, self.terms, self.rules).prospects(attachment)
            mains = [prospects.outcome(kind).met for kind in main_results(self.rules)]
            said = {part.path: part.outcome(prospects.case) for part in _first(self.rules).parts()}
        yield path_of(attachment.attached_on.toordinal(), mains,
                      {name: outcome.met | outcome.irrelevant for name, outcome in said.items()})  # fmt: skip


def _first(rules: Scheme) -> Any:
    return rules.results[main_results(rules)[0]].clause


def _parts(rules: Scheme) -> list[str]:
    return [part.path for part in _first(rules).parts()]


def _order(path: Path) -> tuple[int, int, int]:
    return path.attached, path.nearly or 0, path.claimable or 0
