"""What a load did, as text, csv or json. Of rejected rows only the reasons are shown, never what is in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.command_line.options import Format
from api.command_line.output import write_json, write_list

if TYPE_CHECKING:
    from intake.loading import LoadReport

_COLUMNS = ("file", "kind", "read", "recorded", "corrected", "repeated", "rejected", "blank")


def write_load_report(report: LoadReport, format: Format | None) -> None:
    """csv has the counts alone, so the rest goes to stderr."""
    if format == "json":
        write_json(_as_json(report))
    elif format == "csv":
        write_list(_COLUMNS, ([getattr(file, name) for name in _COLUMNS] for file in report.files), "csv")
        print("\n".join(_remarks(report)), file=sys.stderr)
    else:
        print("\n".join([*map(str, report.files), *_remarks(report)]))


def _remarks(report: LoadReport) -> Iterator[str]:
    yield from (f"rejected: {reason}" for reason in report.reasons)
    yield from (f"notice: {notice}" for notice in report.notices)
    if report.rejects:
        yield f"{report.rejected:,} rejected rows are in {report.rejects[0].parent}: correct them there, and load it."
    if report.events == 0:
        yield "Nothing new: the ledger is as it was."
    yield f"{report.events:,} events recorded; the log is at position {report.position}."


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
        "events": report.events,
        "position": report.position,
    }  # fmt: skip
