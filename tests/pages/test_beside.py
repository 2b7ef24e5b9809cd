"""What takes longer than a page may is done once, in a process beside the server, and told as it goes on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from api.errors import OptionUnusable, TooMuchUnderWay
from api.pages.audit import checkpoints
from api.pages.frame import beside as module
from api.pages.frame.beside import Beside
from api.places import Place, opened_ledger
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.workers import TaskEnded
from tests.pages.conftest import Visitor

LONG_ENOUGH = 60.0


@dataclass(frozen=True)
class Told:
    """Says in which process it was done."""

    name: str

    def __call__(self, ledger: Ledger, tell: Tell) -> tuple[int, str]:
        tell("telling", 1, 2)
        return os.getpid(), ledger.name


@dataclass(frozen=True)
class Refused:
    def __call__(self, ledger: Ledger, tell: Tell) -> None:
        raise OptionUnusable("It cannot be so.")


@dataclass(frozen=True)
class Killed:
    def __call__(self, ledger: Ledger, tell: Tell) -> None:
        os._exit(9)


@dataclass(frozen=True)
class Endless:
    def __call__(self, ledger: Ledger, tell: Tell) -> None:
        while True:
            time.sleep(1)


@pytest.fixture(scope="module")
def ledger(place: Place) -> Iterator[Ledger]:
    with opened_ledger(place) as opened:
        yield opened


@pytest.fixture
def works() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.stop()


def test_the_same_is_done_once_in_another_process(works: Beside, ledger: Ledger) -> None:
    first, second = (works.asked(ledger, "a", Told("a")) for _ in range(2))
    assert first is second and first.within(LONG_ENOUGH)
    assert first.result[0] != os.getpid() and first.result[1] == ledger.name
    assert (first.doing, first.done, first.expected) == ("telling", 1, 2)
    assert works.asked(ledger, "a", Told("a")) is first
    assert works.asked(ledger, "a", Told("a"), anew=True) is not first


@pytest.mark.parametrize(("task", "error"), [(Refused(), OptionUnusable), (Killed(), TaskEnded)])
def test_what_fails_tells_why_and_may_be_asked_again(
    works: Beside, ledger: Ledger, task: Refused | Killed, error: type[Exception]
) -> None:
    work = works.asked(ledger, "failing", task)
    with pytest.raises(error):
        work.within(LONG_ENOUGH)
    assert works.asked(ledger, "failing", task) is not work


def test_no_more_is_taken_on_than_the_server_can_do_and_stopping_it_ends_them(works: Beside, ledger: Ledger) -> None:
    taken = [works.asked(ledger, number, Endless()) for number in range(module.WAITING_MAX)]
    with pytest.raises(TooMuchUnderWay):
        works.asked(ledger, "one more", Endless())
    began = time.monotonic()
    works.stop()
    assert time.monotonic() - began < 20
    assert taken[0].ended.is_set() and isinstance(taken[0].error, TaskEnded)


def test_a_page_tells_how_far_it_is_and_leads_to_what_was_found(
    owner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "WAIT_SECONDS", 0.0)
    owner.get("/audit/checkpoints")
    page = owner.sends("/check", do="log").text
    assert "Checking the log" in page and "<li>" in page and "It is done." in page and page.rstrip().endswith("</html>")
    assert "The log is what was signed" in owner.get("/audit/checkpoints/check").text
