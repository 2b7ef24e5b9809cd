"""The national view: totals of every ledger of a database, added up; small numbers withheld."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from domain.withholding import withheld
from ledger.database import Database
from ledger.ledgers import ledger_names, open_ledger
from projections.errors import NotProjected
from projections.queries.national import Totals, is_an_authoritys, totals

ENGLAND = "all"
WITHHELD = "withheld"
_PUBLISHED = Path(__file__).with_name("published_targets.csv")

Shown = int | float | str | None
"""`WITHHELD`, where it is small or would tell one that is."""


class Row(NamedTuple):
    """`authority` is its name; `share` the families turned around in a hundred of the target, to one decimal."""

    ledger: str
    authority: str
    target: int | None
    published_target: int | None
    attached: Shown
    turned_around: Shown
    share: Shown
    claims: Shown
    claimed_pence: Shown
    paid_pence: Shown


@dataclass(frozen=True, slots=True)
class National:
    """`unread` are ledgers whose tables were never made: nothing of them is in the sums. The last row is of all."""

    rows: list[Row]
    unread: list[str]

    @property
    def authorities(self) -> list[Row]:
        return self.rows[:-1]

    @property
    def whole(self) -> Row:
        return self.rows[-1]


def national(database: Database, scheme: str) -> National:
    found: list[Totals] = []
    unread: list[str] = []
    for ledger in filter(is_an_authoritys, (open_ledger(database, name) for name in ledger_names(database))):
        try:
            found.append(totals(ledger, scheme))
        except NotProjected:
            unread.append(ledger.name)
    return National([*_rows(found), _sum(found)], unread)


def published_targets() -> dict[str, int]:
    with _PUBLISHED.open(encoding="utf-8", newline="") as stream:
        return {row["ledger"]: int(row["target"]) for row in csv.DictReader(stream)}


def _rows(found: Sequence[Totals]) -> Iterator[Row]:
    def hidden(of: Callable[[Totals], int]) -> list[bool]:
        return withheld([of(one) for one in found])

    attached = hidden(lambda one: one.attached)
    turned = hidden(lambda one: one.turned_around)
    claims = hidden(lambda one: one.claimed)
    published = published_targets()
    for place, one in enumerate(found):
        yield Row(
            one.ledger, one.authority, one.target, published.get(one.ledger), _shown(one.attached, attached[place]),
            _shown(one.turned_around, turned[place]), _shown(_share(one.turned_around, one.target), turned[place]),
            _shown(one.claimed, claims[place]), _shown(one.claimed_pence, claims[place]),
            _shown(one.paid_pence, claims[place]))


def _sum(found: Sequence[Totals]) -> Row:
    target = sum(one.target or 0 for one in found)
    turned = sum(one.turned_around for one in found)
    return Row(
        ENGLAND, "All together", target, None, sum(one.attached for one in found), turned, _share(turned, target),
        sum(one.claimed for one in found), sum(one.claimed_pence for one in found),
        sum(one.paid_pence for one in found))


def _share(turned: int, target: int | None) -> float | None:
    return round(100 * turned / target, 1) if target else None


def _shown(value: Shown, hide: bool) -> Shown:
    return WITHHELD if hide else value
