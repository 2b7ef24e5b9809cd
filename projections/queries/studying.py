"""What questions about all families look at: of each one its attachment, its casework, its claims, its sets of days.

From the tables where they stand at the moment asked about, and else folded from the log: the same rows either way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from domain.authority import Term
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.outcome import NOT_MET, Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.casework import casework_rows
from projections.claims import claim_rows
from projections.folding import unfoldable
from projections.multiranges import days_from
from projections.project import attached_row
from projections.queries.as_known import Answer
from projections.queries.asking import scheme_as_known
from projections.queries.pages import Page
from projections.queries.since import asked_of, since, the_others
from projections.reported import clauses_of_attached, clauses_of_everyone
from projections.rows import Attached, CaseworkRows, ClaimRow, InForce, InterventionRow, ReferralRow, ReviewRow
from projections.tables import CASEWORK

NOTHING = CaseworkRows([], [], [], [], [])


class Studied(NamedTuple):
    """One family under one scheme. `outcomes` has the clauses that were asked for, and those alone that ever hold."""

    family_id: str
    attached: Attached | None
    casework: CaseworkRows
    claims: list[ClaimRow]
    outcomes: Mapping[str, Outcome]

    def outcome(self, clause: str) -> Outcome:
        return self.outcomes.get(clause, NOT_MET)


def studied(
    ledger: Ledger, scheme: str, clauses: tuple[str, ...], known: int | None = None, silent: Sequence[str] = ()
) -> Page[Studied]:
    """Every family on record, by family_id; parked ones are missing. Raises `UnknownScheme`, `NotProjected`.

    As known then only the families are folded of which something was recorded since: events of the topics `silent`
    say nothing of what is studied.
    """
    scheme_as_known(ledger, scheme, known)
    found: list[Studied] = []
    with since(ledger, known, silent) as held:
        if held.tables is not None:
            found += studied_in(held.tables, scheme, clauses, held.changed)
    if others := list(the_others(ledger, held, Study(scheme, clauses, held.position))):
        found = sorted(found + others, key=lambda one: one.family_id)
    return Page(held.position, found)


def studied_of(ledger: Ledger, scheme: str, families: Sequence[UUID], known: int) -> list[Studied]:
    """These families alone, without any clause, from the log."""
    return sorted(asked_of(ledger, families, known, Study(scheme, (), known)), key=lambda one: one.family_id)


# ---- from the tables -------------------------------------------------------------------------------------------------

_FAMILIES = """
SELECT standing.family, coalesce(family_id, standing.family::text) COLLATE "C" AS named
FROM standing LEFT JOIN family ON pseudonym = standing.family ORDER BY named
"""
_ROWS: dict[str, Callable[..., Any]] = {
    "intervention": InterventionRow, "referral": ReferralRow, "review": ReviewRow, "lead_worker": InForce,
    "district": InForce,
}  # fmt: skip
_ORDER = {"lead_worker": "family, from_on", "district": "family, from_on"}


def studied_in(
    tables: Cursor[Any], scheme: str, clauses: tuple[str, ...], without: Collection[UUID] = ()
) -> Iterator[Studied]:
    left_out = set(without)
    families = [row for row in _read(tables, _FAMILIES) if row[0] not in left_out]
    attached = {row[0]: Attached(*row) for row in _read(tables, "SELECT * FROM attached WHERE scheme = %s", scheme)}
    claims = _of_each(tables, ClaimRow, 1, "SELECT * FROM claim WHERE scheme = %s ORDER BY prepared_at, claim", scheme)
    held = {name: _of_each(tables, _ROWS[name], 0,
                           f"SELECT * FROM {name} ORDER BY {_ORDER.get(name, 'family, known_at, entry')}")
            for name in CASEWORK}  # fmt: skip
    outcomes = _outcomes(tables, scheme, clauses)
    for family, family_id in families:
        casework = CaseworkRows(**{f"{name}s": rows.get(family, []) for name, rows in held.items()})
        yield Studied(family_id, attached.get(family), casework, claims.get(family, []), outcomes.get(family, {}))


def _outcomes(tables: Cursor[Any], scheme: str, clauses: tuple[str, ...]) -> dict[UUID, dict[str, Outcome]]:
    if not clauses:
        return {}
    found: dict[UUID, dict[str, Outcome]] = defaultdict(dict)
    rows = _read(tables, "SELECT family, clause, met, unknown, irrelevant FROM decision"
                         " WHERE scheme = %s AND clause = ANY(%s)", scheme, list(clauses))  # fmt: skip
    for family, clause, *sets in rows:
        found[family][clause] = Outcome(*map(days_from, sets))
    return found


def _of_each(
    tables: Cursor[Any], make: Callable[..., Any], family: int, statement: str, *values: object
) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in _read(tables, statement, *values):
        found[row[family]].append(make(*row))
    return found


def _read(tables: Cursor[Any], statement: str, *values: object) -> list[tuple[Any, ...]]:
    return tables.execute(statement, values).fetchall()


# ---- from the log ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Study:
    """Asked of each family as it was known at a position."""

    scheme: str
    clauses: tuple[str, ...]
    known: int

    def of(self, ledger: Ledger) -> Answer[Studied]:
        scheme, authority = scheme_as_known(ledger, self.scheme, self.known), ledger.authority(self.known)
        terms, wanted = authority.terms.values(), frozenset(self.clauses)

        def rows(family_id: str, family: Family) -> Iterator[Studied]:
            attachment = family.attachments.get(scheme.name)
            with unfoldable(family):
                outcomes = dict(_decided(family, terms, scheme, wanted)) if wanted else {}
            yield Studied(
                family_id, attached_row(family, attachment) if attachment else None, _in_order(casework_rows(family)),
                [row for row in claim_rows(family) if row.scheme == scheme.name],
                {name: outcome for name, outcome in outcomes.items() if outcome != NOT_MET})

        return rows


def _decided(
    family: Family, terms: Iterable[Term], scheme: Scheme, wanted: Collection[str]
) -> Iterator[tuple[str, Outcome]]:
    decided, attachment = standing(family, terms, scheme), family.attachments.get(scheme.name)
    yield from ((name, clause.outcome(decided.case)) for name, clause in clauses_of_everyone(scheme) if name in wanted)
    if attachment is not None:
        case = decided.prospects(attachment).case
        yield from ((name, clause.outcome(case)) for name, clause in clauses_of_attached(scheme) if name in wanted)


def _in_order(casework: CaseworkRows) -> CaseworkRows:
    """As the tables are read."""
    return CaseworkRows(
        sorted(casework.interventions, key=_recorded), sorted(casework.referrals, key=_recorded),
        sorted(casework.reviews, key=_recorded), casework.lead_workers, casework.districts)


def _recorded(row: InterventionRow | ReferralRow | ReviewRow) -> tuple[int, str]:
    return row.known_at, row.entry

