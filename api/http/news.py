"""Waking those who follow a ledger: one listening connection for all of them, in a thread of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread

from api.errors import FeedFull
from ledger.errors import LedgerError
from ledger.ledger import Ledger

FOLLOWERS_MAX = 100
"""Feeds that are followed at the same time in one process, of each ledger."""
LOOK_UP_SECONDS = 1.0
"""How often the thread looks whether it is to stop. Not a poll for news."""

_log = logging.getLogger(__name__)


class News:
    """Says that something was recorded, never what. Listens only while somebody follows."""

    def __init__(self, ledger: Ledger, stopping: Event) -> None:
        self._ledger = ledger
        self._stopping = stopping
        self._followers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = Lock()
        self._listens = False

    @contextmanager
    def followed(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever there may be news. Raises `FeedFull`."""
        follower = asyncio.get_running_loop(), asyncio.Event()
        self.refuse_where_full()
        with self._lock:
            self._followers.add(follower)
            if not self._listens:
                self._listens = True
                Thread(target=self._listen, name="feed-news", daemon=True).start()
        try:
            yield follower[1]
        finally:
            with self._lock:
                self._followers.discard(follower)

    def refuse_where_full(self) -> None:
        """Raises `FeedFull`."""
        if len(self._followers) >= FOLLOWERS_MAX:
            raise FeedFull(f"{FOLLOWERS_MAX} programs follow the feed already. Ask for its pages, or try later.")

    def _listen(self) -> None:
        while self._is_followed():
            try:
                with self._ledger.listener() as listener:
                    self._wake()  # for what was recorded before the listening began
                    while self._is_followed():
                        if listener.wait(LOOK_UP_SECONDS):
                            self._wake()
            except LedgerError as error:
                _log.warning("the feed of %s is interrupted: %s", self._ledger.name, type(error).__name__)
                self._stopping.wait(LOOK_UP_SECONDS)
        self._wake()

    def _is_followed(self) -> bool:
        with self._lock:
            self._listens = bool(self._followers) and not self._stopping.is_set()
            return self._listens

    def _wake(self) -> None:
        with self._lock:
            followers = list(self._followers)
        for loop, heard in followers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(heard.set)
