"""What may be done with a claim: by whom, in which of its states, and how the page asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from api.access.operations import PREPARE_CLAIMS, RECORD_PAYMENTS, Operation
from api.pages.frame.visiting import Visit
from domain.claims.claim import FOLLOWS, Claim


@dataclass(frozen=True, slots=True)
class Choice:
    """`means` says what comes of it; `asks` is the label of the reason, empty where none is needed."""

    title: str
    means: str
    asks: str
    button: str
    operation: Operation
    fits: Callable[[Claim], bool]


CHOICES = {
    "decisions": Choice(
        "Decide that it stands",
        "The claim is kept as it is, and is not at risk any more unless something else becomes known.",
        "Why it stands, for the record", "Keep the claim", RECORD_PAYMENTS, lambda claim: claim.risk is not None),
    "repayments": Choice(
        "Record that it was paid back", "The claim ends: what was paid for it is on record as given back.",
        "Why it was paid back, for the record", "Record the repayment", RECORD_PAYMENTS,
        lambda claim: "repaid" in FOLLOWS[claim.status]),
    "payments": Choice(
        "Record that it was paid", "The whole amount is on record as received.", "", "Record the payment",
        RECORD_PAYMENTS, lambda claim: "paid" in FOLLOWS[claim.status]),
    "rejections": Choice(
        "Record that it was not accepted", "The claim ends, with nothing paid for it.",
        "What the government said, for the record", "Record the refusal", RECORD_PAYMENTS,
        lambda claim: "rejected" in FOLLOWS[claim.status]),
    "withdrawals": Choice(
        "Withdraw it", "The claim ends. Until the return is submitted its line is taken out.",
        "Why it is withdrawn, for the record", "Withdraw the claim", PREPARE_CLAIMS,
        lambda claim: "withdrawn" in FOLLOWS[claim.status]),
}  # fmt: skip


def choices_for(visit: Visit, claim: Claim) -> dict[str, Choice]:
    """None while one looks at the past."""
    if visit.clocks.known is not None:
        return {}
    return {name: one for name, one in CHOICES.items() if visit.may(one.operation) and one.fits(claim)}
