"""Tables of a page for people's spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from fastapi import Response

from api.wording.spreadsheets import guarded


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """As UTF-8 with a mark at the start, which spreadsheets need to tell it."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([head, *([guarded(cell) for cell in row] for row in rows)])
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response("\ufeff" + text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
