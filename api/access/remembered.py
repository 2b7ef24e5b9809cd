"""What was worked out before, up to a number of things; the oldest is forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Found = TypeVar("Found")


class Remembered(Generic[Asked, Found]):
    """Safe to share between threads."""

    def __init__(self, size_max: int) -> None:
        self._size_max = size_max
        self._held: OrderedDict[Asked, Found] = OrderedDict()
        self._changing = Lock()

    def held(self, asked: Asked) -> Found | None:
        return self._held.get(asked)

    def keep(self, asked: Asked, found: Found) -> None:
        with self._changing:
            self._held[asked] = found
            self._held.move_to_end(asked)
            while len(self._held) > self._size_max:
                self._held.popitem(last=False)
