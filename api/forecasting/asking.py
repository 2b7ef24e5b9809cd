"""The forecast on a day as known at a moment, and what it would have said at earlier rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from api.claiming.places import every_return
from domain.dates import date_of
from domain.forecasting.back_testing import Compared, Reliability, actual_by, reliability
from domain.forecasting.forecast import HIGH, LOW, Forecast, forecast
from domain.forecasting.paths import Path
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.paths import paths

ROUNDS_AHEAD = 8
QUARTER_ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))
TESTED_AHEAD = 3
"""Rounds ahead that each earlier forecast is compared on."""
INTERVAL_PERCENT = HIGH - LOW

FORECAST_COLUMNS = ("by", "expected", "low", "high")
TEST_COLUMNS = ("asked", "by", "expected", "low", "high", "actual", "inside")


@dataclass(frozen=True, slots=True)
class Forecasted:
    scheme: str
    at: date
    position: int
    said: Forecast


@dataclass(frozen=True, slots=True)
class BackTest:
    tested: list[Compared]
    reliability: Reliability | None


def forecasted(ledger: Ledger, scheme: str, at: date, known: int | None = None) -> Forecasted:
    """For the rounds after the day; for a scheme without rounds, the ends of quarters. Raises `UnknownScheme`."""
    rules, found = scheme_as_known(ledger, scheme, known), paths(ledger, scheme, known)
    rounds = [one.toordinal() for one in rounds_after(rules, at)]
    return Forecasted(scheme, at, found.position, forecast(found.rows, at.toordinal(), rounds))


def rounds_after(rules: Scheme, day: date) -> list[date]:
    if rules.rounds:
        return [one for one in rules.rounds if one > day][:ROUNDS_AHEAD]
    return [one for one in islice(_quarters(day), ROUNDS_AHEAD) if one <= rules.claims_until]


def _quarters(day: date) -> Iterator[date]:
    for year in range(day.year, day.year + 4):
        yield from (end for month, last in QUARTER_ENDS if (end := date(year, month, last)) > day)


def back_test(ledger: Ledger, scheme: str, until: date, known: int | None = None) -> BackTest:
    """The forecast asked on each earlier round, on what was known when its return was opened, beside what came.

    Where a round has no return, on what is known now, with nothing after its day looked at.
    """
    rules, now = scheme_as_known(ledger, scheme, known), paths(ledger, scheme, known)
    opened = {one.day: one for one in every_return(ledger, scheme, now.position)}
    asked = [one for one in rules.rounds or _quarter_ends(rules, until) if one < until]
    tested: list[Compared] = []
    for place, day in enumerate(asked):
        ahead = [one.toordinal() for one in asked[place + 1 : place + 1 + TESTED_AHEAD]]
        seen = _paths_known_at(ledger, scheme, opened[day].id) if day in opened else now.rows
        said = forecast(seen, day.toordinal(), ahead)
        if said.attached:
            tested += [Compared(said.day, one, actual_by(now.rows, said.day, one.by)) for one in said.rounds]
    return BackTest(tested, reliability(tested))


def _quarter_ends(rules: Scheme, until: date) -> list[date]:
    ends = islice(_quarters(rules.attachments_from), 40)
    return [one for one in ends if one <= min(until, rules.claims_until)]


def _paths_known_at(ledger: Ledger, scheme: str, of_round: UUID) -> list[Path]:
    return paths(ledger, scheme, ledger.history(of_round)[0].position).rows


# ---- as plain values ---------------------------------------------------------------------------------------------


def forecast_as_json(found: Forecasted) -> dict[str, Any]:
    return {
        "scheme": found.scheme, "at": found.at, "position": found.position, "attached": found.said.attached,
        "states": dict(found.said.states), "interval_percent": INTERVAL_PERCENT,
        "rounds": [{"by": date_of(one.by), "expected": round(one.expected, 1), "low": one.low, "high": one.high}
                   for one in found.said.rounds],
    }  # fmt: skip


def tested_as_json(one: Compared) -> dict[str, Any]:
    said = one.said
    return {"asked": date_of(one.asked), "by": date_of(said.by), "expected": round(said.expected, 1), "low": said.low,
            "high": said.high, "actual": one.actual, "inside": one.inside}  # fmt: skip
