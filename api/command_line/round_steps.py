"""`outcomes claims ...` of a whole round: prepare, review, sample, sign and submit its return, and write it out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.claim_options import RoundDay
from api.command_line.claim_reports import write_prepared, write_step
from api.command_line.options import (
    DEFAULT_SCHEME,
    By,
    DataDir,
    LedgerName,
    ListFormat,
    ReportFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_list
from api.defaults import FAMILIES_MAX
from api.places import opened_ledger, place_from
from api.today import today_here
from api.wording.days import day_from
from domain.counts import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.claims.returns import Return
    from ledger.ledger import Ledger


def prepare(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Propose every family whose result is valid on the round's day; run again, add what has become valid since."""
    from api.claiming.preparing import prepare_round

    day, recorder = _round_day(round_day), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        write_prepared(opened, prepare_round(opened, scheme, day, recorder), format)


def review(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME,
    note: Annotated[str | None, typer.Option(help="What the reviewer has to say.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Review a return that someone else prepared."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.review(opened, scheme, day, recorder, note))


def sample(
    round_day: RoundDay,
    seed: Annotated[str, typer.Option("--seed", help="From which the sample is drawn; it stays on record.")],
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Draw the sample for internal audit; anyone with the seed draws the same."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.draw_sample(opened, scheme, day, seed, recorder))


def sign(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Sign a return, as a finance officer who neither prepared nor reviewed it."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.sign(opened, scheme, day, recorder))


def submit(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Note that a signed return was sent; it is frozen from then on."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.submit(opened, scheme, day, recorder))


def agree(
    year: Annotated[str, typer.Option("--year", help="The financial year, as 2012-13.")],
    families: Annotated[
        int, typer.Option("--families", min=0, max=FAMILIES_MAX, help="How many families were agreed for it.")
    ],
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Record the number of families agreed with the government for a year, for which attachment fees are paid."""
    from api.claiming import steps

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = steps.agree(opened, scheme, year, families, recorder)
    if format is not None:
        write_list(("scheme", "year", "families", "recorded"), [(scheme, year, families, novelty)], format)
        return
    done = "was so on record already" if novelty == "repeated" else f"is {novelty}"
    print(f"The number of families agreed for {year} under {scheme}, {families}, {done}.")


def write_out(
    round_day: RoundDay,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file ending in .csv or .xlsx.")] = None,
    scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Write a return out: its lines, its attachment fees and its totals."""
    from api.claiming.exporting import COLUMNS, cells, made_at, return_rows, write_return

    day = day_from(round_day)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = return_rows(opened, scheme, day)
        if output is not None:
            write_return(output, rows, made_at(opened, scheme, day))
            print(f"Wrote {how_many(sum(row.what == 'claim' for row in rows), 'claim')} to {output}.")
            return
    write_list(COLUMNS, map(cells, rows), format)


def _round_day(text: str) -> date:
    """One that is over: see `refuse_day_to_come`."""
    from api.claiming.preparing import refuse_day_to_come

    day = day_from(text)
    refuse_day_to_come(day, today_here())
    return day


def _step(
    data_dir: Path | None, ledger: str | None, format: ReportFormat, step: Callable[[Ledger], Return]
) -> None:
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        write_step(step(opened), format)
