"""The money: agreed, claimed, received and possible still by year; returns against the bank; the pool; the stake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access.operations import POOL_CONTRIBUTIONS, READ_PROGRAMME, RECORD_PAYMENTS, SUBMIT_RETURNS
from api.money.standing import MoneyStanding, money_standing
from api.pages.drawing.charts import Chart, Series, side_by_side, stacked
from api.pages.drawing.numbers import Numbers, written_out
from api.pages.frame.acting import DONE, Refused
from api.pages.frame.anew import now_or_anew
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.money.choosing import pots_to_choose
from api.wording.words import counted, day, number, pounds, short_day
from domain.claims.returns import Return
from domain.money.reconciling import Reconciled
from domain.money.record import Contribution, Payment
from domain.money.years import Year

router = APIRouter()

PATH = "/money"
DONE_HERE = {
    "pledged": "What is pledged is on record.", "received": "The receipt is on record.",
    "withdrawn": "It is on record that the rest will not come.", "paid": "The payment is on record.",
    "taken-back": "The receipt no longer counts; it stays readable.", "agreed": "The minimum number is on record.",
}  # fmt: skip
_STATES = {"matched": "Matched", "short": "Short", "over": "Over", "not yet": "Not paid yet"}


@router.get(PATH)
def money(visit: Annotated[Visit, visits(READ_PROGRAMME)]) -> Response:
    return money_page(visit)


@router.get("/money/{name}.csv")
def numbers(
    visit: Annotated[Visit, visits(READ_PROGRAMME)], name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
) -> Response:
    standing = _standing(visit)
    return written_out([*charts_of(standing), *tables_of(standing, _payments(visit))], name)


def money_page(visit: Visit, refusal: Refused | None = None, filled: dict[str, str] | None = None) -> Response:
    """`filled` is the form that was refused, as it was sent."""
    _ = visit.as_of  # found before anything is read: the page knows at least as much
    standing = _standing(visit)
    tables = tables_of(standing, _payments(visit))
    return shown(
        visit, "money/money", refusal.status if refusal else 200, standing=standing,
        charts=charts_of(standing), tables=tables,
        may=_may(visit), filled=filled or {}, pots=pots_to_choose(standing.pool),
        rounds=[one.day for one, _ in standing.rounds],
        done=DONE_HERE.get(visit.parameters.get(DONE, "")), mistake=refusal.what if refusal else None,
    )  # fmt: skip


def _standing(visit: Visit) -> MoneyStanding:
    """Raises `UnderWay`."""
    clocks = visit.clocks
    return now_or_anew(visit, "The money", money_standing, clocks.scheme.name, clocks.on, clocks.known)


def _payments(visit: Visit) -> list[Payment]:
    """Of the scheme, that had come by the day; by the day on which they came."""
    held = visit.authority.money.payments.values()
    by_then = (one for one in held if one.scheme == visit.clocks.scheme.name
               and one.receipt.received_on <= visit.clocks.on)  # fmt: skip
    return sorted(by_then, key=lambda one: (one.receipt.received_on, one.receipt.reference))


def _may(visit: Visit) -> dict[str, bool]:
    """Nothing while one looks at the past."""
    acts = {"pool": POOL_CONTRIBUTIONS, "pay": RECORD_PAYMENTS, "agree": SUBMIT_RETURNS}
    return {name: visit.clocks.known is None and visit.may(one) for name, one in acts.items()}


# ---- what is drawn -----------------------------------------------------------------------------------------------


def charts_of(standing: MoneyStanding) -> list[Chart]:
    return [*_by_year(standing), *_pooled(standing.pool)]


def _by_year(standing: MoneyStanding) -> list[Chart]:
    if not standing.years:
        return []
    whole = standing.in_all
    title = (f"By {day(standing.at)}: {pounds(whole.claimed_pence)} claimed, {pounds(whole.received_pence)} received,"
             f" at most {pounds(whole.possible_pence)} possible still")  # fmt: skip
    series = [Series("Claimed", [one.claimed_pence for one in standing.years], 2),
              Series("Received", [one.received_pence for one in standing.years], 1),
              Series("Possible still, at most", [one.possible_pence for one in standing.years], 3)]  # fmt: skip
    return [side_by_side("years", title, "Financial year", [one.year for one in standing.years], series, pounds)]


def _pooled(pool: list[Contribution]) -> list[Chart]:
    if not pool:
        return []
    years = sorted({one.pot.year for one in pool})
    received = [sum(one.received_pence for one in pool if one.pot.year == year) for year in years]
    waiting = [sum(one.outstanding_pence for one in pool if one.pot.year == year) for year in years]
    partners = len({one.pot.partner for one in pool})
    title = (f"{counted(partners, 'partner')} pledged {pounds(sum(received) + sum(waiting))} to the pooled budget;"
             f" {pounds(sum(received))} of it has come")  # fmt: skip
    series = [Series("Received", received, 1), Series("Outstanding", waiting, 3)]
    return [stacked("pooled", title, "Financial year", years, series, pounds)]


# ---- what stands in tables ---------------------------------------------------------------------------------------


def tables_of(standing: MoneyStanding, payments: list[Payment]) -> list[Numbers]:
    found = [_years(standing)] if standing.years else []
    found += [_rounds(standing.rounds)] if standing.rounds else []
    found += [_pool(standing.pool)] if standing.pool else []
    return [*found, _came(payments)] if payments else found


def _years(standing: MoneyStanding) -> Numbers:
    rows = [_year(one) for one in standing.years]
    rows.append(["In all", *_year(standing.in_all)[1:]])
    head = ("Year", "Families agreed", "At least", "Attached", "Fees", "Results", "For results", "Paid", "Paid back",
            "Received")  # fmt: skip
    return Numbers("by-year", "Year by year", head, rows)


def _year(one: Year) -> list[str]:
    families = (one.agreed, one.minimum)
    return [one.year, *("–" if value is None else number(value) for value in families), number(one.attached),
            pounds(one.fees_pence), number(one.results), pounds(one.results_pence), pounds(one.paid_pence),
            pounds(one.repaid_pence), pounds(one.received_pence)]  # fmt: skip


def _rounds(rounds: Iterable[tuple[Return, Reconciled]]) -> Numbers:
    rows = [[short_day(one.day), _STATES[found.state], *map(pounds, (
        found.sent_pence, found.refused_pence, found.claimed_pence, found.received_pence, found.short_pence,
        found.waiting_pence, found.over_pence, one.repaid_pence))] for one, found in rounds]  # fmt: skip
    matched = sum(row[1] == _STATES["matched"] for row in rows)
    head = ("Round", "State", "Sent", "Refused since", "Claimed", "Received", "Short", "Waiting", "Over", "Paid back")
    title = f"{number(matched)} of {counted(len(rows), 'return')} match what came from the government"
    return Numbers("rounds", title, head, rows, frozenset({"State"}))


def _pool(pool: Iterable[Contribution]) -> Numbers:
    rows = [[one.pot.partner, one.pot.year, one.pot.purpose, pounds(one.pledged_pence), pounds(one.received_pence),
             pounds(one.outstanding_pence)] for one in pool]  # fmt: skip
    head = ("Partner", "Year", "For", "Pledged", "Received", "Outstanding")
    return Numbers("pool", "The pooled budget: who gives what, and what for", head, rows, frozenset({"Year", "For"}))


def _came(payments: Iterable[Payment]) -> Numbers:
    rows = [[one.receipt.reference, short_day(one.receipt.received_on), short_day(one.round_on),
             pounds(one.receipt.pence)] for one in payments]  # fmt: skip
    return Numbers("payments", f"{counted(len(rows), 'payment')} from the government",
                   ("Reference", "Came on", "For the round", "Sum"), rows, frozenset({"Came on", "For the round"}))
