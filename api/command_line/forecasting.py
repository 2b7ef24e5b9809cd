"""`outcomes forecast`: how many families will be claimable by each coming round, and how far that was right before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ReportFormat, SchemeName
from api.command_line.output import write_json, write_list

if TYPE_CHECKING:
    from api.forecasting.asking import BackTest, Forecasted
    from api.forecasting.published import Figure


def forecast(
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME,
    back_test: Annotated[
        bool, typer.Option("--back-test", help="Also what it would have said at earlier rounds, beside what came.")
    ] = False,
    beside: Annotated[
        bool, typer.Option("--beside", help="Also the share of the target claimed, beside published figures.")
    ] = False,
    figures: Annotated[
        Path | None, typer.Option("--figures", help="A CSV with further figures; see docs/forecast.md.")
    ] = None,
    ledger: LedgerName = None, data_dir: DataDir = None, format: ReportFormat = None,
) -> None:  # fmt: skip
    """How many of the families attached by the day will have been claimable by each coming round."""
    from api.forecasting import asking as of
    from api.forecasting.beside import beside_others

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        found = of.forecasted(asked.ledger, scheme, day, asked.known)
        tested = of.back_test(asked.ledger, scheme, day, asked.known) if back_test else None
        if format is None:
            shares = beside_others(asked.ledger, scheme, day, asked.known, figures) if beside or figures else []
            write_forecast(found)
            if tested is not None:
                write_back_test(tested)
            if shares:
                _write_beside(shares)
            return
    said = of.forecast_as_json(found)
    if format == "json":
        tests = {"back_test": [of.tested_as_json(one) for one in tested.tested]} if tested else {}
        write_json(said | tests)
    elif tested is not None:
        rows = [of.tested_as_json(one) for one in tested.tested]
        write_list(of.TEST_COLUMNS, ([row[name] for name in of.TEST_COLUMNS] for row in rows), format)
    else:
        write_list(of.FORECAST_COLUMNS, ([row[name] for name in of.FORECAST_COLUMNS] for row in said["rounds"]), format)


def write_forecast(found: Forecasted) -> None:
    from api.forecasting.asking import FORECAST_COLUMNS, INTERVAL_PERCENT, forecast_as_json

    said = forecast_as_json(found)
    states = found.said.states
    print(f"{found.scheme} on {found.at}: {found.said.attached} families attached; {states['claimable']} have been"
          f" claimable, {states['nearly']} nearly, {states['attached']} neither.")  # fmt: skip
    if not said["rounds"]:
        print("No round is to come.")
        return
    print(f"Of these will have been claimable, with {INTERVAL_PERCENT}% intervals (--back-test says how often they"
          " held):")  # fmt: skip
    write_list(FORECAST_COLUMNS, ([row[name] for name in FORECAST_COLUMNS] for row in said["rounds"]), "table")


def write_back_test(found: BackTest) -> None:
    from api.forecasting.asking import INTERVAL_PERCENT, TEST_COLUMNS, tested_as_json

    print("\nWhat it would have said at earlier rounds, beside what came")
    rows = [tested_as_json(one) for one in found.tested]
    write_list(TEST_COLUMNS, ([_shown(row[name]) for name in TEST_COLUMNS] for row in rows), "table")
    print(reliability_line(found, INTERVAL_PERCENT))


def reliability_line(found: BackTest, percent: int) -> str:
    held = found.reliability
    if held is None:
        return "There is no earlier forecast that could be compared yet."
    return (f"{held.tests} forecasts: off by {held.mean_absolute_error:.1f} families on average, of"
            f" {held.mean_actual:.0f} ({held.mean_error:+.1f} on balance); {held.inside} of {held.tests} came within"
            f" the interval, which should hold {percent}%.")  # fmt: skip


def _write_beside(shares: list[Figure]) -> None:
    from api.forecasting.beside import BESIDE_COLUMNS, cells_beside

    print("\nShare of the target claimed, beside published figures")
    write_list(BESIDE_COLUMNS, map(cells_beside, shares), "table")


def _shown(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
