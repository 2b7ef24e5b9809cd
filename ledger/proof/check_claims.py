"""Checking every claim record: decided again under its own rules, on what was known then, it says the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any
from uuid import UUID

from domain.claims.claim import Claim
from domain.claims.returns import Return
from domain.family import Family
from ledger import rule_library
from ledger.ledger import Ledger
from ledger.proof.deciding_again import contradictions, differences
from ledger.proof.faults import Fault


def check_claims(ledger: Ledger) -> tuple[int, int, Fault | None]:
    """How many claims there are, how many rest on evidence that was erased, and the first that is not right."""
    claims = erased = 0
    rules = _Rules(ledger)
    amounts: dict[str, int] = {}
    for family in ledger.every_family():
        for claim in family.claims.values():
            claims += 1
            amounts[claim.id] = claim.amount_pence
            wrong = _wrong_with(ledger, family, claim, rules)
            if wrong is None:
                erased += 1
            elif wrong:
                return claims, erased, Fault(
                    None, f"claim {claim.id} of family {family.id}, recorded at position {claim.known_at}: {wrong[0]}")
    return claims, erased, next(_wrong_returns(ledger, amounts), None)


class _Rules:
    """What claims rest on besides their families: claims of one round share it."""

    def __init__(self, ledger: Ledger) -> None:
        self.scheme = cache(partial(rule_library.by_digest, ledger))
        self.authority = cache(ledger.authority)


def _wrong_with(ledger: Ledger, family: Family, claim: Claim, rules: _Rules) -> list[str] | None:
    """None where evidence was erased."""
    record: Any = claim.record
    if wrong := contradictions(claim, family.id):
        return wrong
    then = ledger.family(family.id, record["known"])
    if then.erased or family.erased:
        return None
    return differences(record, then, rules.authority(record["known"]), rules.scheme(record["rules"]))


def _wrong_returns(ledger: Ledger, amounts: dict[str, int]) -> Iterator[Fault]:
    """Every line of every return is a claim with its amount, so that the totals are those of the claims."""
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT originator_id FROM event WHERE topic = 'return.opened.v1' ORDER BY leaf").fetchall()
    for (stream,) in rows:
        found = _return(ledger, stream)
        for line in found.lines.values():
            if amounts.get(line.claim) != line.amount_pence:
                yield Fault(None, f"line {line.claim} of the return of {found.scheme} for {found.round_on} is"
                                  f" {line.amount_pence} pence, and {amounts.get(line.claim)} in its claim")


def _return(ledger: Ledger, stream: UUID) -> Return:
    found = Return(stream)
    for entry in ledger.history(stream):
        found.apply(entry.event, entry.position)
    return found
