"""Extracts that are loaded meanwhile: taken, and how far each is."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response

from api.access.operations import LOAD_EXTRACTS
from api.deliveries.keeping import is_here
from api.deliveries.standing import WHAT_TO_DO, stands
from api.errors import Unknown
from api.http.asking import Asking, asks
from api.http.commanding import Commanding
from api.http.parameters import the_place
from api.http.problems import ProblemDetails, problem_of
from api.http.v1.models.deliveries import ExtractDelivered
from api.http.v1.models.extracts import ExtractLoaded
from ledger.deliveries import Delivery
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(tags=["extracts"])

RESPOND_ASYNC = "respond-async"
LOOK_AGAIN_SECONDS = 1
"""What Retry-After says to whoever waits for a delivery."""

Prefer = Annotated[
    str | None,
    Header(description=f"`{RESPOND_ASYNC}` (RFC 7240): answer at once, and load meanwhile.", max_length=200,
           examples=[RESPOND_ASYNC]),
]  # fmt: skip
Number = Annotated[int, Path(description="The number of the delivery.", ge=1, le=2**62, examples=[1])]

TAKEN: dict[int | str, dict[str, Any]] = {
    202: {
        "model": ExtractDelivered,
        "description": f"It was taken, and is being loaded; only where `Prefer: {RESPOND_ASYNC}` asked for it.",
        "headers": {
            "Location": {"description": "Where to look how far it is.", "schema": {"type": "string"}},
            "Preference-Applied": {"description": RESPOND_ASYNC, "schema": {"type": "string"}},
            "Retry-After": {"description": "After how many seconds to look.", "schema": {"type": "integer"}},
        },
    }
}


def wants_answer_at_once(prefer: str | None) -> bool:
    """Preferences that are not known here are passed over, as RFC 7240 has it."""
    named = (one.partition(";")[0].strip().lower() for one in (prefer or "").split(","))
    return RESPOND_ASYNC in named


def taken(request: Request, commanding: Commanding, done: Done) -> Response:
    """Also for whoever sends it again with the same key: how far it is by now."""
    number = done.answer["delivery"]
    load_what_waits(request, commanding.ledger)
    said = _said(commanding.ledger, _delivery(commanding.ledger, number))
    headers = commanding.headers(done) | _headers(said) | {
        "Location": f"/v1/extracts/deliveries/{number}", "Preference-Applied": RESPOND_ASYNC}  # fmt: skip
    return Response(said.model_dump_json(), 202, headers, "application/json")


@router.get(
    "/extracts/deliveries/{delivery:int}", operation_id="extract_delivery", response_model=ExtractDelivered,
    summary="How far an extract is that is being loaded, and what became of it",
)  # fmt: skip
def delivery(
    delivery: Number, request: Request, response: Response, asking: Annotated[Asking, asks(LOAD_EXTRACTS)]
) -> ExtractDelivered:
    found = _delivery(asking.ledger, delivery)
    if found.finished_at is None and is_here(asking.ledger, the_place(request), found):
        load_what_waits(request, asking.ledger)
    said = _said(asking.ledger, found)
    response.headers.update(_headers(said))
    return said


def load_what_waits(request: Request, ledger: Ledger) -> None:
    """Those who ask how far a delivery is see to it that somebody is at it."""
    state = request.app.state
    state.loading.take_up(state.door.ledger_named(ledger.name))


def _delivery(ledger: Ledger, number: int) -> Delivery:
    found = ledger.deliveries.numbered(number)
    if found is None or found.only_tried:
        raise Unknown(f"There is no delivery {number}.")
    return found


def _headers(said: ExtractDelivered) -> dict[str, str]:
    return {} if said.finished_at else {"Retry-After": str(LOOK_AGAIN_SECONDS)}


def _said(ledger: Ledger, found: Delivery) -> ExtractDelivered:
    how = stands(ledger, found)
    same = {name: getattr(found, name) for name in ExtractDelivered.model_fields if hasattr(Delivery, name)}
    problem = ProblemDetails(**problem_of(found.problem["code"], found.problem["detail"])) if found.problem else None
    result = ExtractLoaded(**found.answer) if found.answer else None
    return ExtractDelivered(**same | {"stands": how, "what_to_do": WHAT_TO_DO[how], "result": result,
                                      "problem": problem})  # fmt: skip
