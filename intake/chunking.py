"""What is recorded at once: some of a pack's families or people, with so many rows together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import TypeVar

Rows = TypeVar("Rows", bound=Sized)


def chunks(parts: Iterable[Rows], rows_max: int) -> Iterator[list[Rows]]:
    """No part is divided: a chunk ends with the one that brings it to `rows_max` rows or more."""
    chunk: list[Rows] = []
    rows = 0
    for part in parts:
        chunk.append(part)
        rows += len(part)
        if rows >= rows_max:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk
