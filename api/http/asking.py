"""Who asks over HTTP, of which ledger and for what: what every route takes as `asking`.

    def family(asking: Annotated[Asking, asks(READ_FAMILIES)], ...) -> ...:
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from starlette.concurrency import run_in_threadpool

from api.access.asking import Asking as Asking
from api.access.caller import Caller, demand
from api.access.door import Door
from api.access.operations import Operation
from api.access.seeing import as_seen
from api.http.correlating import CORRELATION
from api.http.together import Together
from ledger.ledger import Ledger
from ledger.looking import Look, Seen, look
from projections.errors import NotProjected
from projections.tracking import live_position

PURPOSE_HEADER = "X-Purpose"
PURPOSE_LENGTH_MAX = 200
REFERENCE_LENGTH_MAX = 200
READING = ("GET", "HEAD")
LOOKS_AT_ONCE = 3
"""While the disk is waited for, others are on their way there: PostgreSQL writes for all who have come by then."""


def asks(operation: Operation, lists: bool = False) -> Any:
    """A dependency: the token holds, one of its roles may do the operation, and its ledger is open.

    Whatever the route is going to show is noted here, so that no route can forget it. `lists`, that this route tells of
    many families though the operation does not everywhere.
    """

    async def asking(request: Request) -> Asking:
        caller = caller_of(request)
        demand(caller, operation)
        asked, family_id = _asked(request, caller, operation), request.path_params.get("family_id")
        if family_id is not None and could_be_on_record(family_id):
            if request.method not in READING:
                return replace(asked, family=await run_in_threadpool(asked.reached, family_id, _view(request)))
            seen = await looks_at(request.app, asked.ledger).ask(asked.look(family_id, _view(request)))
            return replace(asked, family=asked.may_see(family_id, seen).family, seen=seen)
        if (lists or operation.lists) and request.method in READING:
            await run_in_threadpool(_note_list, request, asked)
        return asked

    asking.operation = operation  # type: ignore[attr-defined]  # so that a test can ask every route for its operation
    return Depends(asking)


def _asked(request: Request, caller: Caller, operation: Operation) -> Asking:
    """Their ledger is open since the guard let them in."""
    door: Door = request.app.state.door
    purpose = _said(request, PURPOSE_HEADER, PURPOSE_LENGTH_MAX)
    ledger = as_seen(door.ledger(caller), caller, operation)
    return Asking(caller, ledger, operation, purpose, request.scope[CORRELATION])


def looks_at(app: FastAPI, ledger: Ledger) -> Together[Look, Seen | None]:
    """Those who look at families of this ledger, noted together."""
    looks: dict[str, Together[Look, Seen | None]] = app.state.looks
    if ledger.schema not in looks:
        looks[ledger.schema] = Together(partial(look, ledger), LOOKS_AT_ONCE)
    return looks[ledger.schema]


def _view(request: Request) -> str:
    route = request.scope["route"]
    return str(route.operation_id or route.name)


def _parameters(dependant: Dependant) -> Iterator[str]:
    """What else an address says is not read, and so not noted."""
    yield from (one.alias for one in (*dependant.path_params, *dependant.query_params))
    for below in dependant.dependencies:
        yield from _parameters(below)


def _note_list(request: Request, asked: Asking) -> None:
    given, known = {**request.path_params, **request.query_params}, set(_parameters(request.scope["route"].dependant))
    said = {name: given[name] for name in given if name in known}
    asked.note_list(_view(request), said, _position_shown(asked.ledger))


def _position_shown(ledger: Ledger) -> int:
    """What a list is true as of at least."""
    try:
        return live_position(ledger)
    except NotProjected:
        return ledger.position()


def could_be_on_record(family_id: str) -> bool:
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
