"""Writing lists for people (a table on a terminal, aligned columns elsewhere) and for programs (csv, json)."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, islice
from typing import Any

from api.command_line.options import Format
from api.wording.spreadsheets import guarded

ROWS_MEASURED = 1_000
"""How many rows decide the widths of a plain table; it is written as it comes, however long."""

Row = Sequence[Any]


def is_terminal() -> bool:
    return sys.stdout.isatty()


def list_format(asked: Format | None) -> Format:
    """What lists are written as."""
    return asked or ("table" if is_terminal() else "csv")


def write_list(columns: Sequence[str], rows: Iterable[Row], asked: Format | None) -> None:
    """Writes rows as they come: a long list of csv or json is never held in memory."""
    _WRITERS[list_format(asked)](columns, rows)


def write_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False, default=str)
    sys.stdout.write("\n")


def _csv(columns: Sequence[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(map(guarded, row) for row in rows)


def _json(columns: Sequence[str], rows: Iterable[Row]) -> None:
    separator = "["
    for row in rows:
        said = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=str)
        sys.stdout.write(f"{separator}\n{said}")
        separator = ","
    sys.stdout.write("[]\n" if separator == "[" else "\n]\n")


def _table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    if is_terminal():
        _rich_table(columns, rows)
    else:
        _plain_table(columns, rows)


def _rich_table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, header_style="bold", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(shown(cell), justify="right" if is_number(cell) else "left") for cell in row))
    Console().print(table)


def _plain_table(columns: Sequence[str], rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    first = list(islice(waiting, ROWS_MEASURED))
    widths = [max(len(shown(row[place])) for row in [columns, *first]) for place in range(len(columns))]
    for row in chain([columns], first, waiting):
        print("  ".join(map(_padded, row, widths)).rstrip())


def _padded(cell: Any, width: int) -> str:
    return shown(cell).rjust(width) if is_number(cell) else shown(cell).ljust(width)


def is_number(cell: Any) -> bool:
    """Also one that is written with commas for people."""
    return isinstance(cell, int) or (isinstance(cell, str) and cell.replace(",", "").isdigit())


def shown(cell: Any) -> str:
    """A value for people. Control characters, which could command a terminal, are shown by their numbers."""
    text = "" if cell is None else str(cell)
    return text if text.isprintable() else "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


_WRITERS: dict[Format, Callable[[Sequence[str], Iterable[Row]], None]] = {"csv": _csv, "json": _json, "table": _table}
