"""How the money stands on a day, as known at a moment: by year, against the bank, the pool, and what is at stake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from api.claiming.places import every_return
from domain.claims.returns import Return
from domain.money.possible import Stake, at_stake
from domain.money.reconciling import Reconciled, reconciled
from domain.money.record import Contribution, Payment
from domain.money.years import Year, by_year, in_all
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.brought_in import attached_by

YEAR_COLUMNS = (
    "year", "agreed", "minimum", "attached", "fees_pence", "results", "results_pence", "claimed_pence", "paid_pence",
    "repaid_pence", "received_pence", "possible_pence")  # fmt: skip
ROUND_COLUMNS = (
    "round_on", "sent_pence", "refused_pence", "claimed_pence", "received_pence", "paid_pence", "short_pence",
    "waiting_pence", "over_pence", "repaid_pence", "state")  # fmt: skip
CONTRIBUTION_COLUMNS = ("partner", "year", "purpose", "pledged_pence", "received_pence", "outstanding_pence")
PAYMENT_COLUMNS = ("scheme", "round_on", "received_on", "received_pence", "reference")


@dataclass(frozen=True, slots=True)
class MoneyStanding:
    scheme: str
    at: date
    position: int
    years: list[Year]
    rounds: list[tuple[Return, Reconciled]]
    pool: list[Contribution]
    stake: Stake

    @property
    def in_all(self) -> Year:
        return in_all(self.years)


def money_standing(ledger: Ledger, scheme: str, at: date, known: int | None = None) -> MoneyStanding:
    """Of rounds up to the day, and payments that had come by then. Raises `UnknownScheme`."""
    found = attached_by(ledger, scheme, at, known)
    authority = ledger.authority(found.position)
    rules = rule_set(scheme, authority.overlay)
    stake = at_stake(rules, authority.target, found.rows, at)
    sent = [one for one in every_return(ledger, scheme, found.position) if one.stage == "submitted" and one.day <= at]
    by_then = [one for one in authority.money.payments.values() if one.receipt.received_on <= at]
    return MoneyStanding(
        scheme, at, found.position, by_year(scheme, authority, sent, found.rows, stake.possible, at),
        [(one, reconciled(one, by_then)) for one in sent], pool_of(authority.money.contributions.values()), stake)


def pool_of(contributions: Iterable[Contribution]) -> list[Contribution]:
    """By year, partner and purpose."""
    return sorted(contributions, key=lambda one: (one.pot.year, one.pot.partner, one.pot.purpose))


# ---- as plain values ---------------------------------------------------------------------------------------------


def standing_as_json(standing: MoneyStanding) -> dict[str, Any]:
    return {
        "scheme": standing.scheme, "at": standing.at, "position": standing.position,
        "years": [year_as_json(one) for one in standing.years], "in_all": year_as_json(standing.in_all),
        "rounds": [round_as_json(*one) for one in standing.rounds],
        "pool": [contribution_as_json(one) for one in standing.pool],
        "stake": asdict(standing.stake) | {
            "possible_pence": standing.stake.possible_pence, "at_stake_pence": standing.stake.at_stake_pence},
    }  # fmt: skip


def year_as_json(year: Year) -> dict[str, Any]:
    return {name: getattr(year, name) for name in YEAR_COLUMNS}


def round_as_json(of_round: Return, found: Reconciled) -> dict[str, Any]:
    own = {"round_on": of_round.day, "repaid_pence": of_round.repaid_pence}
    return {name: own[name] if name in own else getattr(found, name) for name in ROUND_COLUMNS}


def contribution_as_json(one: Contribution) -> dict[str, Any]:
    return one.pot._asdict() | {
        "pledged_pence": one.pledged_pence, "received_pence": one.received_pence,
        "outstanding_pence": one.outstanding_pence}


def contributions_as_json(ledger: Ledger, known: int | None) -> list[dict[str, Any]]:
    return [contribution_as_json(one) for one in pool_of(ledger.authority(known).money.contributions.values())]


def payments_as_json(ledger: Ledger, known: int | None) -> list[dict[str, Any]]:
    """By the days on which they came."""
    payments = ledger.authority(known).money.payments.values()
    return [_payment(one) for one in sorted(payments, key=lambda one: (one.receipt.received_on, one.receipt.reference))]


def _payment(one: Payment) -> dict[str, Any]:
    said = (one.scheme, one.round_on, one.receipt.received_on, one.receipt.pence, one.receipt.reference)
    return dict(zip(PAYMENT_COLUMNS, said, strict=True))
