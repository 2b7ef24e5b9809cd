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
from projections.queries.asking import rows_of
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

# Each condition is a set of families that is found once (`OFFSET 0` keeps the planner from asking it family by family,
# which it thinks cheap and is not), in the place where the rows of one clause lie together.
_DECIDED = "SELECT family FROM decision WHERE scheme = %(scheme)s AND clause"
_ELIGIBLE = f"pseudonym IN ({_DECIDED} = 'eligibility' AND met @> %(day)s OFFSET 0)"
_UNKNOWN = f"pseudonym IN ({_DECIDED} = 'eligibility' AND unknown @> %(day)s OFFSET 0)"
_ATTACHED = "pseudonym IN (SELECT family FROM attached WHERE scheme = %(scheme)s AND attached_on <= %(day)s OFFSET 0)"
_NEARLY = "NOT met @> %(day)s AND (unknown @> %(day)s OR met && %(soon)s::daterange)"

_STANDINGS: Mapping[Standing, str] = {
    "eligible": _ELIGIBLE,
    "unknown": _UNKNOWN,
    "not eligible": f"NOT {_ELIGIBLE} AND NOT {_UNKNOWN}",
    "soon": f"pseudonym IN ({_DECIDED} = 'eligibility' AND NOT met @> %(day)s AND met && %(soon)s::daterange OFFSET 0)",
}

_FIRST = """
SELECT family_id COLLATE "C" AS named, pseudonym, (SELECT count(*) FROM standing) FROM family
WHERE family_id COLLATE "C" > %(after)s AND EXISTS (SELECT FROM standing WHERE standing.family = pseudonym)
ORDER BY named LIMIT %(limit)s
"""
_MATCHING = """
WITH found AS MATERIALIZED (
    SELECT family_id COLLATE "C" AS named, pseudonym FROM family JOIN standing ON standing.family = pseudonym
    WHERE {conditions}
)
SELECT named, pseudonym, (SELECT count(*) FROM found) FROM found WHERE named > %(after)s ORDER BY named LIMIT %(limit)s
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
    conditions = list(conditions_of(wanted))
    statement = _MATCHING.format(conditions=" AND ".join(conditions)) if conditions else _FIRST
    found = rows_of(ledger, statement, values_of(scheme, wanted, day) | {"after": after, "limit": limit + 1})
    page = [(family_id, family) for family_id, family, _ in found[:limit]]
    count = found[0][2] if found else 0
    return Page(list(strips_of(ledger, scheme, page)), page[-1][0] if len(found) > limit else None, count)


def values_of(scheme: Scheme, wanted: Wanted, day: date) -> dict[str, Any]:
    return {
        "scheme": scheme.name, "day": day, "criterion": wanted.criterion, "results": list(wanted.results),
        "reference": _as_prefix(wanted.reference), "only": list(wanted.only or ()), "soon": _soon(day),
    }  # fmt: skip


def conditions_of(wanted: Wanted) -> Iterator[str]:
    if wanted.standing is not None and wanted.standing != "nearly":
        yield _STANDINGS[wanted.standing]
    if wanted.criterion is not None:
        yield f"pseudonym IN ({_DECIDED} = %(criterion)s AND met @> %(day)s OFFSET 0)"
    if wanted.attached is not None:
        yield _ATTACHED if wanted.attached == "yes" else f"NOT {_ATTACHED}"
    if wanted.results:
        claimable = _NEARLY if wanted.results_nearly else "met @> %(day)s"
        yield f"pseudonym IN ({_DECIDED} = ANY(%(results)s) AND {claimable} OFFSET 0) AND {_ATTACHED}"
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
