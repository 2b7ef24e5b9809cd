"""`?wait=POSITION`: an answer that has all that was recorded up to a position in it, such as one's own command."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Query, Request

from api.errors import AskedWrongly, NotReachedYet
from api.http.parameters import the_ledger
from ledger.ledger import Ledger
from projections.runner import wait_for

WAIT_SECONDS = 5.0
WAITING_MAX = 20
"""Requests that wait at the same time in one process; they keep no thread from those that do not wait."""

_waiting: list[CapacityLimiter] = []

Wait = Annotated[
    int | None,
    Query(
        description=f"Answer only when the tables have read the log up to this position, for which up to"
        f" {WAIT_SECONDS:.0f} seconds are waited: what was recorded at it is then in the answer.",
        ge=0, le=2**63 - 1),
]  # fmt: skip


async def waited(request: Request, wait: Wait = None) -> None:
    """Raises `NotReachedYet`; `AskedWrongly` for a position that nothing was recorded at yet."""
    if wait is not None:
        await to_thread.run_sync(_wait, await the_ledger(request), wait, limiter=_limiter())


def _wait(ledger: Ledger, position: int) -> None:
    if position > ledger.position():
        raise AskedWrongly(f"Nothing was recorded at position {position} yet: wait for one that a command answered.")
    if not wait_for(ledger, position, WAIT_SECONDS):
        raise NotReachedYet(f"The tables have not read the log up to position {position} yet. Ask again.")


def _limiter() -> CapacityLimiter:
    if not _waiting:
        _waiting.append(CapacityLimiter(WAITING_MAX))
    return _waiting[0]


AfterWaiting = Depends(waited)
