"""The claims that were ever made, as they stand, from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.claims.claim import Claim, apply_to_claims
from domain.claims.sampling import in_drawing_order
from domain.events.claims import ClaimEvent
from domain.family import Family
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.claims import claim_rows, rows_of_claims
from projections.queries.as_known import tell_families
from projections.queries.asking import rows_of
from projections.queries.pages import FAMILIES_AT_A_TIME, WHOLE, Page, Part
from projections.queries.since import ALL_BUT_OF_CLAIMS, OF_CLAIMS, Since, since
from projections.rows import ClaimRow


class ClaimListed(NamedTuple):
    """Sums in pence. `risk` says why the claim is at risk, while it is."""

    claim: str
    family_id: str
    scheme: str
    result: str
    round_on: date
    status: str
    amount_pence: int
    paid_pence: int
    risk: str | None


_CLAIMS = """
SELECT claim COLLATE "C" AS named, coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       amount_pence, paid_pence, risk_why
FROM claim LEFT JOIN family ON pseudonym = claim.family WHERE {conditions} ORDER BY named LIMIT %(limit)s
"""
_SUMMED = """
SELECT count(*), coalesce(sum(amount_pence), 0)::bigint, coalesce(sum(paid_pence), 0)::bigint
FROM claim WHERE {conditions}
"""
_CONDITIONS = {
    "scheme": "scheme = %(scheme)s", "round_on": "round_on = %(round_on)s", "status": "status = %(status)s",
    "result": "result = %(result)s", "family": "claim.family = %(family)s",
    "after": 'claim COLLATE "C" > %(after)s', "changed": "claim.family <> ALL(%(changed)s)",
}  # fmt: skip
_AT_RISK = {True: "risk_why IS NOT NULL", False: "risk_why IS NULL"}


_SAMPLED = """
SELECT claim COLLATE "C" AS named, coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       amount_pence, paid_pence, risk_why
FROM claim LEFT JOIN family ON pseudonym = claim.family
WHERE sampled AND round_on = %(round_on)s AND claim.family <> ALL(%(changed)s) ORDER BY named
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which claims: those of which all that is said here is true."""

    scheme: str | None = None
    round_on: date | None = None
    status: str | None = None
    result: str | None = None
    at_risk: bool | None = None
    family: UUID | None = None

    def fits(self, row: ClaimListed) -> bool:
        """The family aside."""
        said = (self.scheme, self.round_on, self.status, self.result)
        have = (row.scheme, row.round_on, row.status, row.result)
        return all(want in (None, has) for want, has in zip(said, have, strict=True)) and (
            self.at_risk in (None, row.risk is not None))


EVERY_CLAIM = Wanted()


class Summed(NamedTuple):
    """How many claims, and what they come to; sums in pence."""

    claims: int
    amount_pence: int
    paid_pence: int


class RoundListed(NamedTuple):
    """A round's claims in numbers. `failed` internal audit; `at_risk` are those that stand; sums in pence."""

    scheme: str
    round_on: date
    claimed: int
    claimed_pence: int
    sampled: int
    failed: int
    paid: int
    paid_pence: int
    at_risk: int


_ROUNDS = """
SELECT scheme, round_on, count(*), sum(amount_pence)::bigint,
       count(*) FILTER (WHERE sampled), count(*) FILTER (WHERE status = 'audit failed'),
       count(*) FILTER (WHERE status = 'paid'), sum(paid_pence)::bigint, count(*) FILTER (WHERE risk_why IS NOT NULL)
FROM claim
WHERE (%(scheme)s::text IS NULL OR scheme = %(scheme)s) AND family <> ALL(%(changed)s)
GROUP BY scheme, round_on ORDER BY scheme, round_on
"""


def claims(
    ledger: Ledger, scheme: str | None = None, round_on: date | None = None, status: str | None = None
) -> list[ClaimListed]:
    """In the order of their ids, which is that of schemes, rounds and numbers."""
    return claims_page(ledger, Wanted(scheme, round_on, status)).rows


def sampled_claims(ledger: Ledger, round_on: date, known: int | None = None) -> list[ClaimListed]:
    """Those drawn for internal audit in the round, under whichever scheme, as they stand or stood."""
    found: list[ClaimListed] = []
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            values = {"round_on": round_on, "changed": held.changed}
            found += (ClaimListed(*row) for row in held.tables.execute(_SAMPLED, values))
    drawn = [row for row in _others(ledger, held) if row.sampled and row.round_on == round_on]
    return sorted(found + _named(ledger, drawn))


def claims_page(
    ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None, part: Part = WHOLE
) -> Page[ClaimListed]:
    """As `claims`, by (claim,). Raises `UnknownScheme`."""
    _refuse_unknown(wanted.scheme)
    found: list[ClaimListed] = []
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            values = _values(wanted, held) | {"after": part.first, "limit": part.limit}
            found += (ClaimListed(*row) for row in held.tables.execute(_asked(_CLAIMS, values), values))
    if others := _wanted_others(ledger, held, wanted):
        found = sorted(found + [row for row in others if part.first is None or row.claim > part.first])[: part.limit]
    return Page(held.position, found)


STRATA = ("result", "status", "round_on")
# The first of each stratum are found without putting all of them in order.
_DRAWN = """
WITH placed AS MATERIALIZED (
    SELECT claim AS named, {stratum} AS stratum, amount_pence,
           sha256(convert_to(%(seed)s || ':' || claim, 'UTF8')) AS place
    FROM claim WHERE {{conditions}}
), strata AS MATERIALIZED (
    SELECT stratum, count(*) AS number, sum(amount_pence)::bigint AS total_pence FROM placed GROUP BY stratum
)
SELECT claim COLLATE "C", coalesce(family_id, claim.family::text), scheme, result, round_on, status,
       claim.amount_pence, paid_pence, risk_why, strata.stratum::text, number, total_pence
FROM strata CROSS JOIN LATERAL (
    SELECT named, place FROM placed WHERE placed.stratum = strata.stratum ORDER BY place LIMIT %(each)s
) AS drawn JOIN claim ON claim = named LEFT JOIN family ON pseudonym = claim.family ORDER BY strata.stratum::text, place
"""


class Stratum(NamedTuple):
    """`number` claims, of which some were drawn, in the order of drawing; the sum in pence."""

    name: str
    number: int
    amount_pence: int
    drawn: list[ClaimListed]


def strata_drawn(
    ledger: Ledger, wanted: Wanted, seed: str, by: str, each: int, known: int | None = None
) -> list[Stratum]:
    """Of each stratum the first claims in the order in which samples of returns are drawn; `by` "" is one stratum."""
    strata: dict[str, Stratum] = {}
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            statement = _DRAWN.format(stratum=by if by in STRATA else "''")
            values = _values(wanted, held) | {"seed": seed, "each": each}
            strata = _strata(held.tables.execute(_asked(statement, values), values).fetchall())
    return strata_of(_wanted_others(ledger, held, wanted), seed, by, each, strata)


def strata_of(
    claims: Iterable[ClaimListed], seed: str, by: str, each: int, already: Mapping[str, Stratum] | None = None
) -> list[Stratum]:
    """As `strata_drawn`, of claims at hand, beside those drawn already."""
    strata = dict(already or {})
    for row in claims:
        name = str(getattr(row, by)) if by in STRATA else ""
        one = strata.get(name, Stratum(name, 0, 0, []))
        one.drawn.append(row)
        strata[name] = one._replace(number=one.number + 1, amount_pence=one.amount_pence + row.amount_pence)
    return [one._replace(drawn=_first(seed, one.drawn, each)) for _, one in sorted(strata.items())]


def _first(seed: str, claims: list[ClaimListed], each: int) -> list[ClaimListed]:
    by_name = {row.claim: row for row in claims}
    return [by_name[claim] for claim in in_drawing_order(seed, by_name)[:each]]


def _strata(rows: list[tuple[Any, ...]]) -> dict[str, Stratum]:
    found: dict[str, Stratum] = {}
    for *claim, name, number, total_pence in rows:
        found.setdefault(name, Stratum(name, number, total_pence, [])).drawn.append(ClaimListed(*claim))
    return found


def claims_summed(ledger: Ledger, wanted: Wanted = EVERY_CLAIM, known: int | None = None) -> Summed:
    """Of all the pages of `claims_page` together."""
    found = Summed(0, 0, 0)
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            values = _values(wanted, held)
            found = Summed(*held.tables.execute(_asked(_SUMMED, values), values).fetchall()[0])
    return Summed(*map(sum, zip(found, summed_of(_wanted_others(ledger, held, wanted)), strict=True)))


def summed_of(claims: Sequence[ClaimListed]) -> Summed:
    return Summed(len(claims), sum(row.amount_pence for row in claims), sum(row.paid_pence for row in claims))


def _values(wanted: Wanted, held: Since) -> dict[str, Any]:
    return asdict(wanted) | {"changed": held.changed or None}


def _asked(statement: str, values: dict[str, Any]) -> str:
    """Only what is said is a condition, so that each question is answered by the index that fits it."""
    said = [condition for name, condition in _CONDITIONS.items() if values.get(name) is not None]
    if values["at_risk"] is not None:
        said.append(_AT_RISK[values["at_risk"]])
    return statement.format(conditions=" AND ".join(said) or "true")


# ---- as known then: claims that later events speak of, from these events alone -----------------------------------

_PREPARED = """
SELECT originator_id FROM event WHERE topic = 'family.claim-prepared.v1' AND notification_id <= %(known)s
  AND (%(families)s::uuid[] IS NULL OR originator_id = ANY(%(families)s)) GROUP BY originator_id
"""


def _wanted_others(ledger: Ledger, held: Since, wanted: Wanted) -> list[ClaimListed]:
    rows = _others(ledger, held, wanted.family)
    return [row for row in _named(ledger, rows) if wanted.fits(row)]


def _others(ledger: Ledger, held: Since, family: UUID | None = None) -> list[ClaimRow]:
    """Of the families of which the tables do not tell, those made by then, as they stood."""
    if held.tables is not None and not held.changed:
        return []
    families = None if held.tables is None else held.changed
    if family is not None:
        families = [family] if families is None or family in families else []
    streams = [row[0] for row in rows_of(ledger, _PREPARED, {"known": held.position, "families": families})]
    found: list[ClaimRow] = []
    for place in range(0, len(streams), FAMILIES_AT_A_TIME):
        tell_families(place, len(streams))
        found += _as_known(ledger, streams[place : place + FAMILIES_AT_A_TIME], held.position)
    return found


def _as_known(ledger: Ledger, families: Sequence[UUID], known: int) -> Iterator[ClaimRow]:
    claims: dict[UUID, dict[str, Claim]] = defaultdict(dict)
    for entry in ledger.reader.streams_about(families, OF_CLAIMS, known):
        assert isinstance(entry.event, ClaimEvent)
        apply_to_claims(claims[entry.event.originator_id], entry.event, entry.position)
    for family, of_family in claims.items():
        yield from rows_of_claims(family, of_family.values())


def _named(ledger: Ledger, rows: Sequence[ClaimRow]) -> list[ClaimListed]:
    named = ledger.register.family_ids({row.family for row in rows})
    return [_listed(row, named.get(row.family, str(row.family))) for row in rows]


def claims_listed(family: Family, family_id: str) -> list[ClaimListed]:
    """Every claim that was ever made for the family, as its record says."""
    return [_listed(row, family_id) for row in claim_rows(family)]


def _listed(row: ClaimRow, family_id: str) -> ClaimListed:
    return ClaimListed(
        row.claim, family_id, row.scheme, row.result, row.round_on, row.status, row.amount_pence, row.paid_pence,
        row.risk_why)  # fmt: skip


def rounds_claimed(ledger: Ledger, scheme: str | None = None) -> list[RoundListed]:
    """Every round for which claims were made, in order."""
    return rounds_page(ledger, scheme).rows


def rounds_page(ledger: Ledger, scheme: str | None = None, known: int | None = None) -> Page[RoundListed]:
    """As `rounds_claimed`, the whole list. Raises `UnknownScheme`."""
    _refuse_unknown(scheme)
    rounds: dict[tuple[str, date], RoundListed] = {}
    with since(ledger, known, ALL_BUT_OF_CLAIMS) as held:
        if held.tables is not None:
            rows = held.tables.execute(_ROUNDS, {"scheme": scheme, "changed": held.changed})
            rounds = {(row[0], row[1]): RoundListed(*row) for row in rows}
    for claim in _others(ledger, held):
        if scheme in (None, claim.scheme):
            of = claim.scheme, claim.round_on
            rounds[of] = _with(rounds.get(of, RoundListed(*of, 0, 0, 0, 0, 0, 0, 0)), claim)
    return Page(held.position, [one for _, one in sorted(rounds.items())])


def _with(of_round: RoundListed, claim: ClaimRow) -> RoundListed:
    return RoundListed(
        of_round.scheme, of_round.round_on, of_round.claimed + 1, of_round.claimed_pence + claim.amount_pence,
        of_round.sampled + claim.sampled, of_round.failed + (claim.status == "audit failed"),
        of_round.paid + (claim.status == "paid"), of_round.paid_pence + claim.paid_pence,
        of_round.at_risk + (claim.risk_why is not None))  # fmt: skip


def _refuse_unknown(scheme: str | None) -> None:
    if scheme is not None:
        rule_set(scheme)
