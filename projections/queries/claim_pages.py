"""Lists of claims in parts, by their ids: a part costs a part, however much was recorded since.

No claim ever leaves the tables: those that were made by then are among them still, and stood otherwise only where later
events of their families say so. These are folded from the log, a few families at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg import Cursor

from ledger.ledger import Ledger
from projections.errors import NotProjected
from projections.queries.asking import rows_of
from projections.queries.claims import (
    EVERY_CLAIM,
    ClaimListed,
    Wanted,
    claims_named,
    conditioned,
    refuse_unknown,
)
from projections.queries.claims_then import stood_then
from projections.queries.pages import WHOLE, Page, Part, moment
from projections.queries.since import OF_CLAIMS
from projections.rows import ClaimRow

LOOKED_AT = 1_000
"""Claims looked at together where it is asked how they stood then, and which of them are wanted."""

_CLAIMS = f"""
SELECT {", ".join(f"claim.{name}" for name in ClaimRow._fields)} FROM claim WHERE {{conditions}}
ORDER BY claim.claim COLLATE "C" LIMIT %(limit)s
"""
_SPOKEN_OF = """
SELECT DISTINCT originator_id FROM event
WHERE notification_id > %(earlier)s AND notification_id <= %(later)s AND topic = ANY(%(topics)s)
  AND (%(families)s::uuid[] IS NULL OR originator_id = ANY(%(families)s))
"""


def claims(
    ledger: Ledger, scheme: str | None = None, round_on: date | None = None, status: str | None = None
) -> list[ClaimListed]:
    """In the order of their ids, which is that of schemes, rounds and numbers."""
    return claims_page(ledger, Wanted(scheme, round_on, status)).rows


def claims_page(
    ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None, part: Part = WHOLE
) -> Page[ClaimListed]:
    """As `claims`, by (claim,). Raises `UnknownScheme`, `NotProjected`."""
    refuse_unknown(wanted.scheme)
    try:
        with moment(ledger, None) as (stand_at, tables):
            assert tables is not None
            if known in (None, stand_at):
                found = _read(tables, wanted, part.first, part.limit)
            else:
                found = list(islice(_then(ledger, tables, stand_at, known, wanted, part), part.limit))
    except NotProjected:
        if known is None:
            raise
        stand_at, found = known, list(islice(_made_since(ledger, 0, known, wanted, part), part.limit))
    return Page(stand_at if known is None else known, claims_named(ledger, found))


def _then(
    ledger: Ledger, tables: Cursor[Any], stand_at: int, known: int, wanted: Wanted, part: Part
) -> Iterator[ClaimRow]:
    stood = (row for row in _as_they_stood(ledger, tables, stand_at, known, wanted, part) if wanted.holds(row))
    return merge(stood, _made_since(ledger, stand_at, known, wanted, part) if stand_at < known else ())


def _as_they_stood(
    ledger: Ledger, tables: Cursor[Any], stand_at: int, known: int, wanted: Wanted, part: Part
) -> Iterator[ClaimRow]:
    """Those that the tables know of; of what may have changed between the two moments they are asked nothing."""
    fixed, after = replace(wanted, status=None, at_risk=None, sampled=None, made_by=known), part.first
    while rows := _read(tables, fixed, after, LOOKED_AT):
        earlier, later = sorted((stand_at, known))
        spoken_of = _spoken_of(ledger, earlier, later, OF_CLAIMS, sorted({row.family for row in rows}))
        then = {row.claim: row for row in stood_then(ledger, spoken_of, known)}
        yield from (then.get(row.claim, row) for row in rows)
        if len(rows) < LOOKED_AT:
            return
        after = rows[-1].claim


def _made_since(ledger: Ledger, since: int, known: int, wanted: Wanted, part: Part) -> Iterator[ClaimRow]:
    """Those that the tables, which stand earlier, do not know of: few, as the tables follow the log closely."""
    families = _spoken_of(ledger, since, known, ["family.claim-prepared.v1"], None)
    made = (row for row in stood_then(ledger, families, known) if row.prepared_at > since)
    return iter(sorted(row for row in made if wanted.holds(row) and (part.first is None or row.claim > part.first)))


def _read(tables: Cursor[Any], wanted: Wanted, after: str | None, limit: int | None) -> list[ClaimRow]:
    values = asdict(wanted) | {"after": after, "limit": limit}
    return [ClaimRow(*row) for row in tables.execute(conditioned(_CLAIMS, values), values)]


def _spoken_of(
    ledger: Ledger, earlier: int, later: int, topics: Sequence[str], families: Sequence[UUID] | None
) -> list[UUID]:  # fmt: skip
    """By events with these topics after the earlier position, up to the later one."""
    values = {"earlier": earlier, "later": later, "topics": list(topics), "families": families}
    return [row[0] for row in rows_of(ledger, _SPOKEN_OF, values)]
