"""A scheme as the rules have it: its values, criteria, results, payments and rounds, all cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.dates import Day
from domain.rules.clause import Clause
from domain.rules.values import Value


@dataclass(frozen=True, slots=True)
class Source:
    """A document that values and clauses cite by its short name."""

    name: str
    title: str
    published_on: date | None


@dataclass(frozen=True, slots=True)
class Payments:
    """What is paid, in pence. The rate is that of the day that `rate_basis` names: attachment-year or claim-year."""

    rate_basis: Value
    attachment_fee: Value
    results: Mapping[str, Value]
    cap: Value
    audit_sample: Value
    audit_widening: Value
    funded_share: tuple[Value, Value] | None
    """Families funded of the authority's target, as numerator and denominator; None where every result is funded."""

    def amount_pence(self, result: str, attached_on: date, claimed_on: date, already_paid_pence: int = 0) -> int:
        """What a valid result pays, when `already_paid_pence` was paid for the family's results before."""
        day = self.rate_day(attached_on, claimed_on)
        return max(0, min(self.results[result].on(day), self.cap.on(day) - already_paid_pence))

    def attachment_fee_pence(self, attached_on: date) -> int:
        return self.attachment_fee.on(attached_on.toordinal())

    def families_funded(self, target: int, day: Day) -> int:
        """How many families are funded, rounded down. rules.md section 1, 'Attachment and money'."""
        if self.funded_share is None:
            return target
        numerator, denominator = self.funded_share
        return target * numerator.on(day) // denominator.on(day)

    def rate_day(self, attached_on: date, claimed_on: date) -> Day:
        basis = self.rate_basis.in_force(claimed_on.toordinal()).value
        return (attached_on if basis == "attachment-year" else claimed_on).toordinal()


@dataclass(frozen=True, slots=True)
class Result:
    """A kind of result. `main` results end the claims of a family; of these there is one for life."""

    kind: str
    label: str
    main: bool
    clause: Clause


@dataclass(frozen=True, slots=True)
class LocalPlan:
    """An authority's overlay: its name and version, and the day from which it is in force; None for every day."""

    name: str
    title: str
    version: str
    from_on: date | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """`digest` names exactly these rules, overlay included; the texts behind it are kept by the ledger for ever."""

    name: str
    title: str
    overlay: str | None
    digest: str
    sources: Mapping[str, Source]
    values: Mapping[str, Value]
    criteria: Mapping[str, Clause]
    eligibility: Clause
    measures: Mapping[str, Clause]
    results: Mapping[str, Result]
    payments: Payments
    rounds: tuple[date, ...]
    attachments_from: date
    attachments_until: date
    claims_until: date
    plan: LocalPlan | None = None
