"""The steps of a return, in order: who took each, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.access.operations import (
    AUDIT_CLAIMS,
    DRAW_SAMPLES,
    PREPARE_CLAIMS,
    RECORD_PAYMENTS,
    REVIEW_CLAIMS,
    SIGN_RETURNS,
    SUBMIT_RETURNS,
    Operation,
)
from domain.claims.returns import Return
from domain.events import returns as events
from ledger.reading import Entry

STEPS = ("Prepared", "Reviewed", "Sample drawn", "Audited", "Signed", "Submitted", "Paid")


@dataclass(frozen=True, slots=True)
class Taken:
    """A step; `by` and `at` are None where it was not taken yet."""

    name: str
    by: str | None
    at: datetime | None
    note: str | None = None


def next_step(of_round: Return | None) -> str:
    """Whose turn it is, in words."""
    if of_round is None:
        return "not prepared: the claims officer"
    if of_round.stage == "sampled" and of_round.unaudited:
        return f"{len(of_round.unaudited)} of {len(of_round.sample)} wait for findings: internal audit"
    if of_round.stage == "submitted":
        waiting = sum(line.accepted is None for line in of_round.lines.values())
        return f"{waiting} wait for payment: the finance officer" if waiting else "complete"
    return {
        "open": "to be reviewed: the reviewer", "reviewed": "sample to be drawn: internal audit",
        "sampled": "to be signed: the finance officer", "signed": "to be submitted: the finance officer",
    }[of_round.stage]  # fmt: skip


def next_operation(of_round: Return | None) -> Operation | None:
    """What the next step is for those who may do it; None where nothing is left to do."""
    if of_round is None:
        return PREPARE_CLAIMS
    if of_round.stage == "sampled":
        return AUDIT_CLAIMS if of_round.unaudited else SIGN_RETURNS
    if of_round.stage == "submitted":
        return RECORD_PAYMENTS if any(line.accepted is None for line in of_round.lines.values()) else None
    return {"open": REVIEW_CLAIMS, "reviewed": DRAW_SAMPLES, "signed": SUBMIT_RETURNS}[of_round.stage]


def steps_taken(of_round: Return, history: Iterable[Entry]) -> Sequence[Taken]:
    """All seven; of one that several took, or took several times, the last."""
    found: dict[str, Taken] = {}
    for entry in history:
        event = entry.event
        name, note = _STEP_OF.get(type(event)), None
        if name is None:
            continue
        if isinstance(event, events.ReturnReviewed):
            note = event.note
        found[name] = Taken(name, event.by, entry.recorded_at, note)
    if of_round.unaudited:
        found.pop("Audited", None)
    if any(line.accepted is None for line in of_round.lines.values()):
        found.pop("Paid", None)
    return [found.get(name, Taken(name, None, None)) for name in STEPS]


_STEP_OF: dict[type, str] = {
    events.ReturnOpened: "Prepared", events.LineAdded: "Prepared", events.FeeAdded: "Prepared",
    events.ReturnReviewed: "Reviewed", events.SampleDrawn: "Sample drawn", events.LineAudited: "Audited",
    events.ReturnSigned: "Signed", events.ReturnSubmitted: "Submitted", events.LineSettled: "Paid",
}  # fmt: skip
