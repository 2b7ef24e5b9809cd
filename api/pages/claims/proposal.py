"""What preparing a round would come to now: what would be claimed, what is left out, and why. Nothing is recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from api.access.operations import PREPARE_CLAIMS
from api.claiming.preparing import Prepared, Proposal, proposed_round, refuse_day_to_come
from api.pages.frame.anew import is_large, worked_out
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.today import today_here
from api.wording.naming import Names
from api.wording.words import day

router = APIRouter()

LEFT_OUT_SHOWN, CLAIMS_SHOWN = 200, 100
_LONG = "What a round comes to takes deciding every family that was ever attached, on all that is known now."


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
    """Raises `OptionUnusable` and `ClaimRefused` for a day that is no round, or one whose return has gone on."""
    refuse_day_to_come(round_on, today_here())
    found = _proposed(visit, round_on)
    visit.asking.note_list("proposal page", visit.clocks.query | {"round": round_on}, found.position)
    claims, left_out = _claims(visit, found), _left_out(visit, found)
    fees = found.of_round.fees.values()
    return shown(
        visit, "claims/proposal", round_on=round_on, claims=claims,
        claims_shown=CLAIMS_SHOWN, left_out=left_out[:LEFT_OUT_SHOWN], number_left_out=len(left_out), fees=fees,
        already=len(found.of_round.lines) - len(claims), amount_pence=sum(one.amount_pence for one in claims),
        by_result=Counter(one.result for one in claims).most_common(),
        by_reason=Counter((one.result, one.reason) for one in left_out).most_common(),
    )  # fmt: skip


def _proposed(visit: Visit, round_on: date) -> Prepared:
    """Every family that was ever attached is decided. Raises `UnderWay`."""
    ledger, scheme, by = visit.ledger, visit.clocks.scheme.name, visit.asking.caller.name
    if not is_large(visit):
        return proposed_round(ledger, scheme, round_on, by)
    asked = Proposal(scheme, round_on, by, ledger.position())
    return worked_out(visit, f"Working out the round of {day(round_on)}", _LONG, asked)


def _claims(visit: Visit, found: Prepared) -> list[WouldBe]:
    lines = [found.of_round.lines[claim] for claim in found.claims]
    named, labels = visit.ledger.register.family_ids({UUID(line.family) for line in lines}), visit.result_labels
    return [
        WouldBe(named.get(UUID(line.family), line.family), labels.get(line.result, line.result), line.amount_pence,
                found.newly_valid.get(line.claim))
        for line in lines
    ]  # fmt: skip


def _left_out(visit: Visit, found: Prepared) -> list[LeftOutShown]:
    names = Names(visit.ledger.register, [one.reason for one in found.left_out], by_name=visit.sees_names)
    named, labels = visit.ledger.register.family_ids({one.family for one in found.left_out}), visit.result_labels
    return [
        LeftOutShown(named.get(one.family, str(one.family)), labels.get(one.result, one.result), names.text(one.reason))
        for one in found.left_out
    ]  # fmt: skip
