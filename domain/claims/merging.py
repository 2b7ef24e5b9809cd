"""Families found to be one, and told apart again: which claims that makes one too many.

Merging is an event in both streams and changes neither's history. Of what one family may have once, the first claim
made stands; the others are put at risk, for a person to withdraw, and are right again when the families are told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from domain.claims.claim import Claim, ClaimRefused
from domain.claims.holding import MAIN, Hold, Holds, found_to_be_one
from domain.events import claims as events
from domain.family import Family

BY_MERGING = 0
"""The `fact` of a claim that is at risk because of another family's claim, not of an event that changed its verdict."""


def merge(one: Family, other: Family, families: Mapping[UUID, Family], reason: str, by: str) -> Holds:
    """`families` are both, and all that are on record as one with either. Returns what their claims hold now."""
    _refuse_unless(bool(reason.strip()), "give the reason; it stays on record")
    _refuse_unless(one.id != other.id, "a family cannot be merged with itself")
    _refuse_unless(other.id not in one.merged_with, "these families are on record as one already")
    one.record(events.FamilyMerged, by, other=str(other.id), reason=reason)
    other.record(events.FamilyMerged, by, other=str(one.id), reason=reason)
    group = _group(one, families)
    flag_double_claims(group, by)
    return _shared_holds(group)


def separate(one: Family, other: Family, families: Mapping[UUID, Family], reason: str, by: str) -> Holds:
    """Undoes a merging. Claims that are at risk by it alone are right again, and each holds its own family alone."""
    _refuse_unless(bool(reason.strip()), "give the reason; it stays on record")
    _refuse_unless(other.id in one.merged_with, "these families are not on record as one")
    one.record(events.FamilySeparated, by, other=str(other.id), reason=reason)
    other.record(events.FamilySeparated, by, other=str(one.id), reason=reason)
    groups = [_group(one, families), _group(other, families)]
    released = Holds()
    for here, there in (groups, groups[::-1]):
        _end_risks(here, by)
        if one.id in {family.id for family in here} and other.id in {family.id for family in here}:
            continue
        released.released += [
            (claim.id, str(family.id)) for family in there for mine in here for claim in mine.claims_anywhere
            if claim.stands]
    return released


def flag_double_claims(group: Iterable[Family], by: str) -> None:
    families = list(group)
    for claim_id, (family, why) in one_too_many(families).items():
        if claim_id in family.claims and family.claims[claim_id].risk is None:
            family.record(events.ClaimPutAtRisk, by, claim=claim_id, known=family.position, verdict="not-valid",
                          fact=BY_MERGING, why=why)


def one_too_many(group: Iterable[Family]) -> dict[str, tuple[Family, str]]:
    """Standing claims of families that are one, but for those that one family could have; with the reason.

    What another authority had claimed goes before what we did: it cannot be withdrawn here.
    """
    held = sorted(((claim, family) for family in group for claim in family.claims_anywhere if claim.stands),
                  key=lambda found: (found[0].id in found[1].claims, found[0].known_at, found[0].id))
    right: dict[str, list[Claim]] = {}
    found: dict[str, tuple[Family, str]] = {}
    for claim, family in held:
        before = right.setdefault(claim.scheme, [])
        if why := _barred_by(claim, before):
            found[claim.id] = family, f"the family is one with another, {why}"
        else:
            before.append(claim)
    return found


def _barred_by(claim: Claim, before: list[Claim]) -> str | None:
    for earlier in before:
        if (earlier.main and claim.main) or earlier.result == claim.result:
            return f"for which {earlier.id} was claimed before"
    cap_pence = claim.record.get("amount", {}).get("cap_pence")
    if cap_pence is not None and claim.amount_pence + sum(earlier.amount_pence for earlier in before) > cap_pence:
        return f"and with {before[0].id} it is more than is paid for one family"
    return None


def _end_risks(group: list[Family], by: str) -> None:
    still = one_too_many(group)
    for family in group:
        for claim in list(family.claims.values()):
            if claim.risk is not None and claim.risk.fact == BY_MERGING and claim.id not in still:
                family.record(events.ClaimRiskEnded, by, claim=claim.id, known=family.position,
                              why="the families were told apart again")


def _shared_holds(group: list[Family]) -> Holds:
    """Each standing claim of one holds the others as well, where they have no claim of the kind themselves."""
    holds = Holds(one_with={family.id: frozenset(other.id for other in group) for family in group})
    double = one_too_many(group)
    for family in group:
        for claim in family.claims_anywhere:
            if not claim.stands or claim.id in double:
                continue
            kind = MAIN if claim.main else claim.result
            holds.taken += [
                Hold(claim.scheme, kind, str(other.id), family.id, claim.id) for other in group
                if other is not family and not _has(other, claim)]
    return holds


def _has(family: Family, claim: Claim) -> bool:
    return any(held.scheme == claim.scheme and held.stands
               and ((held.main and claim.main) or held.result == claim.result) for held in family.claims_anywhere)


def _group(family: Family, families: Mapping[UUID, Family]) -> list[Family]:
    one = found_to_be_one(family.id, {id: held.merged_with for id, held in families.items()})
    return [families[id] for id in sorted(one)]


def _refuse_unless(right: bool, why: str) -> None:
    if not right:
        raise ClaimRefused(why)
