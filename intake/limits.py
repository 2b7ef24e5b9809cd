"""What a pack may cost to read. Each limit is a named setting, looked at before the thing that it limits is done."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields

from intake.errors import LimitUnusable

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 512 * MEBIBYTE
    """Of one file, unpacked; a larger one is to be split."""
    rows_per_file: int = 5_000_000
    columns_per_file: int = 200
    cell_characters: int = 4_000
    """A longer cell rejects its row; it is most often a quotation mark that was never closed."""
    lines_per_row: int = 20
    """How many physical lines a row with quoted newlines may take before its quotation mark counts as never closed."""
    line_bytes: int = 2 * MEBIBYTE
    zip_entries: int = 1_000
    zip_total_bytes: int = 2_048 * MEBIBYTE
    """Of everything in a .zip or .xlsx, unpacked."""
    zip_expansion_ratio: int = 200
    """Unpacked bytes for one packed byte; extracts of real families come to 5 to 40."""
    sheet_cells: int = 28_000_000
    """Rows times columns that a sheet spans: a reader of workbooks holds the whole rectangle, empty cells too."""


DEFAULT_LIMITS = Limits()
_DIGITS_MAX = 18


def setting_of(limit: str) -> str:
    """The environment variable by which a limit is set."""
    return f"OUTCOMES_LIMIT_{limit.upper()}"


def limits_set(environment: Mapping[str, str] = os.environ) -> Limits:
    """As the environment sets them; what it does not name is as by default. Raises `LimitUnusable`."""
    said = {field.name: environment.get(setting_of(field.name), "").strip() for field in fields(Limits)}
    return Limits(**{name: _number(setting_of(name), value) for name, value in said.items() if value})


def _number(setting: str, value: str) -> int:
    if not (len(value) <= _DIGITS_MAX and value.isascii() and value.isdigit() and int(value) > 0):
        raise LimitUnusable(f"{setting} is a whole number from 1, not {value!r}; set it so, or leave it unset")
    return int(value)
