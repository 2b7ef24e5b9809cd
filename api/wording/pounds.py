"""Pence as pounds, exactly."""

from __future__ import annotations

import re

from api.errors import OptionUnusable

PENCE_IN_POUND = 100
PENCE_MAX = 100_000_000_000
"""A thousand million pounds: more is a slip of the hand."""
_SUM = re.compile(r"£?([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,2}))?", re.ASCII)


def in_pounds(pence: int) -> str:
    """`1234.05` of 123405: two decimals, no separators, for programs and spreadsheets."""
    pounds, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{'-' if pence < 0 else ''}{pounds}.{rest:02d}"


def in_pounds_for_people(pence: int) -> str:
    pounds, rest = divmod(abs(pence), PENCE_IN_POUND)
    return f"{'-' if pence < 0 else ''}{pounds:,}.{rest:02d}"


def pence_from(text: str) -> int:
    """Of `1234.05`, `1,234` or `£1,234.05`. Raises `OptionUnusable`."""
    found = _SUM.fullmatch(text.strip())
    if found is None:
        raise OptionUnusable(f"{text[:40]!r} is no sum of money; write pounds and pence, as 1234.05 or 1,234.")
    pence = int(found[1].replace(",", "")) * PENCE_IN_POUND + int((found[2] or "").ljust(2, "0"))
    if pence > PENCE_MAX:
        raise OptionUnusable(f"{text[:40]} is more money than this can be: look at the number again.")
    return pence
