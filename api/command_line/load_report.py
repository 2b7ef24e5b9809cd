"""What a load did, as text, csv or json. Of rejected rows only the reasons are shown, never what is in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.command_line.options import Format
from api.command_line.output import write_json, write_list
from domain.counts import how_many, how_many_are

if TYPE_CHECKING:
    from api.acts.loading import PackChecked
    from intake.agencies.settling import Settled
    from intake.loading import LoadReport

_COLUMNS = ("file", "kind", "read", "recorded", "corrected", "repeated", "rejected", "blank")
_MATCHED = ("linked_by_number", "linked_by_likeness", "queued", "apart", "undone", "not_compared")


def write_load_report(report: LoadReport, format: Format | None) -> None:
    """csv has the counts alone, so the rest goes to stderr."""
    if format == "json":
        write_json(_as_json(report))
    elif format == "csv":
        write_list(_COLUMNS, ([getattr(file, name) for name in _COLUMNS] for file in report.files), "csv")
        print("\n".join(_remarks(report)), file=sys.stderr)
    else:
        print("\n".join([*map(str, report.files), *_remarks(report)]))


def write_check_report(checked: PackChecked, format: Format | None) -> None:
    """What would become of the rows, were they loaded now."""
    columns = ("file", "kind", "read", "good", "rejected", "blank")
    rows = [[getattr(file, name) for name in columns] for file in checked.files]
    remarks = [*(f"rejected: {reason}" for reason in checked.reasons),
               *(f"notice: {notice}" for notice in checked.notices)]  # fmt: skip
    if format == "json":
        files = [dict(zip(columns, row, strict=True)) for row in rows]
        write_json({"files": files, "reasons": list(map(str, checked.reasons)), "notices": list(checked.notices)})
    elif format == "csv":
        write_list(columns, rows, "csv")
        print("\n".join(remarks), file=sys.stderr)
    else:
        told = [f"{file}: {read:,} read = {good:,} good + {rejected:,} rejected + {blank:,} blank"
                for file, _, read, good, rejected, blank in rows]  # fmt: skip
        print("\n".join([*told, *remarks, "Nothing was recorded."]))


def _remarks(report: LoadReport) -> Iterator[str]:
    yield from (f"rejected: {reason}" for reason in report.reasons)
    yield from (f"notice: {notice}" for notice in report.notices)
    yield from matched_in_words(report.matched)
    if report.rejects:
        them = "it" if report.rejected == 1 else "them"
        folder = report.rejects[0].parent
        yield f"{how_many_are(report.rejected, 'rejected row')} in {folder}: correct {them} there, and load the folder."
    if report.events == 0:
        yield "Nothing new: the ledger is as it was."
    yield f"{how_many(report.events, 'event')} recorded; the log is at position {report.position}."


def matched_in_words(settled: Settled) -> Iterator[str]:
    """What became of agencies' records; nothing where none was looked at."""
    if settled.looked_at or settled.undone:
        yield (f"of {how_many(settled.looked_at, 'record')} of agencies, {settled.linked_by_number:,} were linked by"
               f" number and {settled.linked_by_likeness:,} by likeness, {settled.queued:,} wait for a person (see:"
               f" outcomes matching queue), {settled.apart:,} are like nobody of ours")
    if settled.undone:
        yield f"{how_many_are(settled.undone, 'link')} undone, because the numbers say otherwise now"
    if settled.not_compared:
        yield "nothing was compared by likeness: Splink is not installed (pip install 'outcomes-ledger[matching]')"


def _as_json(report: LoadReport) -> dict[str, object]:
    return {
        "files": [{name: getattr(file, name) for name in _COLUMNS} for file in report.files],
        "reasons": [
            {"file": reason.file, "column": reason.column, "reason": reason.reason, "rows": reason.count,
             "first_lines": list(reason.first_lines)}
            for reason in report.reasons
        ],
        "notices": [str(notice) for notice in report.notices],
        "rejects": [str(path) for path in report.rejects],
        "matched": {name: getattr(report.matched, name) for name in _MATCHED},
        "events": report.events,
        "position": report.position,
    }  # fmt: skip
