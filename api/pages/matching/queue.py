"""The clerical queue: agencies' records about which a person is asked, beside those of ours whom they are like."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.operations import MATCH
from api.defaults import SQL_TEXT
from api.matching.asking import Waiting, note_queue, queue, reference, thresholds_on
from api.pages.frame.acting import DONE
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import THROUGH, Visit, visits
from domain.matching.likeness import OBSTACLES
from intake.likeness.comparing import can_compare
from ledger.agency_people import Order

router = APIRouter()

PATH = "/matching"
RECORDS_SHOWN = 30
ORDERS: dict[Order, str] = {"likeliest": "the likeliest first", "least sure": "the least sure first"}
STANDINGS = {"queued": "wait for a person", "linked": "linked", "apart": "like nobody of ours", "new": "not compared"}
DONE_HERE = {
    "linked": "The two are one person: what the agency says of the person counts for their families from now on.",
    "refused": "The two are not one person. No program will link them.",
    "undone": "The link is undone: what it brought to families is withdrawn from them.",
}  # fmt: skip

Said = Annotated[str, Query(max_length=100, pattern=SQL_TEXT)]


@router.get(PATH)
def waiting(
    visit: Annotated[Visit, visits(MATCH)], agency: Said = "", order: Said = "", names: Said = "",
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> Response:  # fmt: skip
    counts = visit.ledger.agencies.counts()
    chosen: Order = next((one for one in ORDERS if one == order), "likeliest")
    found = queue(visit.ledger, agency if agency in counts else None, RECORDS_SHOWN + 1, after, chosen)
    rows = found[:RECORDS_SHOWN]
    _note(visit, rows, bool(names))
    thresholds, set_by_authority = thresholds_on(visit.ledger, visit.clocks.on)
    return shown(
        visit, "matching/queue", rows=rows, names=bool(names), counts=counts, standings=STANDINGS, orders=ORDERS,
        chosen=chosen, agency=agency, obstacles=OBSTACLES, reference=reference, first=not after,
        more=after + RECORDS_SHOWN if len(found) > RECORDS_SHOWN else None, thresholds=thresholds,
        set_by_authority=set_by_authority, can_compare=can_compare(),
        number=sum(one.get("queued", 0) for name, one in counts.items() if agency in ("", name)),
        done=DONE_HERE.get(visit.parameters.get(DONE, "")),
    )  # fmt: skip


def _note(visit: Visit, rows: list[Waiting], names: bool) -> None:
    """With names, every family of those who are named too."""
    if names:
        note_queue(visit.ledger, rows, visit.asking.caller.name, THROUGH)
    else:
        visit.asking.note_list("matching queue page", visit.parameters, visit.as_of.position)
