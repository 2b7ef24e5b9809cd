"""The feed: every event of the ledger once, in its order; as pages, or as they come."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from api.access.operations import READ_FEED
from api.answers.feed import events_after
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.following import followed
from api.http.forms import EVENTS, JSON, form_accepted
from api.http.listing import LIMIT, LIMIT_MAX
from api.http.news import News
from api.http.v1.models.feed import FeedPage
from ledger.reading import LAST_POSITION

router = APIRouter(tags=["feed"])

After = Annotated[int, Query(description="Events after this position of the log; 0 is all.", ge=0, le=LAST_POSITION)]
LastEventId = Annotated[
    int | None,
    Header(description="The id of the last event that arrived; goes before `after`.", ge=0, le=LAST_POSITION),
]
_AS_EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A page of events, or server-sent events that never end.",
        "content": {EVENTS: {"schema": {"type": "string", "description": "Each with id, event and data."}}},
    }
}


@router.get(
    "/feed", operation_id="feed", response_model=FeedPage, responses=_AS_EVENTS,
    summary="Every event of the log as a CloudEvent, in order: a page, or with text/event-stream as they are recorded",
)  # fmt: skip
async def feed(
    request: Request, asking: Annotated[Asking, asks(READ_FEED)], after: After = 0, last_event_id: LastEventId = None,
    limit: Annotated[int, Query(description="How many events a page has at most.", ge=1, le=LIMIT_MAX)] = LIMIT,
) -> Response:  # fmt: skip
    first = after if last_event_id is None else last_event_id
    if form_accepted(request, JSON, EVENTS) == EVENTS:
        return followed(request, asking, _news(request, asking), first)
    events = await run_in_threadpool(events_after, asking.ledger, asking.caller, first, limit)
    position = int(events[-1]["id"]) if events else first
    return answer({"items": events, "next": position, "position": position}, position, {"Vary": "Accept"})


def _news(request: Request, asking: Asking) -> News:
    state = request.app.state
    held: News = state.news.setdefault(asking.ledger.schema, News(asking.ledger, state.stopping))
    return held
