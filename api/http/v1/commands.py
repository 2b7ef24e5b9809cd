"""The resources that are acted on, one after another as the API describes them."""

from __future__ import annotations

from api.http.v1 import (
    attaching,
    budgeting,
    checkpoints,
    claiming,
    correcting,
    costing,
    deliveries,
    documents,
    doubles,
    erasures,
    evidence,
    extracts,
    founding,
    likeness,
    matching,
    moving,
    observing,
    planning,
    proposed,
    returning,
    running,
    scheme_checks,
    tokens,
    witnessing,
    working,
)

COMMANDS = (
    founding, observing, matching, likeness, proposed, attaching, working, extracts, deliveries, correcting, claiming,
    returning, budgeting, costing, planning, documents, moving, doubles, scheme_checks, checkpoints, witnessing,
    evidence, erasures, tokens, running)
