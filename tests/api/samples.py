"""A small pack: some families of the sample, whole, and the results that are expected of them."""

from __future__ import annotations

import csv
from pathlib import Path

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "samples" / "oxfordshire-2012"
EXPECTED = PROJECT / "tests" / "expected" / "oxfordshire-2012"

ATTACHED = "OXF-00002"
NEVER_ATTACHED = "OXF-00001"
FAMILIES = tuple(f"OXF-{number:05}" for number in range(1, 21))


def write_small_pack(folder: Path) -> Path:
    folder.mkdir(parents=True)
    people = {row["person_id"] for row in _rows("people") if row["family_id"] in FAMILIES}
    for path in sorted(SAMPLE.glob("*.csv")):
        kept = [row for row in _rows(path.stem) if _is_of_these(row, people)]
        write_rows(folder / path.name, kept, list(_rows(path.stem)[0]))
    return folder


def write_rows(path: Path, rows: list[dict[str, str]], columns: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def _rows(kind: str) -> list[dict[str, str]]:
    with (SAMPLE / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _is_of_these(row: dict[str, str], people: set[str]) -> bool:
    if "term_id" in row and "person_id" not in row:
        return True
    return row.get("family_id") in FAMILIES or row.get("person_id") in people


def expected(list_name: str, day: str) -> list[dict[str, str]]:
    """What is expected of these families in the list on that day."""
    with (EXPECTED / f"{list_name}-{day}.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["family_id"] in FAMILIES]
