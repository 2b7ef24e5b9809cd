"""A part of the sample: whole families, few enough to be loaded for each test anew."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "samples" / "oxfordshire-2012"
FAMILIES = 120

Rows = list[dict[str, str]]


def write_pack(folder: Path, families: int = FAMILIES) -> Path:
    """The first families of the sample, with everything that is said of them."""
    wanted = {f"OXF-{number:05}" for number in range(1, families + 1)}
    people = {row["person_id"] for row in rows_of("people") if row["family_id"] in wanted}
    folder.mkdir(parents=True, exist_ok=True)
    for kind in sorted(path.stem for path in SAMPLE.glob("*.csv")):
        kept = [row for row in rows_of(kind) if kind == "terms" or row.get("family_id") in wanted
                or row.get("person_id") in people]
        write_rows(folder / f"{kind}.csv", kept)
    return folder


def write_rows(path: Path, rows: Rows) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@cache
def rows_of(kind: str) -> Rows:
    with (SAMPLE / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
