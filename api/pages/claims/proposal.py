"""What preparing a round would come to now: what would be claimed, what is left out, and why. Nothing is recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.operations import PREPARE_CLAIMS
from api.claiming.preparing import Prepared, proposed_round, refuse_day_to_come
from api.pages.frame.acting import seen_from
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.naming import Names

router = APIRouter()

LEFT_OUT_SHOWN, CLAIMS_SHOWN = 200, 100


@dataclass(frozen=True, slots=True)
class LeftOutShown:
    family_id: str
    result: str
    reason: str


@dataclass(frozen=True, slots=True)
class WouldBe:
    """A claim that would be made; `newly_valid` says what kept it back before."""

    family_id: str
    result: str
    amount_pence: int
    newly_valid: str | None


@router.get("/returns/{round_on}/proposal")
def proposal(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], round_on: date) -> Response:
    return proposal_at(visit, round_on)


def proposal_at(visit: Visit, round_on: date) -> Response:
    """Raises `OptionUnusable` and `ClaimRefused` for a day that is no round, or one whose return has gone on."""
    refuse_day_to_come(round_on, date.today())
    found = proposed_round(visit.ledger, visit.clocks.scheme.name, round_on, visit.asking.caller.name)
    visit.asking.note_list("proposal page", visit.clocks.query | {"round": round_on}, found.position)
    claims, left_out = _claims(visit, found), _left_out(visit, found)
    fees = found.of_round.fees.values()
    return shown(
        seen_from(visit, f"/returns/{round_on}/proposal"), "claims/proposal", round_on=round_on, claims=claims,
        claims_shown=CLAIMS_SHOWN, left_out=left_out[:LEFT_OUT_SHOWN], number_left_out=len(left_out), fees=fees,
        already=len(found.of_round.lines) - len(claims), amount_pence=sum(one.amount_pence for one in claims),
        by_result=Counter(one.result for one in claims).most_common(),
        by_reason=Counter((one.result, one.reason) for one in left_out).most_common(),
    )  # fmt: skip


def _claims(visit: Visit, found: Prepared) -> list[WouldBe]:
    lines = [found.of_round.lines[claim] for claim in found.claims]
    named = visit.ledger.register.family_ids({UUID(line.family) for line in lines})
    return [
        WouldBe(named.get(UUID(line.family), line.family), _label(visit, line.result), line.amount_pence,
                found.newly_valid.get(line.claim))
        for line in lines
    ]  # fmt: skip


def _left_out(visit: Visit, found: Prepared) -> list[LeftOutShown]:
    names = Names(visit.ledger.register, [one.reason for one in found.left_out], by_name=visit.sees_names)
    named = visit.ledger.register.family_ids({one.family for one in found.left_out})
    return [LeftOutShown(named.get(one.family, str(one.family)), _label(visit, one.result), names.text(one.reason))
            for one in found.left_out]  # fmt: skip


def _label(visit: Visit, result: str) -> str:
    results = visit.clocks.scheme.results
    return results[result].label if result in results else result
