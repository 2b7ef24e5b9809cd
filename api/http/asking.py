"""Who asks over HTTP, of which ledger and for what: what every route takes as `asking`.

    def family(asking: Annotated[Asking, asks(READ_FAMILIES)], ...) -> ...:
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.access.asking import Asking as Asking
from api.access.caller import Caller, demand
from api.access.door import Door
from api.access.operations import Operation
from api.access.seeing import as_seen
from api.http.correlating import CORRELATION
from ledger.ledger import Ledger
from projections.errors import NotProjected
from projections.tracking import live_position

PURPOSE_HEADER = "X-Purpose"
PURPOSE_LENGTH_MAX = 200
REFERENCE_LENGTH_MAX = 200
READING = ("GET", "HEAD")


def asks(operation: Operation) -> Any:
    """A dependency: the token holds, one of its roles may do the operation, and its ledger is open."""

    async def asking(request: Request) -> Asking:
        caller = caller_of(request)
        demand(caller, operation)
        return await run_in_threadpool(_opened, request, caller, operation)

    asking.operation = operation  # type: ignore[attr-defined]  # so that a test can ask every route for its operation
    return Depends(asking)


def _opened(request: Request, caller: Caller, operation: Operation) -> Asking:
    """Whatever the route is going to show is noted here, so that no route can forget it."""
    door: Door = request.app.state.door
    purpose = _said(request, PURPOSE_HEADER, PURPOSE_LENGTH_MAX)
    ledger = as_seen(door.ledger(caller), caller, operation)
    asking = Asking(caller, ledger, operation, purpose, request.scope[CORRELATION])
    route, family_id = request.scope["route"], request.path_params.get("family_id")
    view = str(route.operation_id or route.name)
    if family_id is not None and _could_be_on_record(family_id):
        reads = request.method in READING
        return replace(asking, family=(asking.shown if reads else asking.reached)(family_id, view))
    if operation.lists and request.method in READING:
        asking.note_list(view, {**request.path_params, **request.query_params}, _position_shown(asking.ledger))
    return asking


def _position_shown(ledger: Ledger) -> int:
    """What a list is true as of at least."""
    try:
        return live_position(ledger)
    except NotProjected:
        return ledger.position()


def _could_be_on_record(family_id: str) -> bool:
    """What could not is refused with the other mistakes of the request, before the route is asked."""
    return len(family_id) <= REFERENCE_LENGTH_MAX and "\x00" not in family_id


def caller_of(request: Request) -> Caller:
    """As the guard let them in."""
    caller = request.scope["caller"]
    assert isinstance(caller, Caller)
    return caller


def operation_of(dependency: Callable[..., Any]) -> Operation | None:
    return getattr(dependency, "operation", None)


def _said(request: Request, header: str, length_max: int) -> str | None:
    """A header in plain text, cut to its length; None where it is empty, or no text."""
    said = request.headers.get(header, "").strip()[:length_max]
    return said if said and said.isprintable() else None
