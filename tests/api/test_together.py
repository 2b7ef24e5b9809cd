"""Those who ask at the same time are answered together, each their own; and what goes wrong is told to each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from threading import Event

import pytest

from api.http.together import TOGETHER_MAX, Together

SECONDS = 10


class Doubling:
    """Doubles numbers; the first answer waits until it is `let_go`."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.let_go = Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append(list(numbers))
        assert self.let_go.wait(SECONDS)
        if 13 in numbers:
            raise ValueError("thirteen")
        return [2 * number for number in numbers]


async def _asked(doubling: Doubling, numbers: list[int]) -> list[int | BaseException]:
    """The first asks alone, and the others while it is being answered."""
    together = Together(doubling)
    first = asyncio.create_task(together.ask(numbers[0]))
    while not doubling.batches:
        await asyncio.sleep(0.001)
    others = [asyncio.create_task(together.ask(number)) for number in numbers[1:]]
    await asyncio.sleep(0)
    doubling.let_go.set()
    async with asyncio.timeout(SECONDS):
        return await asyncio.gather(first, *others, return_exceptions=True)


def test_who_asks_meanwhile_goes_with_the_next() -> None:
    doubling = Doubling()
    assert asyncio.run(_asked(doubling, [1, 2, 3, 4])) == [2, 4, 6, 8]
    assert doubling.batches == [[1], [2, 3, 4]]


def test_so_many_go_together_and_no_more() -> None:
    doubling = Doubling()
    numbers = list(range(100, 102 + TOGETHER_MAX))
    assert asyncio.run(_asked(doubling, numbers)) == [2 * number for number in numbers]
    assert [len(batch) for batch in doubling.batches] == [1, TOGETHER_MAX, 1]


def test_what_went_wrong_is_told_to_all_who_went_together_and_the_next_are_answered() -> None:
    async def all_of_them() -> list[int | BaseException]:
        together = Together(doubling)
        wrong = await asyncio.gather(together.ask(13), together.ask(1), return_exceptions=True)
        return [*wrong, await together.ask(2)]

    doubling = Doubling()
    doubling.let_go.set()
    first, second, third = asyncio.run(all_of_them())
    assert isinstance(first, ValueError) and isinstance(second, ValueError)
    assert third == 4


def test_who_went_away_is_in_nobodys_way() -> None:
    async def one_goes_away() -> int:
        together = Together(doubling)
        gone, stays = asyncio.create_task(together.ask(1)), asyncio.create_task(together.ask(2))
        while not doubling.batches:
            await asyncio.sleep(0.001)
        gone.cancel()
        doubling.let_go.set()
        async with asyncio.timeout(SECONDS):
            with pytest.raises(asyncio.CancelledError):
                await gone
            return await stays + await together.ask(3)

    doubling = Doubling()
    assert asyncio.run(one_goes_away()) == 10


def test_so_many_are_answered_at_once_and_the_others_with_the_next() -> None:
    async def three_in_turn() -> list[int]:
        together = Together(doubling, at_once=2)
        asked = []
        for number in (1, 2):
            asked.append(asyncio.create_task(together.ask(number)))
            while [number] not in doubling.batches:
                await asyncio.sleep(0.001)
        asked += [asyncio.create_task(together.ask(number)) for number in (3, 4)]
        await asyncio.sleep(0)
        doubling.let_go.set()
        async with asyncio.timeout(SECONDS):
            return [*await asyncio.gather(*asked), await together.ask(5)]

    doubling = Doubling()
    assert asyncio.run(three_in_turn()) == [2, 4, 6, 8, 10]
    assert doubling.batches == [[1], [2], [3, 4], [5]]
