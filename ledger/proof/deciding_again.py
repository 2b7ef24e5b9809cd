"""Deciding a claim again from events: does it come to what its record says? Pure; used by verifiers and by checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.authority import Authority
from domain.claims.claim import Claim
from domain.claims.judging import judged
from domain.claims.record import amount_of, claim_record
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme


def contradictions(claim: Claim, family: UUID) -> list[str]:
    """What the claim and its record say differently; that it rests on what came later."""
    record, known = claim.record, claim.record["known"]
    pairs = {
        "claim": (claim.id, record.get("claim")),
        "preparer": (claim.prepared_by, record.get("preparer")),
        "family": (str(family), record.get("family")),
        "scheme": (claim.scheme, record.get("scheme")),
        "result": (claim.result, record.get("result")),
        "round_on": (claim.round_on.isoformat(), record.get("round_on")),
        "amount_pence": (claim.amount_pence, record["amount"]["amount_pence"]),
    }
    wrong = [f"{name} is {one!r} on the claim and {other!r} in its record"
             for name, (one, other) in pairs.items() if one != other]
    if known >= claim.known_at:
        wrong.append(f"it was decided as known at position {known}, and recorded at {claim.known_at}")
    return wrong


def passed_over(claim: Claim, claimed: Family) -> Iterable[str]:
    """What the claim should have rested on and did not. `claimed` is its family when it was recorded."""
    known, said = claim.record["known"], claim.record["amount"]["already_claimed_pence"]
    if claimed.learned_at > known:
        yield f"it was decided as known at position {known}, and passes over what was known at {claimed.learned_at}"
    before = sum(other.amount_pence for other in claimed.claims_anywhere
                 if other.scheme == claim.scheme and other.stands and other.known_at < claim.known_at)
    if said < before:
        yield f"{before} pence had been claimed for the family before, and its record says {said}"


def differences(record: Mapping[str, Any], family: Family, authority: Authority, scheme: Scheme) -> list[str]:
    """What of the record is not so, each in one line; empty when it is decided again just as it was.

    Family and authority are as known at the record's `known`, the scheme is that of its `rules`.
    """
    attachment = family.attachments.get(scheme.name)
    if attachment is None:
        return [f"the family is not attached to {scheme.name}"]
    if scheme.overlay not in (None, authority.overlay):
        return [f"it was decided under the local plan {scheme.overlay!r}, and the authority's is {authority.overlay!r}"]
    decided_on, reached = date.fromisoformat(record["decided_on"]), record["amount"]
    decided = standing(family, authority.terms.values(), scheme)
    prospects = decided.prospects(attachment)
    amount = amount_of(
        prospects, record["result"], decided_on, reached["already_claimed_pence"], reached["funded"])
    verdict = judged(family, prospects, record["result"], decided_on.toordinal())
    again = claim_record(
        family, authority, decided, prospects, record["result"], decided_on, record["known"], amount, verdict)
    return list(_differing(again, record))


def _differing(again: Mapping[str, Any], record: Mapping[str, Any]) -> Iterable[str]:
    for name in sorted(again):
        if name not in record:
            yield f"{name} is missing from the claim's record"
        elif again[name] != record[name]:
            yield f"{name} {_shown(again[name])} and not {_shown(record[name])}"


def _shown(value: Any) -> str:
    return f"comes to {value!r}" if isinstance(value, str | int) else "comes to something else"
