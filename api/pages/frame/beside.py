"""What takes longer than a page may: done in a process beside the server, once for all who ask for the same.

Whoever waits sees how far it is on a page that grows until the end, with no script and no reloading.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from fastapi import Request
from fastapi.responses import StreamingResponse
from markupsafe import escape

from api.errors import TooMuchUnderWay
from api.known_errors import kind_of, message_of
from api.pages.frame.navigation import sections_of
from api.pages.frame.rendering import text_of
from api.pages.frame.visiting import Visit
from api.wording.words import number
from ledger.ledger import Ledger
from projections.workers import Task, in_a_process

AT_ONCE, WAITING_MAX, KEPT_MAX = 1, 6, 12
WAIT_SECONDS = 4.0
"""What is done by then is shown at once."""
SHOWN_SECONDS = 600.0
"""For so long a page goes on telling how far it is."""
_LOOK_SECONDS = 0.4
_MARKER = "<!-- goes on -->"


@dataclass(slots=True)
class Work:
    """`result` is there when it has `ended` without an `error`."""

    task: Task[Any]
    doing: str = ""
    done: int = 0
    expected: int = 0
    result: Any = None
    error: Exception | None = None
    ended: Event = field(default_factory=Event)

    def tell(self, doing: str, done: int, expected: int) -> None:
        self.doing, self.done, self.expected = doing, done, expected

    def within(self, seconds: float) -> bool:
        """Whether it has ended well by then. Raises what it failed with."""
        self.ended.wait(seconds)
        if self.error is not None:
            raise self.error
        return self.ended.is_set()


class Beside:
    """Of one server, in memory: after a restart it is begun anew. Safe to share between threads."""

    def __init__(self) -> None:
        self._works: OrderedDict[Hashable, Work] = OrderedDict()
        self._changing, self._stopping = Lock(), Event()
        self._threads = ThreadPoolExecutor(AT_ONCE, "beside")

    def held(self, asked: Hashable) -> Work | None:
        return self._works.get(asked)

    def asked(self, ledger: Ledger, asked: Hashable, task: Task[Any], *, anew: bool = False) -> Work:
        """What is under way already, or was done before unless it is to be done `anew`. Raises `TooMuchUnderWay`."""
        with self._changing:
            held = self._works.get(asked)
            if held is not None and not (held.ended.is_set() and (anew or held.error)):
                self._works.move_to_end(asked)
                return held
            if sum(not one.ended.is_set() for one in self._works.values()) >= WAITING_MAX:
                raise TooMuchUnderWay("The server has as much to work out as it takes on. Ask again in a while.")
            work = self._works[asked] = Work(task)
            self._works.move_to_end(asked)
            self._forget()
            self._threads.submit(self._do, ledger, work)
        return work

    def stop(self) -> None:
        self._stopping.set()
        self._threads.shutdown(cancel_futures=True)

    def _do(self, ledger: Ledger, work: Work) -> None:
        try:
            work.result = in_a_process(ledger, work.task, work.tell, self._stopping)
        except Exception as error:
            work.error = error
        finally:
            work.ended.set()

    def _forget(self) -> None:
        ended = [asked for asked, one in self._works.items() if one.ended.is_set()]
        for asked in ended[: max(0, len(self._works) - KEPT_MAX)]:
            del self._works[asked]


def beside(request: Request) -> Beside:
    found = request.app.state.beside
    assert isinstance(found, Beside)
    return found


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
