"""What was worked out before, up to a number of things; the oldest is forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Found = TypeVar("Found")


class Remembered(Generic[Asked, Found]):
    """Safe to share between threads. What raises is not remembered."""

    def __init__(self, size_max: int) -> None:
        self._size_max = size_max
        self._held: OrderedDict[Asked, Found] = OrderedDict()
        self._changing = Lock()

    def held(self, asked: Asked) -> Found | None:
        return self._held.get(asked)

    def get(self, asked: Asked, find: Callable[[Asked], Found]) -> Found:
        held = self.held(asked)
        if held is not None:
            return held
        found = find(asked)
        with self._changing:
            self._held[asked] = found
            while len(self._held) > self._size_max:
                self._held.popitem(last=False)
        return found
