"""The lists of `caseloads`, a part of them at a time: from the tables where these stand at the moment asked about, and

else of families folded from the log. The same rows either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from psycopg import Cursor

from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.caseloads import (
    NOBODY,
    Caseload,
    Referral,
    ReferralsOfAgency,
    ReviewDue,
    caseloads,
    referrals,
    referrals_by_agency,
    reviews_due,
)
from projections.queries.pages import Page, moment
from projections.queries.since import OF_CLAIMS
from projections.queries.studying import Studied, studied, studied_of
from projections.queries.unmoved import while_unmoved

WAITING = "waiting"

Row = TypeVar("Row")


class Some(NamedTuple):
    """Which part of a list: at most `most` rows, after `after` of them. Of the families `only`, where it is given."""

    most: int | None = None
    after: int = 0
    only: Sequence[UUID] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """For a statement."""
        return {"most": self.most, "after": self.after, "only": None if self.only is None else list(self.only)}

    def of(self, rows: Sequence[Row]) -> list[Row]:
        return list(rows[self.after : None if self.most is None else self.after + self.most])


class Listed(NamedTuple, Generic[Row]):
    """`number` is how many there are in all, `position` that of the log that they are true as of."""

    rows: list[Row]
    number: int
    position: int


# What every statement may join: the post that leads the work on the day, and families that are worked with on it.
LED = """
LEFT JOIN lead_worker AS led ON led.family = {table}.family AND led.from_on <= %(day)s
    AND (led.until_on IS NULL OR led.until_on > %(day)s)
"""
WORKED_WITH = "scheme = %(scheme)s AND attached_on <= %(day)s AND (closed_on IS NULL OR closed_on >= %(day)s)"
_ONLY = "(%(only)s::uuid[] IS NULL OR {table}.family = ANY(%(only)s))"

# ---- who leads how many ------------------------------------------------------------------------------------------

_CASELOADS = f"""
SELECT coalesce(led.name, %(nobody)s) COLLATE "C" AS post, count(*), coalesce(sum(under_way), 0)::int, min(attached_on)
FROM attached {LED.format(table="attached")}
LEFT JOIN (SELECT family, count(*) AS under_way FROM intervention
           WHERE started_on <= %(day)s AND (ended_on IS NULL OR ended_on >= %(day)s) GROUP BY family) AS going_on
       ON going_on.family = attached.family
WHERE {WORKED_WITH} GROUP BY post ORDER BY post
"""


def caseloads_on(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> Page[Caseload]:
    """As known now counted once for as long as the tables stand still. Raises `UnknownScheme`, `NotProjected`."""
    scheme_as_known(ledger, scheme, known)
    if known is not None:
        return _caseloads(ledger, scheme, day, known)
    return while_unmoved(ledger, ("caseloads", scheme, day), lambda: _caseloads(ledger, scheme, day, None))


def _caseloads(ledger: Ledger, scheme: str, day: date, known: int | None) -> Page[Caseload]:
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            rows = tables.execute(_CASELOADS, {"scheme": scheme, "day": day, "nobody": NOBODY}).fetchall()
            return Page(position, [Caseload(*row) for row in rows])
    return Page(position, caseloads(studied(ledger, scheme, (), position, OF_CLAIMS).rows, day))


# ---- referrals ---------------------------------------------------------------------------------------------------


class Wanted(NamedTuple):
    """Which referrals; None is no matter which. `fate` is waiting, or an answer."""

    direction: str | None = None
    agency: str | None = None
    fate: str | None = None

    def holds(self, one: Referral) -> bool:
        said = (one.direction, one.agency, one.fate)
        return all(wanted is None or wanted == is_so for wanted, is_so in zip(self, said, strict=True))


MADE = f"""
SELECT family, direction, agency, need, referred_on, entry,
       CASE WHEN answered_on <= %(day)s THEN answer ELSE '{WAITING}' END AS fate,
       CASE WHEN answered_on <= %(day)s THEN answered_on ELSE %(day)s END - referred_on AS days
FROM referral WHERE referred_on <= %(day)s AND {_ONLY.format(table="referral")}
"""
WANTED = """
(%(direction)s::text IS NULL OR direction = %(direction)s) AND (%(agency)s::text IS NULL OR agency = %(agency)s)
AND (%(fate)s::text IS NULL OR fate = %(fate)s)
"""
_REFERRALS = f"""
SELECT coalesce(family_id, family::text), direction, agency, need, referred_on, fate, days, entry
FROM (SELECT * FROM ({MADE}) AS made WHERE {WANTED} ORDER BY {{order}}, entry LIMIT %(most)s OFFSET %(after)s) AS part
LEFT JOIN family ON pseudonym = part.family ORDER BY {{order}}, entry
"""
_NUMBER = f"SELECT count(*) FROM ({MADE}) AS made WHERE {WANTED}"
_BY_AGENCY = f"""
SELECT direction COLLATE "C" AS way, agency COLLATE "C" AS named, count(*), count(*) FILTER (WHERE fate = 'accepted'),
       count(*) FILTER (WHERE fate = 'declined'), count(*) FILTER (WHERE fate = 'no answer'),
       count(*) FILTER (WHERE fate = '{WAITING}'),
       floor(percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FILTER (WHERE fate <> '{WAITING}'))::int
FROM ({MADE}) AS made GROUP BY way, named ORDER BY way, named
"""


def referrals_on(
    ledger: Ledger, scheme: str, day: date, wanted: Wanted, some: Some, known: int | None = None
) -> tuple[Listed[Referral], list[ReferralsOfAgency]]:
    """A part of those wanted, those that wait the longest first, others the newest first; and all by agency."""
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return _referrals_of(tables, position, {"day": day, **wanted._asdict(), **some.values})
    made = referrals(_theirs(ledger, scheme, position, some.only), day)
    found = sorted((one for one in made if wanted.holds(one)), key=lambda one: one.entry)
    found.sort(key=lambda one: one.referred_on, reverse=wanted.fate != WAITING)
    return Listed(some.of(found), len(found), position), referrals_by_agency(made)


def _referrals_of(
    tables: Cursor[Any], position: int, values: dict[str, Any]
) -> tuple[Listed[Referral], list[ReferralsOfAgency]]:
    order = "referred_on" if values["fate"] == WAITING else "referred_on DESC"
    rows = [Referral(*row) for row in tables.execute(_REFERRALS.format(order=order), values).fetchall()]
    number = tables.execute(_NUMBER, values).fetchone()
    agencies = [ReferralsOfAgency(*row) for row in tables.execute(_BY_AGENCY, values).fetchall()]
    return Listed(rows, number[0] if number else 0, position), agencies


# ---- reviews -----------------------------------------------------------------------------------------------------


class Reviewed(NamedTuple):
    family_id: str
    reviewed_on: date
    board: str
    decision: str
    next_on: date | None


_REVIEWS = f"""
SELECT coalesce(family_id, family::text), reviewed_on, board, decision, next_on
FROM (SELECT * FROM review WHERE reviewed_on <= %(day)s AND (%(decision)s::text IS NULL OR decision = %(decision)s)
          AND {_ONLY.format(table="review")} ORDER BY reviewed_on DESC, entry LIMIT %(most)s OFFSET %(after)s) AS part
LEFT JOIN family ON pseudonym = part.family ORDER BY reviewed_on DESC, entry
"""
_DECISIONS = f"""
SELECT decision COLLATE "C" AS said, count(*) FROM review
WHERE reviewed_on <= %(day)s AND {_ONLY.format(table="review")} GROUP BY said ORDER BY said
"""
_DUE = f"""
WITH last AS (
    SELECT DISTINCT ON (family) * FROM review WHERE reviewed_on <= %(day)s AND {_ONLY.format(table="review")}
    ORDER BY family, reviewed_on DESC, known_at DESC
)
SELECT coalesce(family_id, last.family::text) COLLATE "C" AS named, next_on, %(day)s - next_on, board, reviewed_on,
       decision, coalesce(led.name, %(nobody)s), count(*) OVER ()
FROM last JOIN attached USING (family) {LED.format(table="last")} LEFT JOIN family ON pseudonym = last.family
WHERE next_on <= %(day)s AND {WORKED_WITH} ORDER BY next_on, named LIMIT %(most)s OFFSET %(after)s
"""


def reviews_on(
    ledger: Ledger, scheme: str, day: date, decision: str | None, some: Some, known: int | None = None
) -> tuple[Listed[Reviewed], dict[str, int]]:
    """A part of those that came to the decision, the newest first; and how many came to each."""
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values = {"day": day, "decision": decision, **some.values}
            rows = [Reviewed(*row) for row in tables.execute(_REVIEWS, values).fetchall()]
            counts: dict[str, int] = dict(tables.execute(_DECISIONS, values).fetchall())
            return Listed(rows, sum(counts.values()) if decision is None else counts.get(decision, 0), position), counts
    return _held_of(_theirs(ledger, scheme, position, some.only), day, decision, some, position)


def _held_of(
    families: Sequence[Studied], day: date, decision: str | None, some: Some, position: int
) -> tuple[Listed[Reviewed], dict[str, int]]:
    held = [(family.family_id, one) for family in families for one in family.casework.reviews
            if one.reviewed_on <= day]  # fmt: skip
    held.sort(key=lambda pair: pair[1].entry)
    held.sort(key=lambda pair: pair[1].reviewed_on, reverse=True)
    found = [Reviewed(family_id, one.reviewed_on, one.board, one.decision, one.next_on)
             for family_id, one in held if decision in (None, one.decision)]  # fmt: skip
    counted = Counter(one.decision for _, one in held)
    return Listed(some.of(found), len(found), position), dict(sorted(counted.items()))


def reviews_due_on(
    ledger: Ledger, scheme: str, day: date, some: Some, known: int | None = None
) -> Listed[ReviewDue]:
    """As `reviews_due`, a part of them. Raises `UnknownScheme`, `NotProjected`."""
    scheme_as_known(ledger, scheme, known)
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            values = {"scheme": scheme, "day": day, "nobody": NOBODY, **some.values}
            rows = tables.execute(_DUE, values).fetchall()
            return Listed([ReviewDue(row[0], *row[1:7]) for row in rows], rows[0][7] if rows else 0, position)
    due = reviews_due(_theirs(ledger, scheme, position, some.only), day)
    return Listed(some.of(due), len(due), position)


class BothLists(NamedTuple):
    """Cases due, reviews held, and how many of these came to each decision."""

    due: Listed[ReviewDue]
    held: Listed[Reviewed]
    decisions: dict[str, int]

    def parts(self, due: Some, held: Some) -> BothLists:
        return self._replace(
            due=self.due._replace(rows=due.of(self.due.rows)), held=self.held._replace(rows=held.of(self.held.rows)))


def reviews_of_both(
    ledger: Ledger, scheme: str, day: date, decision: str | None, due: Some, held: Some, known: int | None = None
) -> BothLists:  # fmt: skip
    """`reviews_due_on` and `reviews_on`. As known then the families are looked at once for both; as known now what is
    everybody's is asked for once for as long as the tables stand still.
    """
    def asked() -> BothLists:
        return BothLists(reviews_due_on(ledger, scheme, day, due, known),
                         *reviews_on(ledger, scheme, day, decision, held, known))  # fmt: skip

    if known is None:
        parts = due.most, due.after, held.most, held.after
        mine = due.only is not None
        return asked() if mine else while_unmoved(ledger, ("reviews", scheme, day, decision, parts), asked)
    with moment(ledger, known) as (position, tables):
        at_hand = tables is not None
    if at_hand:
        return asked()
    families = _theirs(ledger, scheme, position, due.only)
    overdue = reviews_due(families, day)
    return BothLists(Listed(due.of(overdue), len(overdue), position),
                     *_held_of(families, day, decision, held, position))  # fmt: skip


def _theirs(ledger: Ledger, scheme: str, known: int, only: Sequence[UUID] | None) -> list[Studied]:
    if only is None:
        return studied(ledger, scheme, (), known, OF_CLAIMS).rows
    return studied_of(ledger, scheme, only, known)
