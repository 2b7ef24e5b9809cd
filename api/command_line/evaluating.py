"""`outcomes what-works`, `export-research` and `relapse`: what the work comes to, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import DEFAULT_SCHEME, At, DataDir, Known, LedgerName, ReportFormat, SchemeName
from api.command_line.output import write_json, write_list
from domain.counts import how_many_are

if TYPE_CHECKING:
    from api.casework.what_works import WhatWorks
    from projections.queries.comparing_work import Group
    from projections.queries.relapses import Relapse

_COLUMNS = ("intervention", "result", "had it", "reached", "share", "from", "to",
            "had not", "reached by these", "their share", "their from", "their to")  # fmt: skip
WITHHELD = "withheld"

Begun = Annotated[int, typer.Option(
    "--begun-within", metavar="MONTHS", min=0, max=120, help="Interventions begun so long after attachment.")]
Within = Annotated[int, typer.Option(
    "--within", metavar="MONTHS", min=1, max=120, help="Results reached in so many months after that.")]


def what_works(
    at: At = None, known: Known = None, begun_within: Begun = 6, within: Within = 12,
    scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:  # fmt: skip
    """Results of families that had a kind of intervention beside those who had not, with 95% intervals and caveats."""
    from api.casework.what_works import as_json
    from api.casework.what_works import what_works as of

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        found = of(asked.ledger, scheme, day, asked.known, begun_within, within)
    if format == "json":
        write_json(as_json(found))
    elif format == "csv":
        write_list(_COLUMNS, _cells(found), "csv")
    else:
        write_what_works(found)


def write_what_works(found: WhatWorks) -> None:
    from api.casework.what_works import CAVEATS

    print(f"Families attached to {found.scheme}: what was done with them in the first {found.begun_within_months}"
          f" months, and whether they came to a result in the {found.within_months} months after, on {found.at}\n")
    write_list(_COLUMNS, _cells(found), "table")
    print(f"\n'{WITHHELD}': a number of fewer than {found.smallest_group} families, or one that would tell it."
          f" {found.kinds_withheld} other kinds are not listed at all: too few families had them, or had them not.")
    print()
    write_list(("how long it lasted, in weeks", "lower quartile", "median", "upper quartile"), found.lasted, "table")
    print("\nWhat has not ended yet is counted for as long as it lasted (Kaplan and Meier); blank: too few have ended.")
    print(f"{found.not_yet_followed:,} families were attached too late to be followed to the end, and are left out.")
    print(_set_aside(found))
    print("\n".join(["", *CAVEATS]))


def _set_aside(found: WhatWorks) -> str:
    if found.set_aside is None:
        return "Left out as well: those that had reached the result before, or of which it cannot be said (withheld)."
    said = (f"{result} {before} and {unknown}" for result, (before, unknown) in found.set_aside.items())
    return f"Left out as well: families that had reached it before, and of which it cannot be said: {'; '.join(said)}."


def _cells(found: WhatWorks) -> Iterator[list[object]]:
    for one in found.compared:
        yield [one.kind, one.result, *_group(one.had), *_group(one.had_not)]


def _group(group: Group | None) -> list[object]:
    if group is None:
        return [WITHHELD] * 5
    if group.reached is None:
        return [group.families, *[WITHHELD] * 4]
    return [group.families, group.reached, *(f"{share:.0%}" for share in (group.share, group.low, group.high)
                                             if share is not None)]  # fmt: skip


def export_research(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it, as csv. Not one that is there.")],
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Write a row for each attached family, without identities, for researchers; say how much was withheld."""
    from api.casework.researching import export_research as export
    from projections.queries.anonymising import LEVELS

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        told = export(asked.ledger, scheme, day, asked.known, file)
    smallest = told.smallest
    print(f"{how_many_are(len(told.rows), 'family')} in {file}; what may be known of one from elsewhere is"
          f" shared by at least {smallest} of them.")
    for level, number in zip(LEVELS, told.by_level, strict=True):
        if number:
            print(f"  {number} by {level}")
    few = f"fewer than {smallest}" if told.withheld is None else str(told.withheld)
    print(f"{few} families are withheld: too few are like them.")


def relapse(
    at: At = None, known: Known = None,
    months: Annotated[int, typer.Option("--months", min=1, max=120, help="How long after the round.")] = 24,
    families: Annotated[bool, typer.Option("--families", help="Each paid result, not their numbers.")] = False,
    scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:  # fmt: skip
    """Whether what a paid result said was gone came back in the months after, by kind of result."""
    from api.casework.relapsing import CAVEATS, after_the_claim
    from projections.queries.relapses import Relapse as Followed
    from projections.queries.relapses import RelapsesOfKind

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        followed, numbers = after_the_claim(asked.ledger, scheme, day, asked.known, months)
    if families:
        write_list(Followed._fields, map(_relapse_cells, followed.rows), format)
        return
    rows = [[*row[:5], *map(_percent, row[5:8]), *row[8:]] for row in numbers]
    write_list(RelapsesOfKind._fields, rows, format or "table")
    if format is None:
        print("\n".join(["", *CAVEATS]))


def _relapse_cells(row: Relapse) -> list[object]:
    return [";".join(cell) if isinstance(cell, tuple) else ("yes" if cell else "no") if isinstance(cell, bool) else cell
            for cell in row]  # fmt: skip


def _percent(share: float | None) -> str | None:
    return None if share is None else f"{share:.0%}"
