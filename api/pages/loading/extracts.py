"""Loading: sending an extract, what became of its rows, and every file that was ever loaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.access.operations import LOAD_EXTRACTS, READ_EXTRACTS
from api.deliveries.keeping import keep
from api.errors import OptionUnusable
from api.http.v1.deliveries import load_what_waits
from api.pages.frame.acting import Refused, act_once, refused, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.loading.delivery import until_loaded
from api.pages.loading.receiving import received
from api.places import Place
from intake.kinds import KINDS, kind_of
from ledger.extracts import Extract

router = APIRouter()

PATH = "/extracts"
LOADS_SHOWN = 50


@router.get(PATH)
def extracts(visit: Annotated[Visit, visits(READ_EXTRACTS)]) -> Response:
    return _page(visit)


@router.post(PATH)
def delivered(visit: Annotated[Visit, visits(LOAD_EXTRACTS)], form: Sent, request: Request) -> Response:
    """Kept, to be loaded or only tried out, by the button that was pressed. On to the page that says how far it is."""
    place: Place = request.app.state.settings.place
    there = seen_from(visit, PATH)
    try:
        with received(form, place) as (path, digest):
            kind, only_tried = _kind(form, path), form.text("do") == "try"
            found = act_once(visit, form, lambda ledger: keep(
                ledger, place, path, kind, visit.asking.caller.name, visit.asking.correlation_id,
                only_tried=only_tried), said=digest)
    except Exception as error:
        found = refused(error)
    if isinstance(found, Refused):
        return _page(there, found)
    number = found.answer["delivery"]
    load_what_waits(request, visit.ledger)
    until_loaded(visit.ledger, number)
    return RedirectResponse(visit.link(f"{PATH}/deliveries/{number}"), 303)


def _kind(form: Form, path: Path) -> str | None:
    """Only of one CSV file: of all others it is their names that say it. Raises `OptionUnusable`."""
    if path.is_dir() or path.suffix.lower() != ".csv":
        return None
    kind = form.text("kind")
    if kind is None and kind_of(path.stem) is None:
        raise OptionUnusable("The name of the file does not say what it holds: choose that from the list.")
    return kind


def _page(visit: Visit, refusal: Refused | None = None) -> Response:
    known = visit.clocks.known
    loads = visit.ledger.extracts.latest(LOADS_SHOWN, known)
    return shown(
        visit, "loading/extracts", refusal.status if refusal else 200, loads=loads,
        number=visit.ledger.extracts.totals(known).files,
        under_way=visit.ledger.deliveries.unfinished() if known is None else [],
        again=loaded_again(loads[::-1]), kinds=KINDS, may_load=visit.may(LOAD_EXTRACTS) and known is None,
        mistake=refusal.what if refusal else None,
    )  # fmt: skip


def loaded_again(loads: Sequence[Extract]) -> dict[int, int]:
    """For each loading that was cut off, the one that came to the end of the same file later."""
    finished = {one.digest: one.load for one in loads if one.finished_at}
    return {one.load: finished[one.digest] for one in loads
            if not one.finished_at and finished.get(one.digest, 0) > one.load}  # fmt: skip
