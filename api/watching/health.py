"""Whether the server lives, and whether it is ready to answer. For load balancers, without a token and without a name.

Live: the process answers. Ready: the database is there, every ledger's tables have the form that this program knows,
and none is further behind its log than `OUTCOMES_READY_LAG_SECONDS`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from api.known_errors import kind_of
from ledger.ledger import Ledger
from ledger.migrations import missing_migrations
from projections import tracking
from projections.queries.vitals import Vitals, vitals
from projections.version import version

Found = TypeVar("Found")

READY_LAG_VARIABLE = "OUTCOMES_READY_LAG_SECONDS"
READY_LAG_SECONDS = 600
"""How far behind the tables may be before the server says that it is not ready, unless the variable says otherwise."""
LOOK_AGAIN_SECONDS = 2.0
"""How long an answer stands: whoever asks without a token costs the database no more than this."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Over all ledgers: the greatest lag, the oldest last seal. `problem` is a kind of problem, never a message."""

    ready: bool
    database: str
    schema: str
    ledgers: int = 0
    lag_events: int = 0
    lag_seconds: float = 0.0
    last_seal_at: datetime | None = None
    problem: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def readiness(served: Callable[[], Iterable[Ledger]], lag_seconds_max: float) -> Readiness:
    """Raises nothing but a fault of the program."""
    try:
        ledgers = list(served())
        behind = [ledger for ledger in ledgers if not _has_our_form(ledger)]
        if behind:
            return Readiness(False, "reached", "not that of this program", len(ledgers))
        return _of(list(map(vitals, ledgers)), lag_seconds_max)
    except Exception as error:
        kind = kind_of(error)
        return Readiness(False, "not reached", "not known", problem=kind.name if kind else type(error).__name__)


def _of(found: list[Vitals], lag_seconds_max: float) -> Readiness:
    lag_seconds = max((one.lag_seconds for one in found), default=0.0)
    seals = [one.sealed_at for one in found]
    return Readiness(
        ready=lag_seconds <= lag_seconds_max,
        database="reached",
        schema="current",
        ledgers=len(found),
        lag_events=max((one.lag_events for one in found), default=0),
        lag_seconds=round(lag_seconds, 3),
        last_seal_at=min((at for at in seals if at is not None), default=None) if all(seals) else None,
        problem=None if lag_seconds <= lag_seconds_max else "tables-behind",
    )


def _has_our_form(ledger: Ledger) -> bool:
    with ledger.transaction() as cursor:
        rooms = ("ledger.schema", "projections.migrations")
        return not any(missing_migrations(cursor, room) for room in rooms) and _tables_are_ours(cursor)


def _tables_are_ours(cursor: Any) -> bool:
    held = tracking.tracked(cursor, "live")
    return held is not None and held.version == version()


class Standing(Generic[Found]):
    """An answer that is found again only after a while, by one at a time."""

    def __init__(self, find: Callable[[], Found], seconds: float = LOOK_AGAIN_SECONDS) -> None:
        self._find = find
        self._seconds = seconds
        self._finding = Lock()
        self._found: tuple[float, Found] | None = None

    def __call__(self) -> Found:
        with self._finding:
            if self._found is None or time.monotonic() - self._found[0] >= self._seconds:
                self._found = (time.monotonic(), self._find())
            return self._found[1]
