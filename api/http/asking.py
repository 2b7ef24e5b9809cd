"""Who asks over HTTP, of which ledger and for what: what every route takes as `asking`.

    def family(asking: Annotated[Asking, asks(READ_FAMILIES)], ...) -> ...:
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from api.access.caller import Caller, demand
from api.access.door import Door
from api.access.operations import Operation
from api.http.correlating import CORRELATION
from ledger.access import note_access
from ledger.ledger import Ledger

PURPOSE_HEADER = "X-Purpose"
PURPOSE_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """`caller.name` is who acts in every command; `purpose` is what they say that they look for."""

    caller: Caller
    ledger: Ledger
    operation: Operation
    purpose: str | None
    correlation_id: str

    def note(self, family: UUID, view: str, subject: str | None = None) -> None:
        """Before anything of a family is shown: what could not be noted is not shown."""
        note_access(self.ledger, self.caller.name, family, view, subject, self.purpose)


def asks(operation: Operation) -> Any:
    """A dependency: the token holds, one of its roles may do the operation, and its ledger is open."""

    async def asking(request: Request) -> Asking:
        caller = caller_of(request)
        demand(caller, operation)
        door: Door = request.app.state.door
        return Asking(
            caller, await run_in_threadpool(door.ledger, caller), operation, _said(request, PURPOSE_HEADER,
            PURPOSE_LENGTH_MAX), request.scope[CORRELATION],
        )  # fmt: skip

    asking.operation = operation  # type: ignore[attr-defined]  # so that a test can ask every route for its operation
    return Depends(asking)


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
