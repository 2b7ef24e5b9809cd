"""Numbers in a table of a page, with no drawing above them, and those of any table by name as a CSV file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import Response
from starlette.exceptions import HTTPException

from api.pages.drawing.charts import Chart
from api.pages.frame.spreadsheets import as_csv


@dataclass(frozen=True, slots=True)
class Numbers:
    """`title` says what they show. `words` are the columns that hold words; the first is a heading anyhow."""

    name: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    words: frozenset[str] = frozenset()


def written_out(found: Iterable[Chart | Numbers], name: str) -> Response:
    """Those of that name, as they are on the page; 404 where there are none."""
    one = next((one for one in found if one.name == name), None)
    if one is None:
        raise HTTPException(404)
    return as_csv(name, one.head, one.rows)
