"""How work that takes long says how far it is, to whoever looks."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[str, int, int], None]
"""Told what is going on, how much of it is done, and of how much (0: not known)."""


def silent(doing: str, done: int, expected: int) -> None:
    """Where nobody looks."""


def telling(tell: Tell, doing: str) -> Callable[[int, int], None]:
    """For work that says only how much is done."""
    return lambda done, expected: tell(doing, done, expected)
