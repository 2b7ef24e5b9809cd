"""Pence as pounds, exactly."""

from __future__ import annotations

PENCE_IN_POUND = 100


def in_pounds(pence: int) -> str:
    """`1234.05` of 123405: two decimals, no separators, for programs and spreadsheets."""
    pounds, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{'-' if pence < 0 else ''}{pounds}.{rest:02d}"


def in_pounds_for_people(pence: int) -> str:
    pounds, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{'-' if pence < 0 else ''}{pounds:,}.{rest:02d}"
