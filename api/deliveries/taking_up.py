"""Deliveries are taken up one after another by the server that has them on its disk, beside its other requests.

Each ledger has a thread for it as long as there is one to load. A small delivery is loaded in that thread; any other in
a process of its own, which gives way to whoever waits for an answer, and takes its memory with it when it ends. A
delivery that was cut off is begun again when its server comes up, or when somebody asks how far it is.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Lock, Thread

import structlog

from api.deliveries.keeping import folder_of, forget, forget_what_was_left, is_here
from api.deliveries.loading import load_delivery
from api.deliveries.standing import taken
from api.known_errors import kind_of
from api.logs import log_settings, log_to
from api.places import Place
from ledger.deliveries import Delivery
from ledger.errors import RequestUnderWay
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.workers import TaskEnded, in_a_process

IN_THIS_PROCESS_BYTES_MAX = 65_536
"""Of a delivery that is loaded sooner than a process for it would have started."""
ATTEMPTS_MAX = 3
"""So often a delivery is begun: one that a server could not survive is not to end it for ever."""
PAUSE_SECONDS = 5.0
"""Before it is tried again, where the database was busy or out of reach."""
LOST_DAYS = 7
"""After so long without news of a delivery that lies on another disk, that disk is taken to be gone."""
STOP_SECONDS = 10.0

STOPPED = (
    f"The server stopped {ATTEMPTS_MAX} times while it loaded this, perhaps for want of memory. What it had recorded by"
    " then stays. Send the extract again in parts, or load it with `outcomes load`: what is on record already is not"
    " recorded twice.")

LOST = (
    f"The server on whose disk the extract lies has not been heard of for {LOST_DAYS} days. What was recorded stays."
    " Send the extract again: what is on record already is not recorded twice.")

_log = structlog.get_logger(__name__)


class Loading:
    """Made once for a server. Safe to share between threads."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._lock = Lock()
        self._threads: dict[str, Thread] = {}
        self._asked: set[str] = set()
        self._stopping = Event()

    def take_up(self, ledger: Ledger) -> None:
        """Returns at once. Whatever of this ledger waits here to be loaded is being loaded from now on."""
        with self._lock:
            self._asked.add(ledger.schema)
            if ledger.schema in self._threads or self._stopping.is_set():
                return
            thread = Thread(target=self._run, args=(ledger,), name="deliveries", daemon=True)
            self._threads[ledger.schema] = thread
            thread.start()

    def stop(self) -> None:
        """What is under way is cut off: it is begun again when the server comes up."""
        self._stopping.set()
        for thread in list(self._threads.values()):
            thread.join(STOP_SECONDS)

    def _run(self, ledger: Ledger) -> None:
        try:
            while self._is_asked_again(ledger):
                forget_what_was_left(ledger, self._place)
                for delivery in ledger.deliveries.unfinished():
                    if self._stopping.is_set():
                        break
                    if is_here(ledger, self._place, delivery):
                        self._load(ledger, delivery)
                    elif datetime.now(UTC) - delivery.told_at > timedelta(days=LOST_DAYS):
                        ledger.deliveries.give_up(delivery.delivery, "unexpected", LOST)
        except Exception as error:
            with self._lock:
                self._threads.pop(ledger.schema, None)
            _log.error("deliveries are not loaded until somebody asks for one", ledger=ledger.name, exc_info=error)

    def _is_asked_again(self, ledger: Ledger) -> bool:
        with self._lock:
            if ledger.schema in self._asked and not self._stopping.is_set():
                self._asked.discard(ledger.schema)
                return True
            del self._threads[ledger.schema]
            return False

    def _load(self, ledger: Ledger, delivery: Delivery) -> None:
        """Unless another server on the same disk has it."""
        with suppress(RequestUnderWay), taken(ledger, delivery):
            while not self._stopping.is_set() and self._is_left(ledger, delivery):
                if ledger.deliveries.take_up(delivery.delivery) > ATTEMPTS_MAX:
                    ledger.deliveries.give_up(delivery.delivery, "unexpected", STOPPED)
                    forget(ledger, self._place, delivery)
                elif not self._tried(ledger, delivery):
                    self._stopping.wait(PAUSE_SECONDS)
            if self._stopping.is_set():
                ledger.deliveries.put_back(delivery.delivery)

    @staticmethod
    def _is_left(ledger: Ledger, delivery: Delivery) -> bool:
        now = ledger.deliveries.numbered(delivery.delivery)
        return now is not None and now.finished_at is None

    def _tried(self, ledger: Ledger, delivery: Delivery) -> bool:
        """False where it is to be tried again, after a pause."""
        try:
            if _bytes_in(folder_of(ledger, self._place, delivery)) > IN_THIS_PROCESS_BYTES_MAX:
                in_a_process(ledger, LoadThere(self._place, delivery.delivery), lambda *_: None, self._stopping)
            else:
                load_delivery(ledger, self._place, delivery.delivery)
        except Exception as error:
            if kind_of(error) is None and not isinstance(error, TaskEnded):
                raise
            return False
        return True


@dataclass(frozen=True, slots=True)
class LoadThere:
    """In a process of its own. How far it is it writes into the delivery, and tells nobody else."""

    place: Place
    number: int

    def __call__(self, ledger: Ledger, tell: Tell) -> None:
        log_to(sys.stderr, log_settings())
        load_delivery(ledger, self.place, self.number)


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())
