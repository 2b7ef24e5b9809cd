"""`outcomes savings` and `outcomes costs ...`: what families cost before and after, at the authority's unit costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.money import cells, heads
from api.command_line.options import (
    DEFAULT_SCHEME,
    At,
    By,
    DataDir,
    Known,
    LedgerName,
    ListFormat,
    ReportFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_json, write_list
from api.places import opened_ledger, place_from
from api.wording.pounds import in_pounds, in_pounds_for_people

app = typer.Typer(
    name="costs", help="Unit costs, dated and with their sources: the authority supplies them; none is shipped.",
    rich_markup_mode=None)  # fmt: skip


def savings(
    months: Annotated[int, typer.Option("--months", min=1, max=36, help="How long each window is.")] = 12,
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:  # fmt: skip
    """What was counted before and after attachment in equal windows, what it comes to, by agency, and the caveats."""
    from api.savings.asking import CHANGE_COLUMNS, change_as_json, saved, saved_as_json
    from domain.savings.comparing import CAVEATS, FAMILIES_LEAST

    with question(data_dir, ledger, known) as asked:
        of = saved(asked.ledger, scheme, day_asked(at), months, asked.known)
    found = of.found
    rows = [change_as_json(one) for one in found.changes]
    if format == "json":
        write_json(saved_as_json(of))
        return
    if format is not None:
        write_list(heads(CHANGE_COLUMNS), (_cells(row, CHANGE_COLUMNS) for row in rows), format)
        return
    print(f"{scheme} on {of.at}: {found.families} families attached, {months} months before and after; {found.others}"
          " that were eligible and never attached, around their first eligible day. Weeks are counted in days.")
    if not rows:
        print(f"Fewer than {FAMILIES_LEAST} families can be looked at: nothing is shown.")
        return
    write_list(heads(CHANGE_COLUMNS), (_cells(row, CHANGE_COLUMNS) for row in rows), "table")
    if found.by_agency:
        for agency, pence in sorted(found.by_agency.items()):
            print(f"{agency}: GBP {in_pounds_for_people(pence)} less")
    else:
        print("No unit cost is on record, so nothing is put in pounds: see `outcomes costs form`.")
    for caveat in CAVEATS:
        print(f"- {caveat}")


@app.command("form")
def write_form() -> None:
    """Write the list to be filled in: every measure that is counted, and no figure."""
    from api.savings.rows import FORM_COLUMNS, form

    write_list(FORM_COLUMNS, form(), "csv")


@app.command()
def supply(
    file: Annotated[Path, typer.Argument(help="The form, filled in; rows without a sum are left out.")],
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record the authority's unit costs, in place of those before."""
    from api.savings.asking import unit_costs
    from api.savings.supplying import supply as record

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = record(opened, file, recorder)
        costs = unit_costs(opened)
    print(f"{len(costs)} unit costs are on record ({novelty}).")


@app.command("list")
def list_costs(
    known: Known = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """The unit costs as supplied last, each with its source."""
    from api.answers.questions import position_asked
    from api.savings.asking import unit_costs

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        costs = unit_costs(opened, position_asked(opened, known))
    write_list(("measure", "from_on", "pounds", "price_year", "source"),
               ((one.measure, one.from_on, in_pounds(one.pence), one.price_year, one.source) for one in costs), format)


def _cells(row: dict[str, object], columns: tuple[str, ...]) -> list[object]:
    known = {name: 0 if name.endswith("_pence") and row[name] is None else row[name] for name in columns}
    return [None if row[name] is None else cell for name, cell in zip(columns, cells(known, columns), strict=True)]
