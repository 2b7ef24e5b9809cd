"""The ways of all families attached to a scheme, from attachment to the first claimable day, for the forecast.

As known then, only the families are folded from the log of which something was recorded since that a way rests on; the
ways of all others are those in the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from domain.authority import Term
from domain.days import Days
from domain.events import TOPICS
from domain.events.casework import CaseworkEvent
from domain.family import Family
from domain.forecasting.paths import Path, path_of
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.multiranges import days_from
from projections.queries.as_known import answers
from projections.queries.asking import scheme_as_known
from projections.queries.pages import FAMILIES_AT_A_TIME, WHOLE, Page, moment

_SAID = """
SELECT family, attached_on, clause, met, irrelevant
FROM attached LEFT JOIN (
    SELECT family, clause, met, irrelevant FROM decision WHERE scheme = %(scheme)s AND clause = ANY(%(clauses)s)
) AS said USING (family)
WHERE scheme = %(scheme)s
"""


def paths(ledger: Ledger, scheme: str, known: int | None = None) -> Page[Path]:
    """Of every family attached, in an order that says nothing."""
    rules = scheme_as_known(ledger, scheme, known)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values: dict[str, Any] = {"scheme": scheme, "clauses": [*_mains(rules), *_parts(rules)]}
            return Page(position, sorted(_from_rows(rules, tables.execute(_SAID, values)), key=_order))
    found = _but_for_changed(ledger, rules, position)
    return Page(position, sorted(folded(ledger, scheme, position) if found is None else found, key=_order))


def folded(ledger: Ledger, scheme: str, known: int) -> Iterator[Path]:
    """Every family from the log, in an order that says nothing."""
    return answers(ledger, known, WHOLE, Ways(scheme, known))


_CHANGED = """
SELECT DISTINCT originator_id, starts_with(topic, 'authority.') FROM event
WHERE notification_id > %(known)s AND notification_id <= %(stand_at)s
  AND (starts_with(topic, 'family.') AND topic <> ALL(%(silent)s) OR topic = ANY(%(of_all)s))
LIMIT %(most)s
"""
_SILENT = sorted(topic for topic, kind in TOPICS.items()
                 if issubclass(kind, CaseworkEvent) or topic.startswith("family.claim-"))  # fmt: skip
"""Nothing that a way rests on."""
_OF_ALL = ["authority.established.v1", "authority.term-set.v1", "authority.term-withdrawn.v1"]
"""They change every family's."""
CHANGED_MAX = 20_000
"""Of so many it pays to fold everyone, by several processes."""


def _but_for_changed(ledger: Ledger, rules: Scheme, known: int) -> list[Path] | None:
    """None where the tables do not help: they stand before the position, or too much was recorded since."""
    with moment(ledger, None) as (stand_at, tables):
        if tables is None or stand_at < known:
            return None
        values: dict[str, Any] = {
            "known": known, "stand_at": stand_at, "silent": _SILENT, "of_all": _OF_ALL, "most": CHANGED_MAX,
            "scheme": rules.name, "clauses": [*_mains(rules), *_parts(rules)]}  # fmt: skip
        changed = tables.execute(_CHANGED, values).fetchall()
        if len(changed) == CHANGED_MAX or any(of_all for _, of_all in changed):
            return None
        families = {family for family, _ in changed}
        found = list(_from_rows(rules, (row for row in tables.execute(_SAID, values) if row[0] not in families)))
    return found + list(_folded_anew(ledger, rules.name, known, sorted(families)))


def _folded_anew(ledger: Ledger, scheme: str, known: int, families: list[UUID]) -> Iterator[Path]:
    way = Ways(scheme, known).of(ledger)
    for place in range(0, len(families), FAMILIES_AT_A_TIME):
        for family in ledger.families(families[place : place + FAMILIES_AT_A_TIME], known).values():
            yield from way("", family)


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
            attached_on.toordinal(), [of.get(kind, never)[0] for kind in _mains(rules)],
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
            mains = [prospects.outcome(kind).met for kind in _mains(self.rules)]
            said = {part.path: part.outcome(prospects.case) for part in _first(self.rules).parts()}
        yield path_of(attachment.attached_on.toordinal(), mains,
                      {name: outcome.met | outcome.irrelevant for name, outcome in said.items()})  # fmt: skip


def _mains(rules: Scheme) -> list[str]:
    return [kind for kind, result in rules.results.items() if result.main]


def _first(rules: Scheme) -> Any:
    return rules.results[_mains(rules)[0]].clause


def _parts(rules: Scheme) -> list[str]:
    return [part.path for part in _first(rules).parts()]


def _order(path: Path) -> tuple[int, int, int]:
    return path.attached, path.nearly or 0, path.claimable or 0
