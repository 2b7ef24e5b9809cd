"""Deciding once more when somebody else recorded meanwhile something that the decision rested on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from ledger.errors import ConflictingWrite, RegisterConflict

ATTEMPTS = 5

Decided = TypeVar("Decided")


def once_more_if_overtaken(
    decide: Callable[[], Decided], *also: type[Exception], attempts: int = ATTEMPTS
) -> Decided:  # fmt: skip
    """`decide` reads, decides and records, and is begun anew after a conflict, or what is named by `also`.

    The last of the attempts raises it.
    """
    for _ in range(attempts - 1):
        with suppress(ConflictingWrite, RegisterConflict, *also):
            return decide()
    return decide()
