"""One extract that was sent: how far it is while it is loaded, and then what became of its rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.operations import READ_EXTRACTS
from api.deliveries.keeping import is_here
from api.deliveries.standing import WHAT_TO_DO, stands
from api.errors import Unknown
from api.http.v1.deliveries import load_what_waits
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from ledger.deliveries import Delivery
from ledger.ledger import Ledger

router = APIRouter()

REFRESH_SECONDS = 2
SOON_SECONDS = 1.0
"""A small extract is loaded by then: whoever sent it sees at once what came of it."""
_LOOK_SECONDS = 0.05
_HEADLINES = {
    "waiting": "Received, and waiting for its turn", "under way": "Being loaded",
    "cut off": "Cut off: the server was stopped meanwhile",
}  # fmt: skip
_STEPS = ("Read and checked", "Recorded", "Claims looked at")
_STEP_OF = {"reading": 0, "recording": 1, "matching": 1, "looking": 2}
"""By the first word of what is being done."""


@router.get("/extracts/deliveries/{number}")
def delivery(
    visit: Annotated[Visit, visits(READ_EXTRACTS)], request: Request, number: Annotated[int, Path(ge=1, le=2**62)],
    still: Annotated[str | None, Query(max_length=3)] = None,
) -> Response:  # fmt: skip
    found = visit.ledger.deliveries.numbered(number)
    if found is None:
        raise Unknown(f"There is no delivery {number}.")
    if found.finished_at is None and is_here(visit.ledger, request.app.state.settings.place, found):
        load_what_waits(request, visit.ledger)
    how = stands(visit.ledger, found)
    page = shown(
        visit, "loading/delivery", one=found, told=found.answer, headline=_HEADLINES.get(how, ""),
        what_to_do=WHAT_TO_DO[how], steps=list(_steps(found)), still=still, refreshed=REFRESH_SECONDS)
    if found.finished_at is None and not still:
        page.headers["Refresh"] = str(REFRESH_SECONDS)
    return page


def until_loaded(ledger: Ledger, number: int) -> None:
    """Or a moment has passed."""
    until = time.monotonic() + SOON_SECONDS
    while time.monotonic() < until:
        found = ledger.deliveries.numbered(number)
        if found is None or found.finished_at is not None:
            return
        time.sleep(_LOOK_SECONDS)


def _steps(found: Delivery) -> Iterator[tuple[str, str]]:
    """Each step with how it stands: done, now, or to come. One that is only tried out ends with the first."""
    place = _STEP_OF.get(found.doing.split()[0], -1)
    for number, step in enumerate(_STEPS[:1] if found.only_tried else _STEPS):
        yield step, "done" if number < place else "now" if number == place else "to come"
