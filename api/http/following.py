"""A feed as server-sent events (WHATWG HTML, 9.2): as they are recorded, with heartbeats, to readers who keep up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Send

from api.access.caller import demand
from api.access.errors import NotAllowed, TokenRefused
from api.answers.feed import events_after
from api.http.asking import Asking
from api.http.forms import EVENTS, as_json
from api.http.guard import caller_from
from api.http.news import News

HEARTBEAT_SECONDS = 15.0
"""After so long without news a comment is sent, so that nobody on the way takes the connection for dead."""
SLOW_SECONDS = 30.0
"""A reader who takes nothing for so long is cut off; it comes again with Last-Event-ID and loses nothing."""
RETRY_MILLISECONDS = 2_000


class Followed(StreamingResponse):
    """Ends when the reader is too slow."""

    def __init__(self, content: AsyncIterator[bytes]) -> None:
        super().__init__(content, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})

    async def stream_response(self, send: Send) -> None:
        async def in_time(message: Message) -> None:
            await asyncio.wait_for(send(message), SLOW_SECONDS)

        with suppress(TimeoutError):
            await super().stream_response(in_time)


def followed(request: Request, asking: Asking, news: News, after: int) -> Followed:
    """Raises `FeedFull`."""
    news.refuse_where_full()
    return Followed(_lines(request, asking, news, after))


async def _lines(request: Request, asking: Asking, news: News, after: int) -> AsyncIterator[bytes]:
    yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
    with news.followed() as heard:
        while not request.app.state.stopping.is_set() and await _may_still(request, asking):
            heard.clear()
            events = await run_in_threadpool(events_after, asking.ledger, asking.caller, after)
            if events:
                after = int(events[-1]["id"])
                yield b"".join(map(_line, events))
            elif not await _comes(heard.wait()):
                yield b": nothing new\n\n"


async def _may_still(request: Request, asking: Asking) -> bool:
    """A token that has ended or was revoked meanwhile ends what was begun with it."""
    try:
        demand(await caller_from(request.scope), asking.operation)
    except (TokenRefused, NotAllowed):
        return False
    return True


async def _comes(news: Awaitable[Any]) -> bool:
    try:
        await asyncio.wait_for(news, HEARTBEAT_SECONDS)
    except TimeoutError:
        return False
    return True


def _line(event: dict[str, Any]) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (event["id"].encode(), event["type"].encode(), as_json(event))
