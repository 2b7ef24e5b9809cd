"""`outcomes rebuild` and `outcomes retry`: making the tables anew, all of them or those of parked families."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.options import DataDir, LedgerName, ReportFormat
from api.command_line.output import write_list
from api.command_line.progress import progress_shown
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from domain.counts import how_many, how_many_are
from ledger.progress import telling

if TYPE_CHECKING:
    from ledger.ledger import Ledger
    from projections.comparing import Difference
    from projections.rebuild import Rebuilt

DIFFER = 1
"""The exit code where the new tables differ from the old ones."""

_COLUMNS = ("table", "family_id", "row", "column", "before", "after")


def rebuild(
    diff: Annotated[bool, typer.Option(
        "--diff", help="Report every row that differs between the old tables and the new, and stop there.")] = False,
    swap: Annotated[bool, typer.Option(
        "--swap", help="After --diff: put the new tables in the place of the old ones all the same.")] = False,
    drop_previous: Annotated[bool, typer.Option(
        "--drop-previous", help="Only drop the tables that the last rebuild replaced.")] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> int:  # fmt: skip
    """Make the tables anew from the whole log; readers see the old ones until the new ones are complete."""
    if (swap and not diff) or (drop_previous and diff):
        raise OptionUnusable("--swap goes with --diff (a rebuild alone swaps by itself), and --drop-previous alone.")
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if drop_previous:
            _drop_previous(opened)
            return 0
        rebuilt = _rebuilt(opened, diff, swap or not diff)
        if diff:
            _report(opened, rebuilt, format)
            return DIFFER if rebuilt.differences else 0
        _tell(opened.name, rebuilt, format)
    return 0


def retry(ledger: LedgerName = None, data_dir: DataDir = None) -> int:
    """Try the parked families again: those that could not be folded, and are missing from every list."""
    from projections.runner import retry_parked

    with opened_ledger(place_from(data_dir, ledger)) as opened, progress_shown() as tell:
        parked = retry_parked(opened, telling(tell, "deciding"))
    print(f"{how_many_are(parked, 'family')} parked still; see `outcomes status`." if parked
          else "No family is parked any more.")  # fmt: skip
    return DIFFER if parked else 0


def _rebuilt(ledger: Ledger, compare: bool, swap: bool) -> Rebuilt:
    from projections.rebuild import rebuild as make_anew

    with progress_shown() as tell:
        return make_anew(ledger, compare=compare, swap=swap, progress=telling(tell, "rebuilding"))


def _drop_previous(ledger: Ledger) -> None:
    from projections.rebuild import drop_previous

    drop_previous(ledger)
    print(f"The tables of {ledger.name} from before the last rebuild are gone.")


def _tell(name: str, rebuilt: Rebuilt, format: ReportFormat) -> None:
    if format is None:
        families = how_many(rebuilt.families, "family")
        print(f"Made the tables of {name} anew: {families}, up to position {rebuilt.position}.")
    else:
        write_list(("ledger", "families", "position"), [(name, rebuilt.families, rebuilt.position)], format)


def _report(ledger: Ledger, rebuilt: Rebuilt, format: ReportFormat) -> None:
    if rebuilt.differences or format is not None:
        write_list(_COLUMNS, _lines(ledger, rebuilt.differences), format or "table")
    if format is None:
        print(f"{_how_many(len(rebuilt.differences))} in the tables of {ledger.name}.", end=" ")
        print("The new tables are live." if rebuilt.swapped else "`outcomes rebuild` puts the new tables in place.")


def _lines(ledger: Ledger, found: Sequence[Difference]) -> Iterator[tuple[Any, ...]]:
    """One for each cell that differs; a row that only one side has is one line, its cells together."""
    family_ids = ledger.register.family_ids({one.key["family"] for one in found if "family" in one.key})
    for one in found:
        family = one.key.get("family")
        row = " ".join(str(value) for name, value in one.key.items() if name != "family")
        place = (one.table, family_ids.get(family, family) if family else None, row)
        for column in one.columns():
            yield (*place, column, one.live[column], one.next[column])  # type: ignore[index]
        if not one.columns():
            yield (*place, None, _cells(one.live), _cells(one.next))


def _cells(row: dict[str, Any] | None) -> str:
    return "no such row" if row is None else "; ".join(f"{name} {value}" for name, value in row.items())


def _how_many(differing: int) -> str:
    from projections.comparing import DIFFERENCES_MAX

    if differing >= DIFFERENCES_MAX:
        return f"{how_many(differing, 'row')} or more differ"
    return "1 row differs" if differing == 1 else f"{differing:,} rows differ" if differing else "No row differs"
