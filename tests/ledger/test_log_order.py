"""Insert order is commit order: a reader that tails the log by position passes nothing over."""

from __future__ import annotations

import random
import threading
import time
from itertools import pairwise

from family_builders import family_of, observed

from ledger.errors import ConflictingWrite
from ledger.ledger import Ledger

RACE_SECONDS = 10.0
OFFICER_WAITS_SECONDS = 5.0
"""Of which a chunk of bulk loading takes a fraction; the rest is for the machine that runs the tests."""


class Race:
    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.over = threading.Event()
        self.failures: list[BaseException] = []
        self.acknowledged: set[int] = set()
        self.contested = family_of(2)
        self.longest_wait_seconds = 0.0
        ledger.save(self.contested)

    def run(self, *writers) -> list:
        seen: list = []
        threads = [threading.Thread(target=self._guarded, args=(writer,)) for writer in writers]
        tail = threading.Thread(target=self._guarded, args=(lambda: self.tail(seen),))
        for thread in (*threads, tail):
            thread.start()
        time.sleep(RACE_SECONDS)
        self.over.set()
        for thread in (*threads, tail):
            thread.join(30)
        assert not self.failures, self.failures
        seen.extend(self.ledger.reader.page(seen[-1].position, limit=1_000_000))
        return seen

    def _guarded(self, work) -> None:
        try:
            work()
        except BaseException as error:
            self.failures.append(error)

    def tail(self, seen: list) -> None:
        position = 0
        while not self.over.is_set():
            entries = self.ledger.reader.page(position, limit=300)
            seen.extend(entries)
            position = entries[-1].position if entries else position

    def save_singly(self) -> None:
        while not self.over.is_set():
            family = family_of(random.randint(2, 6))
            began = time.monotonic()
            self._note(self.ledger.save(family))
            self.longest_wait_seconds = max(self.longest_wait_seconds, time.monotonic() - began)

    def save_in_bulk(self) -> None:
        while not self.over.is_set():
            self._note(self.ledger.save_in_bulk([family_of(5) for _ in range(random.randint(1, 200))]))

    def contend(self) -> None:
        """Burns positions: often someone else is quicker."""
        while not self.over.is_set():
            family = observed(self.ledger.family(self.contested.id), random.choice("abc"), random.randint(1, 10**9))
            try:
                save = random.choice((self.ledger.save, lambda f: self.ledger.save_in_bulk([f])))
                self._note(save(family))
            except ConflictingWrite:
                pass

    def _note(self, recorded) -> None:
        self.acknowledged.update(range(recorded.first_position, recorded.last_position + 1))


def test_several_writers_race_and_the_reader_passes_nothing_over(ledger: Ledger) -> None:
    race = Race(ledger)
    seen = race.run(race.save_singly, race.save_singly, race.save_in_bulk, race.contend, race.contend, race.contend)
    positions = [entry.position for entry in seen]
    with ledger.transaction() as cursor:
        cursor.execute("SELECT notification_id, leaf, recorded_at FROM event ORDER BY notification_id")
        rows = cursor.fetchall()
    assert positions == [row[0] for row in rows]
    assert race.acknowledged <= set(positions)
    assert len(race.acknowledged) > 1000
    assert [row[1] for row in rows] == list(range(len(rows))), "leaves are dense"
    assert all(earlier[2] <= later[2] for earlier, later in pairwise(rows))
    assert ledger.event_count() == len(rows)
    assert ledger.position() > len(rows), "conflicts burnt positions"
    assert race.longest_wait_seconds < OFFICER_WAITS_SECONDS
