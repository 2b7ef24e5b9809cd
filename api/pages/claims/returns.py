"""Rounds and returns: each round of the scheme that is over, with its return as it stands, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.access.operations import PREPARE_CLAIMS, READ_CLAIMS
from api.claiming.places import every_return
from api.claiming.preparing import refuse_day_to_come
from api.pages.claims.stages import next_operation, next_step
from api.pages.frame.acting import Refused, refused, seen_from
from api.pages.frame.clocks import day_written
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.today import today_here
from domain.claims.returns import Return

router = APIRouter()

PATH = "/returns"


@dataclass(frozen=True, slots=True)
class RoundShown:
    """`of_round` is None where nothing was prepared for the round."""

    round_on: date
    of_round: Return | None
    next: str
    is_theirs: bool
    """Whether the next step is for whoever looks, by their role."""


@router.get(PATH)
def returns(visit: Annotated[Visit, visits(READ_CLAIMS)]) -> Response:
    return _page(visit)


@router.post(PATH)
def asked_for(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], form: Sent) -> Response:
    """On to what would be claimed on the day that was written; nothing is recorded by this."""
    written = form.text("round_on") or ""
    try:
        round_on = day_written(written)
        refuse_day_to_come(round_on, today_here())
    except Exception as error:
        return _page(seen_from(visit, PATH), refused(error), written)
    return RedirectResponse(visit.link(f"{PATH}/{round_on}/proposal"), 303)


def _page(visit: Visit, refusal: Refused | None = None, written: str = "") -> Response:
    scheme = visit.clocks.scheme
    opened = {one.day: one for one in every_return(visit.ledger, scheme.name, visit.clocks.known)}
    rounds = sorted({*opened, *(one for one in scheme.rounds if one < today_here())}, reverse=True)
    return shown(
        visit, "claims/returns", refusal.status if refusal else 200,
        rounds=[_round(visit, one, opened.get(one)) for one in rounds],
        has_rounds=bool(scheme.rounds), prepares=visit.may(PREPARE_CLAIMS) and visit.clocks.known is None,
        mistake=refusal.what if refusal else None, written=written,
    )  # fmt: skip


def _round(visit: Visit, round_on: date, of_round: Return | None) -> RoundShown:
    operation = next_operation(of_round)
    is_theirs = visit.clocks.known is None and operation is not None and visit.may(operation)
    return RoundShown(round_on, of_round, next_step(of_round), is_theirs)
