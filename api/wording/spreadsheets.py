"""Cells for people's spreadsheets, in every csv that the program writes but rejected rows, which are loaded again."""

from __future__ import annotations

from typing import Any

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def guarded(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula stands behind an apostrophe, as OWASP advises."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINS_A_FORMULA) else cell
