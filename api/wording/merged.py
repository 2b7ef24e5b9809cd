"""What is said wherever something is said of one of several families that were found to be one."""

from __future__ import annotations

from collections.abc import Sequence


def one_with(families: Sequence[str]) -> str:
    return (f"Found to be one family with {' and '.join(families)}. This rests on the record of this one alone: each is"
            " decided by itself, and only their claims are judged together.")  # fmt: skip


def each_with(family_id: str, others: Sequence[str]) -> str:
    """Of one family in a list."""
    return f"{family_id} was found to be one family with {' and '.join(others)}."


BY_ITSELF = "Each of them is decided and counted by itself, and only their claims are judged together."
