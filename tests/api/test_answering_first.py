"""A thread that works keeps nobody waiting for long who only answers."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Iterator
from statistics import median

import pytest

from api.http.answering_first import SWITCH_SECONDS, answer_first


@pytest.fixture
def at_work() -> Iterator[None]:
    """A thread that never waits for anything, as one that folds families; and Python's settings again afterwards."""
    stop, before = threading.Event(), sys.getswitchinterval()

    def work() -> None:
        while not stop.is_set():
            sum(range(1_000))

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    yield
    stop.set()
    worker.join(10)
    sys.setswitchinterval(before)
    gc.unfreeze()


def _steps_ms(number: int) -> float:
    """What it takes in the median to be waited for by the system and go on."""
    took = []
    for _ in range(number):
        began = time.perf_counter()
        time.sleep(0.000_1)
        took.append(1000 * (time.perf_counter() - began))
    return median(took)


@pytest.mark.usefixtures("at_work")
def test_who_answers_waits_for_a_thread_that_works_less_than_before() -> None:
    sys.setswitchinterval(0.05)
    patient = _steps_ms(20)
    answer_first()
    assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
    assert _steps_ms(20) < patient / 2
    assert gc.get_freeze_count() > 0
