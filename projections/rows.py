"""The rows of the tables, one type for each, in the order of the columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID


class Decision(NamedTuple):
    """What a clause says of the family; the sets of days as PostgreSQL writes them."""

    scheme: str
    clause: str
    family: UUID
    met: str
    unknown: str
    irrelevant: str


class Attached(NamedTuple):
    family: UUID
    scheme: str
    attached_on: date
    lead_worker: str | None
    assessed_on: date | None
    planned_on: date | None
    closed_on: date | None
    override_by: str | None
    override_reason: str | None
    known_at: int


class Standing(NamedTuple):
    """`members` are people with a stay on record, whenever it was; `observations` those that count."""

    family: UUID
    version: int
    position: int
    members: int
    observations: int


class ClaimRow(NamedTuple):
    """`prepared_at` and `changed_at` are positions; the three of the risk are given while the claim is at risk."""

    claim: str
    family: UUID
    scheme: str
    result: str
    main: bool
    round_on: date
    amount_pence: int
    paid_pence: int
    status: str
    sampled: bool
    prepared_by: str
    prepared_at: int
    changed_at: int
    risk_verdict: str | None
    risk_fact: int | None
    risk_why: str | None


class InterventionRow(NamedTuple):
    """`ended_on` is its last day."""

    family: UUID
    entry: str
    kind: str
    provider: str
    intensity: str
    started_on: date
    ended_on: date | None
    how: str | None
    known_at: int


class ReferralRow(NamedTuple):
    family: UUID
    entry: str
    direction: str
    agency: str
    need: str
    referred_on: date
    answered_on: date | None
    answer: str | None
    known_at: int


class ReviewRow(NamedTuple):
    family: UUID
    entry: str
    board: str
    reviewed_on: date
    decision: str
    next_on: date | None
    known_at: int


class InForce(NamedTuple):
    """Who leads the work, or the district: from `from_on` until before `until_on`; None is 'until now'."""

    family: UUID
    name: str
    from_on: date
    until_on: date | None
    known_at: int


@dataclass(frozen=True, slots=True)
class CaseworkRows:
    interventions: list[InterventionRow]
    referrals: list[ReferralRow]
    reviews: list[ReviewRow]
    lead_workers: list[InForce]
    districts: list[InForce]


@dataclass(frozen=True, slots=True)
class FamilyRows:
    """All that the tables say of one family."""

    standing: Standing
    attached: list[Attached]
    decisions: list[Decision]
    claims: list[ClaimRow]
    casework: CaseworkRows
