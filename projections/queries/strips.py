"""Families in the order of their ids, each with the days on which it is eligible: a page of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from domain.rules.nearly import Near
from domain.rules.outcome import Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.multiranges import days_from
from projections.queries.asking import number_of, rows_of
from projections.queries.unmoved import while_unmoved
from projections.reported import ELIGIBILITY

Standing = Literal["eligible", "nearly", "soon", "unknown", "not eligible"]
Attached = Literal["yes", "no"]

SOON_DAYS = 90


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which families; None is no matter which. `soon`: not yet eligible, and within 90 days if nothing changes.

    `nearly`: those that `outcomes nearly` lists for eligibility. `results` are kinds of which one may be claimed on the
    day, or with `results_nearly` within 90 days or when evidence has come; `only` are families by their streams.
    """

    standing: Standing | None = None
    criterion: str | None = None
    attached: Attached | None = None
    results: tuple[str, ...] = ()
    results_nearly: bool = False
    reference: str = ""
    only: tuple[UUID, ...] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it can be told of a family without deciding anything of it."""
        return (self.standing, self.criterion, self.attached, self.results) == (None, None, None, ())

    @property
    def tells_what_is_missing(self) -> bool:
        return self.standing in ("nearly", "soon", "unknown") or self.results_nearly


class Row(NamedTuple):
    """`said` has what each criterion, the eligibility and each result says on every day; what is not there fails.

    `near` is what is missing, where that was asked for.
    """

    family_id: str
    family: UUID
    attached_on: date | None
    closed_on: date | None
    said: Mapping[str, Outcome]
    near: Sequence[Near] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is where the next page goes on; None on the last.

    `count` is of all that match, and None where the families of one page were looked at: `looked_at` counts those.
    """

    rows: list[Row]
    after: str | None
    count: int | None
    looked_at: int = 0


# ---- as known now: by SQL ----------------------------------------------------------------------------------------

# Each condition is asked in one of two ways: as a set of families that is found once (`OFFSET 0` keeps the planner from
# asking it family by family, which it thinks cheap and is not), or family by family on the way through their order.
_AS_SET = "pseudonym IN (SELECT family FROM {table} WHERE {condition} OFFSET 0)"
_OF_EACH = "EXISTS (SELECT FROM {table} WHERE {table}.family = pseudonym AND {condition} OFFSET 0)"
_ELIGIBLE, _UNKNOWN = "'eligibility' AND met @> %(day)s", "'eligibility' AND unknown @> %(day)s"
_SOON = "'eligibility' AND NOT met @> %(day)s AND met && %(soon)s::daterange"
_NEARLY = "NOT met @> %(day)s AND (unknown @> %(day)s OR met && %(soon)s::daterange)"

_FIRST = """
SELECT family_id COLLATE "C" AS named, pseudonym FROM family
WHERE family_id COLLATE "C" > %(after)s AND EXISTS (SELECT FROM standing WHERE standing.family = pseudonym)
ORDER BY named LIMIT %(limit)s
"""
WALKED_MAX = 3_000
"""Families that are looked at in their order for a page of a list that has most of them."""
_WALKED = """
SELECT named, pseudonym FROM (
    SELECT family_id COLLATE "C" AS named, pseudonym FROM family
    WHERE family_id COLLATE "C" > %(after)s ORDER BY named LIMIT %(walked)s
) AS walked
WHERE EXISTS (SELECT FROM standing WHERE standing.family = pseudonym) AND {conditions} ORDER BY named LIMIT %(limit)s
"""
_MATCHING = """
WITH found AS MATERIALIZED (
    SELECT family_id COLLATE "C" AS named, pseudonym FROM family JOIN standing ON standing.family = pseudonym
    WHERE {conditions}
)
SELECT named, pseudonym FROM found WHERE named > %(after)s ORDER BY named LIMIT %(limit)s
"""
_COUNTED = "SELECT count(*) FROM (SELECT family AS pseudonym FROM standing) AS families WHERE {conditions}"
_COUNTED_BY_NAME = """
SELECT count(*) FROM family WHERE EXISTS (SELECT FROM standing WHERE standing.family = pseudonym) AND {conditions}
"""
_SAID = """
SELECT family, clause, met, unknown FROM decision
WHERE family = ANY(%(families)s) AND scheme = %(scheme)s AND clause = ANY(%(clauses)s)
"""
_ATTACHMENTS = """
SELECT family, attached_on, closed_on FROM attached WHERE family = ANY(%(families)s) AND scheme = %(scheme)s
"""


def family_strips(ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, after: str, limit: int) -> Page:
    """Those with an id after `after`, as known now. Of those who are nearly eligible see `near_strips`."""
    values = values_of(scheme, wanted, day) | {"after": after, "limit": limit + 1, "walked": WALKED_MAX}
    found = _found(ledger, wanted, values, limit)
    page = [(family_id, family) for family_id, family, *_ in found[:limit]]
    count = _count(ledger, scheme, wanted, day, values)
    return Page(list(strips_of(ledger, scheme, page)), page[-1][0] if len(found) > limit else None, count)


def _found(ledger: Ledger, wanted: Wanted, values: dict[str, Any], limit: int) -> list[tuple[Any, ...]]:
    """Where most families match, the next few of them are found on the way; where few do, the set of them is."""
    if not (conditions := list(conditions_of(wanted))):
        return rows_of(ledger, _FIRST, values)
    if not wanted.reference and wanted.only is None:
        on_the_way = " AND ".join(conditions_of(wanted, of_each=True))
        found = rows_of(ledger, _WALKED.format(conditions=on_the_way), values)
        if len(found) > limit:
            return found
    return rows_of(ledger, _MATCHING.format(conditions=" AND ".join(conditions)), values)


def _count(ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, values: dict[str, Any]) -> int:
    def count() -> int:
        return number_of(ledger, _counting(wanted), values)

    return count() if wanted.only is not None else while_unmoved(ledger, (scheme.digest, wanted, day), count)


def _counting(wanted: Wanted) -> str:
    conditions = " AND ".join(conditions_of(wanted)) or "true"
    return (_COUNTED_BY_NAME if wanted.reference else _COUNTED).format(conditions=conditions)


def values_of(scheme: Scheme, wanted: Wanted, day: date) -> dict[str, Any]:
    return {
        "scheme": scheme.name, "day": day, "criterion": wanted.criterion, "results": list(wanted.results),
        "reference": _as_prefix(wanted.reference), "only": list(wanted.only or ()), "soon": _soon(day),
    }  # fmt: skip


def conditions_of(wanted: Wanted, *, of_each: bool = False) -> Iterator[str]:
    form = _OF_EACH if of_each else _AS_SET

    def decided(condition: str) -> str:
        return form.format(table="decision", condition=f"scheme = %(scheme)s AND clause = {condition}")

    attached = form.format(table="attached", condition="scheme = %(scheme)s AND attached_on <= %(day)s")
    match wanted.standing:
        case "eligible":
            yield decided(_ELIGIBLE)
        case "unknown":
            yield decided(_UNKNOWN)
        case "soon":
            yield decided(_SOON)
        case "not eligible":
            yield f"NOT {decided(_ELIGIBLE)} AND NOT {decided(_UNKNOWN)}"
    if wanted.criterion is not None:
        yield decided("%(criterion)s AND met @> %(day)s")
    if wanted.attached is not None:
        yield attached if wanted.attached == "yes" else f"NOT {attached}"
    if wanted.results:
        claimable = _NEARLY if wanted.results_nearly else "met @> %(day)s"
        yield f"{decided(f'ANY(%(results)s) AND {claimable}')} AND {attached}"
    if wanted.reference:
        yield "family_id ILIKE %(reference)s"
    if wanted.only is not None:
        yield "pseudonym = ANY(%(only)s)"


def _as_prefix(reference: str) -> str:
    return "".join(f"\\{one}" if one in "\\%_" else one for one in reference) + "%"


def _soon(day: date) -> str:
    return f"[{day + timedelta(days=1)},{day + timedelta(days=SOON_DAYS)}]"


def strips_of(ledger: Ledger, scheme: Scheme, page: Sequence[tuple[str, UUID]]) -> Iterator[Row]:
    """Of the families of a page, in its order, from the tables."""
    values = {"families": [family for _, family in page], "scheme": scheme.name, "clauses": _clauses(scheme)}
    said: dict[UUID, dict[str, Outcome]] = {}
    for family, clause, met, unknown in rows_of(ledger, _SAID, values):
        said.setdefault(family, {})[clause] = Outcome(days_from(met), days_from(unknown))
    attached = {family: days for family, *days in rows_of(ledger, _ATTACHMENTS, values)}
    for family_id, family in page:
        attached_on, closed_on = attached.get(family, (None, None))
        yield Row(family_id, family, attached_on, closed_on, said.get(family, {}))


def _clauses(scheme: Scheme) -> list[str]:
    return [ELIGIBILITY, *scheme.criteria, *scheme.results]
