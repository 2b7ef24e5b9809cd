"""Figures of other councils, regions and the nation, each with its source; a file of the user's adds to them.

No figure is worked out from another: where an area has published what it claimed and not its target, it has no share.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from api.errors import OptionUnusable

COLUMNS = ("area", "kind", "as_of", "claimed", "funded", "target", "source")
KINDS = ("council", "region", "nation")
BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """`claimed` are families turned around, `funded` those whose results are paid for; None: not published."""

    area: str
    kind: str
    as_of: str
    claimed: int | None
    funded: int | None
    target: int | None
    source: str

    @property
    def share_percent(self) -> float | None:
        """Of the target claimed."""
        return None if self.claimed is None or not self.target else 100 * self.claimed / self.target


def published(added: Path | None = None) -> list[Figure]:
    """Those that are shipped, and those of the user's file. Raises `OptionUnusable` for a file that cannot be read."""
    shipped = files("api.forecasting").joinpath("published-figures.csv").read_text("utf-8")
    found = list(_figures(shipped.splitlines(), "the shipped figures"))
    return found + (list(_figures(_lines(added), str(added))) if added else [])


def _lines(path: Path) -> list[str]:
    try:
        if path.stat().st_size > BYTES_MAX:
            raise OptionUnusable(f"{path} has more than {BYTES_MAX:,} bytes; a list of figures is a page.")
        return path.read_text("utf-8-sig").splitlines()
    except (FileNotFoundError, IsADirectoryError):
        raise OptionUnusable(f"There is no file {path}: name a CSV with the columns {', '.join(COLUMNS)}.") from None
    except UnicodeDecodeError:
        raise OptionUnusable(f"{path} is not text in UTF-8: save it as CSV in UTF-8.") from None


def _figures(lines: Iterable[str], name: str) -> Iterator[Figure]:
    reader = csv.DictReader(lines)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise OptionUnusable(f"{name} needs the columns {', '.join(COLUMNS)}, in this order.")
    for row in reader:
        where = f"{name}, line {reader.line_num}"
        if None in row or None in row.values():
            raise OptionUnusable(f"{where}: it does not have {len(COLUMNS)} cells.")
        if row["kind"] not in KINDS or not row["area"].strip() or not row["source"].strip():
            raise OptionUnusable(f"{where}: a figure has an area, a kind ({', '.join(KINDS)}) and a source.")
        claimed, funded, target = (_number(row[column], where) for column in ("claimed", "funded", "target"))
        yield Figure(row["area"].strip(), row["kind"], row["as_of"].strip(), claimed, funded, target,
                     row["source"].strip())


def _number(text: str, where: str) -> int | None:
    plain = text.strip().replace(",", "")
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise OptionUnusable(f"{where}: {text[:20]!r} is no number of families.")
    return int(plain)
