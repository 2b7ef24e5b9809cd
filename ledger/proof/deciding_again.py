"""Deciding a claim again from events: does it come to what its record says? Pure; used by verifiers and by checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.authority import Authority
from domain.claims.judging import judged
from domain.claims.record import amount_of, claim_record
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme


def differences(record: Mapping[str, Any], family: Family, authority: Authority, scheme: Scheme) -> list[str]:
    """What of the record is not so, each in one line; empty when it is decided again just as it was.

    Family and authority are as known at the record's `known`, the scheme is that of its `rules`.
    """
    attachment = family.attachments.get(scheme.name)
    if attachment is None:
        return [f"the family is not attached to {scheme.name}"]
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
