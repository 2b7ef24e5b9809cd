"""Lists: a page as JSON with a cursor to the next one, or the whole as csv or NDJSON, a thousand rows at a time.

Pages belong together: each says in its cursor as of which position it is, and on which day, and the next is so too.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from api.access.door import Door
from api.http.asking import caller_of
from api.http.cursors import CURSOR_LENGTH_MAX, Cursor, cursor_from, cursor_text, question_of
from api.http.forms import CSV, JSON, NDJSON, as_json, form_accepted
from api.http.parameters import POSITION_HEADER, Known
from api.today import today_here
from api.wording.spreadsheets import guarded
from projections.queries.pages import Page, Part

LIMIT = 100
LIMIT_MAX = 1_000
"""Rows on a page of JSON. A whole list is had as csv or NDJSON."""
ROWS_AT_A_TIME = 1_000
"""Rows that a whole list holds in memory while it is sent."""

Row = TypeVar("Row")

Limit = Annotated[
    int, Query(description="How many rows a page has at most; csv and NDJSON have all.", ge=1, le=LIMIT_MAX)
]
CursorText = Annotated[
    str | None,
    Query(
        description="Where to go on: what the page before said as `next`. The other parameters stay as they were.",
        max_length=CURSOR_LENGTH_MAX, pattern=r"^[A-Za-z0-9_-]+$"),
]  # fmt: skip

LISTED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of the list as JSON; the whole list as csv or NDJSON.",
        "content": {
            CSV: {"schema": {"type": "string", "description": "The whole list, a line of headings first (RFC 4180)."}},
            NDJSON: {"schema": {"type": "string", "description": "The whole list, an item of JSON on each line."}},
        },
        "headers": {
            "Link": {"schema": {"type": "string"}, "description": 'The next page (`rel="next"`), while there is one.'},
            POSITION_HEADER: {"schema": {"type": "integer"}, "description": "The position, as in the body."},
        },
    }
}


@dataclass(frozen=True, slots=True)
class Listed(Generic[Row]):
    """A list and how its rows are shown. `page` gives the rows of a part, as known at a position; None is now.

    `key` is what the parts go on from: it orders the rows, and no two have the same.
    """

    page: Callable[[int | None, Part], Page[Row]]
    key: Callable[[Row], tuple[Any, ...]]
    item: Callable[[Row], dict[str, Any]]
    columns: Sequence[str]
    cells: Callable[[Row], Iterable[Any]]


@dataclass(slots=True)
class Listing:
    """How a list was asked for."""

    request: Request
    question: bytes
    form: str
    limit: int
    cursor: Cursor | None
    known: int | None
    at: date | None = None

    def day(self, at: date | None) -> date:
        """The day asked about: today by default, and on every page the day of the first."""
        self.at = self.cursor.at if self.cursor and self.cursor.at else at or today_here()
        return self.at

    def answer(self, listed: Listed[Row], **said: Any) -> Response:
        """`said` goes before the items of a page."""
        return self._page(listed, said) if self.form == JSON else self._whole(listed)

    def _page(self, listed: Listed[Row], said: dict[str, Any]) -> Response:
        found = listed.page(self.known, Part(self._after, self.limit + 1))
        rows, more = found.rows[: self.limit], len(found.rows) > self.limit
        headers = {POSITION_HEADER: str(found.position), "Vary": "Accept"}
        following = None
        if more:
            following = cursor_text(self.question, Cursor(found.position, self.at, listed.key(rows[-1])))
            address = self.request.url.include_query_params(cursor=following)
            headers["Link"] = f'<{address.path}?{address.query}>; rel="next"'
        body = {**said, "items": [listed.item(row) for row in rows], "next": following, "position": found.position}
        return Response(as_json(body), headers=headers, media_type=JSON)

    def _whole(self, listed: Listed[Row]) -> Response:
        """The first rows are asked for before the answer begins, so that what is wrong is told as a problem."""
        first = listed.page(self.known, Part(self._after, ROWS_AT_A_TIME))
        parts = _parts(listed, first)
        lines = _ndjson(listed, parts) if self.form == NDJSON else _csv(listed, parts)
        headers = {POSITION_HEADER: str(first.position), "Vary": "Accept"}
        return StreamingResponse(lines, media_type=f"{self.form}; charset=utf-8", headers=headers)

    @property
    def _after(self) -> tuple[Any, ...] | None:
        return self.cursor.key if self.cursor else None


def _listing(request: Request, known: Known, limit: Limit = LIMIT, cursor: CursorText = None) -> Listing:
    listing = _listing_now(request, limit, cursor)
    listing.known = listing.cursor.position if listing.cursor else known
    return listing


def _listing_now(request: Request, limit: Limit = LIMIT, cursor: CursorText = None) -> Listing:
    door: Door = request.app.state.door
    question = question_of(request, caller_of(request).ledger, door.database.master_key.derived("outcomes cursors"))
    goes_on = cursor_from(question, cursor) if cursor else None
    return Listing(request, question, form_accepted(request, JSON, CSV, NDJSON), limit, goes_on, None)


AsList = Annotated[Listing, Depends(_listing)]
AsListNow = Annotated[Listing, Depends(_listing_now)]
"""Of what is no history, and so cannot be asked for as known earlier."""


def _parts(listed: Listed[Row], first: Page[Row]) -> Iterator[list[Row]]:
    rows = first.rows
    while rows:
        yield rows
        if len(rows) < ROWS_AT_A_TIME:
            return
        rows = listed.page(first.position, Part(listed.key(rows[-1]), ROWS_AT_A_TIME)).rows


def _ndjson(listed: Listed[Row], parts: Iterable[list[Row]]) -> Iterator[bytes]:
    for rows in parts:
        yield b"".join(as_json(listed.item(row), orjson.OPT_APPEND_NEWLINE) for row in rows)


def _csv(listed: Listed[Row], parts: Iterable[list[Row]]) -> Iterator[str]:
    yield _csv_lines([listed.columns])
    for rows in parts:
        yield _csv_lines(map(_guarded, listed.cells(row)) for row in rows)


def _csv_lines(rows: Iterable[Iterable[Any]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)  # as RFC 4180 has it
    return text.getvalue()


def _guarded(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat().replace("+00:00", "Z")  # as in the other forms
    if isinstance(cell, list | tuple):
        cell = ";".join(map(str, cell))
    return guarded(cell)


def few(
    rows: Iterable[dict[str, Any]], position: int, columns: Sequence[str], key: Sequence[str] = ()
) -> Listed[tuple[tuple[Any, ...], dict[str, Any]]]:
    """A list that is short enough to be made whole for every page, because something else than families bounds it:

    the program (schemes, their differences, schemas, problems, measures), the calendar (rounds, returns, payments),
    the authority's own offices (its ledger, lead workers, districts, agencies, partners, actions, tokens, witnesses,
    unit costs), or one load (its corrections). `tests/api/test_lists_of_any_length.py` holds every other list to parts.

    It is ordered by its columns `key`, words and numbers of which no two rows have the same; without them it keeps the
    order of `rows`, which may only grow at its end.
    """
    keyed = [(tuple(row[name] for name in key) or (place,), row) for place, row in enumerate(rows)]

    def page(known: int | None, part: Part) -> Page[tuple[tuple[Any, ...], dict[str, Any]]]:
        following = keyed if part.after is None else [row for row in keyed if row[0] > part.after]
        return Page(position, following[: part.limit])

    return Listed(page, lambda row: row[0], lambda row: row[1], columns, lambda row: [row[1][c] for c in columns])
