"""How far work beside the server is: on a page that grows until the end, with no script and no reloading."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from fastapi.responses import StreamingResponse
from markupsafe import escape

from api.known_errors import kind_of, message_of
from api.pages.frame.beside import Work
from api.pages.frame.navigation import sections_of
from api.pages.frame.rendering import text_of
from api.pages.frame.visiting import Visit
from api.wording.words import number

SHOWN_SECONDS = 600.0
"""For so long a page goes on telling how far it is."""
_LOOK_SECONDS = 0.4
_MARKER = "<!-- goes on -->"


def shown_under_way(visit: Visit, work: Work, title: str, what: str) -> StreamingResponse:
    """A page that tells how far the work is, and when it has ended leads to itself: there the result is."""
    page = text_of("under_way", visit=visit, menu=sections_of(visit), title=title, what=what, marker=_MARKER)
    head, tail = page.split(_MARKER)
    return StreamingResponse(_telling(work, head, tail, visit.here()), media_type="text/html; charset=utf-8")


async def _telling(work: Work, head: str, tail: str, there: str) -> AsyncIterator[str]:
    yield head
    told, until = "", time.monotonic() + SHOWN_SECONDS
    while not work.ended.is_set() and time.monotonic() < until:
        if (line := _line(work)) != told:
            told = line
            yield f"<li>{escape(line)}</li>\n"
        await asyncio.sleep(_LOOK_SECONDS)
    if work.ended.is_set() and work.error is None:
        yield "<li>It is done.</li>\n"
    yield f"</ol>{_end(work, there)}{tail}"


def _line(work: Work) -> str:
    if not work.doing:
        return "Waiting for its turn"
    return f"{work.doing.capitalize()}: {number(work.done)}" + (f" of {number(work.expected)}" if work.expected else "")


def _end(work: Work, there: str) -> str:
    if not work.ended.is_set():
        return f'<p>It is still going on. <a href="{escape(there)}">See how far it is</a></p>'
    if work.error is not None:
        known = kind_of(work.error)
        why = message_of(work.error) if known else "This is a fault of the program, not yours."
        return f'<div class="alert alert-danger" role="alert">It could not be done. {escape(why)}</div>'
    return f'<p><a class="btn btn-primary" href="{escape(there)}">Show what was found</a></p>'
