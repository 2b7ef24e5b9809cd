"""`outcomes scheme list`, `show`, `diff` and `check`: the rules for whoever has to read, compare or try them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import At, DataDir, Known, LedgerName, ListFormat, ReportFormat
from api.command_line.output import write_list

if TYPE_CHECKING:
    from api.answers.schemes import FamiliesTurned
    from domain.rules.scheme import Scheme

app = typer.Typer(
    name="scheme",
    help="The rules: list, show, compare and check them, under any local plan.",
    rich_markup_mode=None,
)

OverlayName = Annotated[
    str | None,
    typer.Option(
        "--overlay", metavar="O", help="A local plan over the national rules: its name, or its file."
    ),
]


@app.command("list")
def list_schemes(format: ListFormat = None) -> None:
    """List the schemes, and each with every local plan that says something of it."""
    from api.answers.schemes import rule_sets_listed
    from api.command_line.scheme_reports import LIST_COLUMNS

    write_list(LIST_COLUMNS, rule_sets_listed(), format)


@app.command()
def show(
    scheme: Annotated[str, typer.Argument(metavar="S", help="The scheme.")],
    overlay: OverlayName = None,
    at: At = None,
    format: ReportFormat = None,
) -> None:
    """Print the rules in force on a day in plain English, with the source and certainty of each."""
    from api.command_line.scheme_reports import write_rules
    from ledger.local_plans import rules_under

    day = day_asked(at)
    write_rules(rules_under(scheme, overlay), day, format)


@app.command()
def diff(
    first: Annotated[str, typer.Argument(metavar="A", help="A scheme; under a local plan as SCHEME+PLAN.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another, or the same one under another plan.")],
    at: At = None,
    known: Known = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Print what differs between two rule sets; with --ledger, also which families they decide differently on a day.

    PLAN is the name of a local plan or the file it is in: troubled-families-2012+plans/ours.yaml.
    """
    from api.command_line.scheme_reports import write_differences
    from api.errors import OptionUnusable
    from domain.rules.differences import differences
    from ledger.local_plans import rules_under

    day = day_asked(at)
    if known is not None and ledger is None:
        raise OptionUnusable("--known goes with --ledger: name the ledger whose families are to be compared.")
    rules = [rules_under(*_named(name)) for name in (first, second)]
    found = differences(rules[0], rules[1], day.toordinal())
    families = None if ledger is None else _families(rules[0], rules[1], day, known, ledger, data_dir)
    write_differences(found, families, day, format)


def _families(
    first: Scheme, second: Scheme, day: date, known: str | None, ledger: str, data_dir: Path | None
) -> FamiliesTurned:
    from api.answers.schemes import families_turned

    with question(data_dir, ledger, known, of_tables=False) as asked:
        return families_turned(asked.ledger, first, second, day, asked.known)


def _named(name: str) -> tuple[str, str | None]:
    scheme, _, overlay = name.partition("+")
    return scheme, overlay or None


@app.command()
def check(
    scheme: Annotated[str | None, typer.Argument(metavar="[S]", help="The scheme; by default every one.")] = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", metavar="FILE", help="Worked cases; by default those shipped.")
    ] = None,
    overlay: OverlayName = None,
    format: ReportFormat = None,
) -> int:
    """Put worked cases to the rules. Exit code 1 says that the rules say otherwise of some; nothing is recorded."""
    from api.command_line.ending import DONE, DONE_WITH_REJECTS
    from api.command_line.scheme_checks import checked, write_checks

    results = checked(scheme, cases, overlay)
    write_checks(results, format)
    return DONE if all(result.passed for result in results) else DONE_WITH_REJECTS
