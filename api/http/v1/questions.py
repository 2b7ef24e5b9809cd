"""Every resource that is asked and not commanded, in the order in which the API describes them."""

from __future__ import annotations

from api.http.v1 import (
    accesses,
    actions,
    casework,
    claimable,
    claims,
    eligibility,
    families,
    feed,
    forecasting,
    ledgers,
    money,
    national,
    nearly,
    problem_kinds,
    research,
    returns,
    rounds,
    samples,
    saving,
    schemas,
    schemes,
    status,
)

QUESTIONS = (
    ledgers, families, casework, eligibility, claimable, nearly, claims, rounds, returns, money, forecasting, saving,
    actions, national, research, schemes, schemas, feed, accesses, samples, status, problem_kinds)
