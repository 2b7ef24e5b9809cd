"""What takes longer than a page may: done in a process beside the server, once for all who ask for the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

from api.errors import TooMuchUnderWay
from ledger.ledger import Ledger
from projections.workers import Task, in_a_process

AT_ONCE, WAITING_MAX, KEPT_MAX = 1, 6, 12
WAIT_SECONDS = 4.0
"""What is done by then is shown at once."""


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


class UnderWay(Exception):
    """What a page shows takes longer than anyone waits for it: in its place it is shown how far the work is."""

    def __init__(self, work: Work, title: str, why: str) -> None:
        super().__init__(title)
        self.work, self.title, self.why = work, title, why
