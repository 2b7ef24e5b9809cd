"""What was told of families lately, kept in memory so that asking again costs no folding and no unsealing.

It is about people. So it is few, it is kept for seconds, and it goes at once when anyone of the ledger is erased: the
statement that notes who looks counts the erased, so nothing is told from memory before that was looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from api.answers.on_record import OnRecord
from api.http.answers import family_answer
from api.http.forms import as_json

KEPT_SECONDS = 60.0
KEPT_MAX = 2_000
KEPT_BYTES_MAX = 20_000
"""Of one answer; longer ones are made anew each time."""

Telling = Callable[[OnRecord], dict[str, Any]]
"""What is told of a family. Beside the position it rests on the family's events alone, and on who was erased."""
Key = tuple[str, UUID, int]
"""What is told, of which family at which version."""


class Kept:
    """Of one ledger, with people's references or with pseudonyms. For the server's loop alone, so it needs no lock.

    All goes together, `KEPT_SECONDS` after the first of it came.
    """

    def __init__(self) -> None:
        self._held: dict[Key, bytes] = {}
        self._erased = -1

    def held(self, key: Key, erased: int) -> bytes | None:
        """`erased` is how many there were when the look was noted: looks may come out of turn."""
        if erased > self._erased:
            self._held, self._erased = {}, erased
        return self._held.get(key) if erased == self._erased else None

    def keep(self, key: Key, erased: int, told: bytes) -> None:
        """`erased` is how many there were before it was told: it is not kept if there are more by now."""
        if erased != self._erased or len(told) > KEPT_BYTES_MAX:
            return
        if not self._held:
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self._held.clear)
        while len(self._held) >= KEPT_MAX:
            del self._held[next(iter(self._held))]
        self._held[key] = told


async def told_or_kept(request: Request, found: OnRecord, erased: int, tell: Telling) -> Response:
    """`found` as it was when the look at it was noted, and `erased` how many there were then."""
    ledger = found.ledger
    kept: Kept = request.app.state.kept.setdefault((ledger.schema, type(ledger.register)), Kept())
    key = (tell.__name__, found.stream, found.version)
    told = kept.held(key, erased)
    if told is None:
        told = await run_in_threadpool(_told, found, tell)
        kept.keep(key, erased, told)
    said = orjson.Fragment(b'%b,"position":%d}' % (told[:-1], found.position))
    return family_answer(request, found.version, found.position, lambda: said)


def _told(found: OnRecord, tell: Telling) -> bytes:
    """All but the position, which is of the moment and stands last."""
    said = tell(found)
    del said["position"]
    return as_json(said)
