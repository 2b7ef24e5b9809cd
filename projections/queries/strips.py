"""Families in the order of their ids, each with the days on which it is eligible: a page of them at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Any, Literal, NamedTuple
from uuid import UUID

from domain.dates import Day
from domain.days import Days
from domain.rules.deciding import standing
from domain.rules.outcome import NOT_MET, Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.multiranges import days_from
from projections.queries.asking import rows_of
from projections.reported import ELIGIBILITY

Standing = Literal["eligible", "soon", "unknown", "not eligible"]
Attached = Literal["yes", "no"]

SOON_DAYS = 90
FOLDED_MAX = 400
"""Families folded from the log for one page, where the tables cannot answer."""
_FOLDED_AT_A_TIME = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which families; None is no matter which. `soon`: not yet eligible, and within 90 days if nothing changes.

    `results` are kinds of which one may be claimed on the day; `only` are families by their streams.
    """

    standing: Standing | None = None
    criterion: str | None = None
    attached: Attached | None = None
    results: tuple[str, ...] = ()
    reference: str = ""
    only: Sequence[UUID] | None = None


class Row(NamedTuple):
    """`said` has what each criterion, the eligibility and each result says on every day; what is not there fails."""

    family_id: str
    family: UUID
    attached_on: date | None
    closed_on: date | None
    said: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Page:
    """`after` is where the next page goes on; None on the last.

    `count` is of all that match, and None where families were folded: `looked_at` counts those.
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


def family_strips(
    ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, known: int | None, after: str, limit: int
) -> Page:
    """Those with an id after `after`. With `known` folded from the log, a bounded number of families at a time."""
    if known is not None:
        return _as_known(ledger, scheme, wanted, day, known, after, limit)
    conditions = list(_conditions(wanted))
    statement = _MATCHING.format(conditions=" AND ".join(conditions)) if conditions else _FIRST
    found = rows_of(ledger, statement, _values(scheme, wanted, day) | {"after": after, "limit": limit + 1})
    page = [(family_id, family) for family_id, family, _ in found[:limit]]
    count = found[0][2] if found else 0
    return Page(list(_rows(ledger, scheme, page)), page[-1][0] if len(found) > limit else None, count)


def _values(scheme: Scheme, wanted: Wanted, day: date) -> dict[str, Any]:
    return {
        "scheme": scheme.name, "day": day, "criterion": wanted.criterion, "results": list(wanted.results),
        "reference": _as_prefix(wanted.reference), "only": list(wanted.only or ()), "soon": _soon(day),
    }  # fmt: skip


def _conditions(wanted: Wanted) -> Iterator[str]:
    if wanted.standing is not None:
        yield _STANDINGS[wanted.standing]
    if wanted.criterion is not None:
        yield f"pseudonym IN ({_DECIDED} = %(criterion)s AND met @> %(day)s OFFSET 0)"
    if wanted.attached is not None:
        yield _ATTACHED if wanted.attached == "yes" else f"NOT {_ATTACHED}"
    if wanted.results:
        yield f"pseudonym IN ({_DECIDED} = ANY(%(results)s) AND met @> %(day)s OFFSET 0) AND {_ATTACHED}"
    if wanted.reference:
        yield "family_id ILIKE %(reference)s"
    if wanted.only is not None:
        yield "pseudonym = ANY(%(only)s)"


def _as_prefix(reference: str) -> str:
    return "".join(f"\\{one}" if one in "\\%_" else one for one in reference) + "%"


def _soon(day: date) -> str:
    return f"[{day + timedelta(days=1)},{day + timedelta(days=SOON_DAYS)}]"


def _rows(ledger: Ledger, scheme: Scheme, page: Sequence[tuple[str, UUID]]) -> Iterator[Row]:
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


# ---- as known then: from the log ---------------------------------------------------------------------------------

_NEXT = """
SELECT family_id COLLATE "C" AS named, pseudonym FROM family
WHERE family_id COLLATE "C" > %(after)s{conditions} ORDER BY named LIMIT %(limit)s
"""


def _as_known(
    ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, known: int, after: str, limit: int
) -> Page:  # fmt: skip
    plain = Wanted(reference=wanted.reference, only=wanted.only)
    statement = _NEXT.format(conditions="".join(f" AND {one}" for one in _conditions(plain)))
    values = _values(scheme, wanted, day) | {"after": after, "limit": FOLDED_MAX + 1}
    named = rows_of(ledger, statement, values)
    looking = _Looking(ledger, scheme, known, iter(named[:FOLDED_MAX]))
    matching = (row for row in looking.rows() if holds(wanted, row, day, scheme))
    rows = list(islice(matching, limit + 1))
    if len(rows) > limit:
        return Page(rows[:limit], rows[limit - 1].family_id, None, looking.looked_at)
    return Page(rows, named[FOLDED_MAX - 1][0] if len(named) > FOLDED_MAX else None, None, looking.looked_at)


@dataclass(slots=True)
class _Looking:
    ledger: Ledger
    scheme: Scheme
    known: int
    named: Iterator[tuple[str, UUID]]
    looked_at: int = field(default=0)

    def rows(self) -> Iterator[Row]:
        """Families that were not on record yet are passed over."""
        terms = self.ledger.authority(self.known).terms.values()
        while batch := list(islice(self.named, _FOLDED_AT_A_TIME)):
            families = self.ledger.families([family for _, family in batch], self.known)
            for family_id, stream in batch:
                family = families[stream]
                self.looked_at += 1
                if family.version:
                    attachment = family.attachments.get(self.scheme.name)
                    with unfoldable(family):
                        decided = standing(family, terms, self.scheme)
                        said = {name: one.outcome(decided.case) for name, one in self.scheme.criteria.items()}
                        said[ELIGIBILITY] = self.scheme.eligibility.outcome(decided.case)
                        if attachment is not None:
                            prospects = decided.prospects(attachment)
                            said |= {kind: prospects.outcome(kind) for kind in self.scheme.results}
                    yield Row(
                        family_id, stream, attachment.attached_on if attachment else None,
                        attachment.closed_on if attachment else None, said)  # fmt: skip


def holds(wanted: Wanted, row: Row, on: date, scheme: Scheme) -> bool:
    """What the conditions in SQL ask, of a row at hand."""
    day, said = on.toordinal(), row.said
    attached = row.attached_on is not None and row.attached_on <= on
    return (
        (wanted.standing is None or _stands(said.get(ELIGIBILITY, NOT_MET), wanted.standing, day))
        and (wanted.criterion is None or day in said.get(wanted.criterion, NOT_MET).met)
        and (wanted.attached is None or attached == (wanted.attached == "yes"))
        and (not wanted.results or (attached and any(day in said.get(one, NOT_MET).met for one in wanted.results)))
    )


def _stands(eligible: Outcome, wanted: Standing, day: Day) -> bool:
    answer = eligible.on(day)
    if wanted == "soon":
        return answer != "met" and bool(eligible.met & Days.between(day + 1, day + SOON_DAYS))
    return {"eligible": "met", "unknown": "unknown"}.get(wanted, "not met") == answer.replace("not relevant", "not met")
