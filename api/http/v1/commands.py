"""The resources that are acted on, one after another as the API describes them."""

from __future__ import annotations

from api.http.v1 import (
    attaching,
    budgeting,
    checkpoints,
    claiming,
    deliveries,
    documents,
    erasures,
    evidence,
    extracts,
    founding,
    matching,
    observing,
    planning,
    returning,
    running,
    working,
)

COMMANDS = (
    founding, observing, matching, attaching, working, extracts, deliveries, claiming, returning, budgeting, planning,
    documents, checkpoints, evidence, erasures, running)
