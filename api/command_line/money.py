"""`outcomes money`: how the programme's money stands, by year, by round, in the pool, and what is at stake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from api.command_line.asking import day_asked, question
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ReportFormat, SchemeName
from api.command_line.output import write_json, write_list
from api.wording.pounds import in_pounds, in_pounds_for_people

if TYPE_CHECKING:
    from api.money.standing import MoneyStanding
    from domain.money.possible import Stake


def money(
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:  # fmt: skip
    """What was agreed, claimed, paid and is possible still, by year; each round against the bank; the pooled budget."""
    from api.money.standing import YEAR_COLUMNS, money_standing, standing_as_json, year_as_json

    with question(data_dir, ledger, known) as asked:
        standing = money_standing(asked.ledger, scheme, day_asked(at), asked.known)
    if format == "json":
        write_json(standing_as_json(standing))
    elif format is not None:
        years = [*standing.years, standing.in_all]
        write_list(heads(YEAR_COLUMNS), (cells(year_as_json(one), YEAR_COLUMNS) for one in years), format)
    else:
        write_money(standing)


def write_money(standing: MoneyStanding) -> None:
    """For people, in GBP."""
    from api.money import standing as of

    print(f"{standing.scheme} on {standing.at}, in GBP")
    _table("by year", of.YEAR_COLUMNS, [of.year_as_json(one) for one in (*standing.years, standing.in_all)])
    _table("by round, against what came from the government", of.ROUND_COLUMNS,
           [of.round_as_json(*one) for one in standing.rounds])  # fmt: skip
    _table("the pooled budget", of.CONTRIBUTION_COLUMNS, [of.contribution_as_json(one) for one in standing.pool])
    print()
    for line in stake_lines(standing.stake):
        print(line)


def stake_lines(stake: Stake) -> list[str]:
    """What is possible still and what is at stake, in sentences."""
    possible = (f"Possible still, at most: GBP {_people(stake.possible_pence)} for {stake.possible_families} families"
                " attached and not turned around.")  # fmt: skip
    if stake.target is None:
        return [possible, "No target is on record, so it cannot be said what is at stake."]
    places = "every family's results" if stake.places is None else f"the results of {stake.places} families"
    return [
        f"The target is {stake.target} families; {places} are paid for, and {stake.places_taken} have claimed money.",
        possible,
        f"To attach still, while there are places: {stake.to_attach} families, at most"
        f" GBP {_people(stake.to_attach_pence)}.",
        f"At stake if none of these is turned around in time: GBP {_people(stake.at_stake_pence)}.",
    ]


def heads(columns: Sequence[str]) -> list[str]:
    """As people read them; a sum beside a number of the same name says that it is one."""
    return [plain if (plain := column.removesuffix("_pence")) == column or plain not in columns else f"{plain} GBP"
            for column in columns]  # fmt: skip


def cells(row: dict[str, Any], columns: Sequence[str]) -> list[Any]:
    """With sums in pounds."""
    return [in_pounds(row[name]) if name.endswith("_pence") else row[name] for name in columns]


def _table(title: str, columns: Sequence[str], rows: list[dict[str, Any]]) -> None:
    print(f"\n{title}")
    if not rows:
        print("(nothing on record)")
        return
    write_list(heads(columns), ([_cell(name, row[name]) for name in columns] for row in rows), "table")


def _cell(name: str, value: Any) -> Any:
    return _people(value) if name.endswith("_pence") else value


def _people(pence: int) -> str:
    return in_pounds_for_people(pence).removesuffix(".00")
