"""Answering together those who ask at the same time: one exchange with the database, and one commit, for all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

TOGETHER_MAX = 100


class Together(Generic[Asked, Answer]):
    """Whoever asks alone is answered at once; who asks while others are being answered goes with the next.

    `answer` is called in threads, `at_once` of them at most; what it raises, all who asked together are told. For the
    server's loop alone, so it needs no lock.
    """

    def __init__(self, answer: Callable[[Sequence[Asked]], Sequence[Answer]], at_once: int = 1) -> None:
        self._answer = answer
        self._at_once = at_once
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._answering: set[asyncio.Task[None]] = set()

    async def ask(self, asked: Asked) -> Answer:
        """Raises what `answer` raises."""
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answered))
        if len(self._answering) < self._at_once:
            self._answering.add(asyncio.create_task(self._answer_all()))
        return await answered

    async def _answer_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:TOGETHER_MAX], self._waiting[TOGETHER_MAX:]
                await self._answer_these(batch)
        finally:
            self._answering = {one for one in self._answering if one is not asyncio.current_task()}

    async def _answer_these(self, batch: list[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await asyncio.to_thread(self._answer, [asked for asked, _ in batch])
        except Exception as error:
            for _, answered in batch:
                if not answered.done():  # whoever asked may be gone
                    answered.set_exception(error)
        else:
            for (_, answered), answer in zip(batch, answers, strict=True):
                if not answered.done():
                    answered.set_result(answer)
