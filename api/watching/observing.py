"""Puts all that watches a server around it."""

from __future__ import annotations

from fastapi import FastAPI

from api.seconds import whole_seconds
from api.watching.health import READY_LAG_SECONDS, READY_LAG_VARIABLE, readiness
from api.watching.metrics import Metrics
from api.watching.observed import Observed
from api.watching.readers import readers
from api.watching.spans import spans_asked_for
from ledger.ledger import Ledger


def observe(app: FastAPI) -> None:
    """Around all that was added to the app before. Raises `OptionUnusable` for a setting that cannot be."""

    def served() -> list[Ledger]:
        door = app.state.door
        return [door.ledger_named(name) for name in door.ledger_names()]

    lag_seconds_max = whole_seconds(READY_LAG_VARIABLE, READY_LAG_SECONDS)
    app.state.spans = spans = spans_asked_for()
    app.add_middleware(
        Observed,
        metrics=Metrics(served),
        ready=lambda: readiness(served, lag_seconds_max),
        readers=readers(),
        spans=spans,
    )
