"""What every question takes, and how it is read."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from api.access.door import Door
from api.answers.questions import position_asked
from api.defaults import SQL_TEXT, WITHIN_DAYS_MAX
from api.errors import NoSuchDay
from api.http.asking import REFERENCE_LENGTH_MAX, caller_of
from api.places import Place
from api.wording.days import day_from
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.tracking import live_position

POSITION_HEADER = "X-Ledger-Position"
KNOWN_LENGTH_MAX = 40


def day_said(value: object) -> object:
    """The mistake is told without the value."""
    if isinstance(value, date) or value is None:
        return value
    try:
        return day_from(str(value))
    except NoSuchDay:
        raise ValueError("write a day as year-month-day, such as 2012-09-03") from None


Day = Annotated[
    Annotated[date, BeforeValidator(day_said)] | None,
    Query(description="The civil day asked about, such as 2014-03-31; today by default.", examples=["2014-03-31"]),
]
KnownThen = Annotated[
    str | None,
    Query(
        description="As known then: a position in the log, an instant (UTC if it names no zone), or a day, meaning its"
        " end. By default all that is known now.",
        max_length=KNOWN_LENGTH_MAX,
        examples=["41208", "2014-03-01T09:30:00Z"],
        json_schema_extra={"anyOf": [
            {"type": "string", "pattern": "^[0-9]{1,18}$"}, {"type": "string", "format": "date"},
            {"type": "string", "format": "date-time"}, {"type": "null"}]},
    ),
]
SchemeName = Annotated[
    str, Query(description="The scheme.", max_length=60, pattern=SQL_TEXT, json_schema_extra={"enum": [*SCHEMES]})
]
SchemeOnly = Annotated[
    str | None,
    Query(description="Only of this scheme.", max_length=60, pattern=SQL_TEXT,
          json_schema_extra={"enum": [*SCHEMES, None]}),
]
ResultName = Annotated[
    str | None,
    Query(description="A kind of result of the scheme, such as CAE; the eligibility by default.", max_length=20,
          pattern=SQL_TEXT),
]
ResultOnly = Annotated[
    str | None,
    Query(description="Only this kind of result of the scheme, such as CAE.", max_length=20, pattern=SQL_TEXT),
]
WithinDays = Annotated[int, Query(description="How many days to look ahead.", ge=0, le=WITHIN_DAYS_MAX)]
FamilyReference = Annotated[
    str,
    Path(
        description="The authority's own family_id.",
        max_length=REFERENCE_LENGTH_MAX,
        min_length=1, pattern=SQL_TEXT,
        examples=["OXF-00002"],
    ),
]


async def the_ledger(request: Request) -> Ledger:
    """Of the caller; open since the guard let them in. What they may do there is for the route's `asks(...)`."""
    door: Door = request.app.state.door
    return door.ledger(caller_of(request))


def the_place(request: Request) -> Place:
    """Where this server keeps its files."""
    place: Place = request.app.state.settings.place
    return place


OfLedger = Annotated[Ledger, Depends(the_ledger)]


async def position_known(request: Request, known: KnownThen = None) -> int | None:
    return None if known is None else await run_in_threadpool(position_asked, await the_ledger(request), known)


Known = Annotated[int | None, Depends(position_known)]


def true_as_of(ledger: Ledger, known: int | None) -> int:
    """Asked before the tables are read: all that was recorded up to it is in the answer, and perhaps a little more."""
    return live_position(ledger) if known is None else known


def log_as_of(ledger: Ledger, known: int | None) -> int:
    """As `true_as_of`, where the answer is read from the log and not from the tables."""
    return ledger.position() if known is None else known


def say_position(response: Response, position: int) -> None:
    response.headers[POSITION_HEADER] = str(position)
