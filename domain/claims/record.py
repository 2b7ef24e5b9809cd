"""The claim record: everything that an auditor asks of a claim, frozen as it was decided. rules.md section 4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.authority import Authority
from domain.claims.judging import Judged
from domain.dates import financial_year
from domain.family import Attachment, Family
from domain.rules.deciding import Prospects, Standing

FORM = "claim-record.v1"


@dataclass(frozen=True, slots=True)
class Amount:
    """How the amount was reached, in pence: the result's rate, as far as the cap allows; 0 beyond the number funded."""

    rate_pence: int
    already_claimed_pence: int
    cap_pence: int
    funded: bool
    amount_pence: int


def amount_of(prospects: Prospects, result: str, decided_on: date, already_claimed_pence: int, funded: bool) -> Amount:
    payments, attached_on = prospects.scheme.payments, prospects.attachment.attached_on
    rate_day = payments.rate_day(attached_on, decided_on)
    amount = payments.amount_pence(result, attached_on, decided_on, already_claimed_pence) if funded else 0
    rate, cap = payments.results[result].on(rate_day), payments.cap.on(rate_day)
    return Amount(rate, already_claimed_pence, cap, funded, amount)


def claim_record(
    family: Family, authority: Authority, standing: Standing, prospects: Prospects, result: str, round_on: date,
    known: int, amount: Amount, judged: Judged,
) -> dict[str, Any]:
    """Plain values, dates in ISO form. `known` is the position up to which the ledger was known."""
    scheme, attachment = prospects.scheme, prospects.attachment
    day = round_on.toordinal()
    record: dict[str, Any] = {
        "form": FORM,
        "authority": authority.name,
        "scheme": scheme.name,
        "overlay": scheme.overlay,
        "overlay_version": scheme.plan.version if scheme.plan else None,
        "rules": scheme.digest,
        "family": str(family.id),
        "result": result,
        "round_on": round_on,
        "decided_on": round_on,
        "known": known,
        "verdict": judged.verdict,
        "equivalent_progress": _equivalent(judged),
        "members": members_on(standing, day),
        "attachment": _attachment(attachment),
        "eligible_when_attached": standing.eligibility_reason(attachment.attached_on.toordinal()).as_json(),
        "criteria_when_attached": standing.criteria_on(attachment.attached_on.toordinal()),
        "reasons": prospects.reason(result, day).as_json(),
        "amount": {
            "rate_basis": scheme.payments.rate_basis.in_force(day).value,
            "rate_pence": amount.rate_pence,
            "already_claimed_pence": amount.already_claimed_pence,
            "cap_pence": amount.cap_pence,
            "funded": amount.funded,
            "amount_pence": amount.amount_pence,
        },
    }
    plain: dict[str, Any] = in_plain_values(record)
    return plain


def in_plain_values(value: Any) -> Any:
    """What JSON gives back when the value was written and read again, without what is not known."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: in_plain_values(held) for name, held in value.items() if held is not None}
    return [in_plain_values(held) for held in value] if isinstance(value, list | tuple) else value


def members_on(standing: Standing, day: int) -> list[str]:
    """The people, by pseudonym, who are counted in a claim decided on the day: its members then."""
    return sorted(person.reference for person in standing.case.people.values() if day in person.member)


def _equivalent(judged: Judged) -> dict[str, Any] | None:
    found = judged.equivalent
    return None if found is None else {
        "decided_by": found.decided_by, "reason": found.reason, "judged_on": found.judged_on,
        "known_at": found.known_at}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    said = {
        "attached_on": attachment.attached_on,
        "attached_in": financial_year(attachment.attached_on.toordinal()),
        "closed_on": attachment.closed_on,
        "lead_worker": attachment.lead_worker,
        "assessed_on": attachment.assessed_on,
        "planned_on": attachment.planned_on,
        "override_by": attachment.override_by,
        "override_reason": attachment.override_reason,
        "known_at": attachment.known_at,
    }
    return {name: value for name, value in said.items() if value is not None}
