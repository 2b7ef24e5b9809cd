"""Unit costs from a CSV of the authority's: recorded whole, as one event, in place of those before."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

import orjson

from api.errors import NoSuchDay, OptionUnusable
from api.wording.days import day_from
from api.wording.pounds import pence_from
from domain.family import Novelty
from domain.savings.costs import CostsRefused, UnitCost, as_plain, refuse_unusable
from domain.savings.measures import MEASURES
from ledger.ledger import Ledger

COLUMNS = ("measure", "from_on", "pounds", "price_year", "source")
BYTES_MAX = 1_000_000
FORM_COLUMNS = ("measure", "agency", "unit", "from_on", "pounds", "price_year", "source")


def form() -> list[tuple[str, ...]]:
    """The list to be filled in: every measure that is counted, and no figure."""
    return [(one.name, one.agency, one.unit, "", "", "", "") for one in MEASURES.values()]


def supply(ledger: Ledger, path: Path, by: str) -> Novelty:
    """Raises `OptionUnusable` and CostsRefused, with nothing recorded."""
    content = _content(path)
    return record_costs(ledger, _costs(content.decode("utf-8-sig").splitlines()), by, content)


def record_costs(ledger: Ledger, costs: Sequence[UnitCost], by: str, content: bytes | None = None) -> Novelty:
    """`content` is the file that they came in, if they came in one. Raises CostsRefused, with nothing recorded."""
    refuse_unusable(costs)
    authority, plain = ledger.authority(), [as_plain(one) for one in costs]
    came = orjson.dumps(plain, option=orjson.OPT_SORT_KEYS) if content is None else content
    novelty = authority.supply_unit_costs(sha256(came).hexdigest(), plain, by)
    ledger.save(authority)
    return novelty


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        content.decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise OptionUnusable(f"There is no file {path}: `outcomes costs form` writes one to fill in.") from None
    except UnicodeDecodeError:
        raise OptionUnusable(f"{path} is not text in UTF-8: save it as CSV in UTF-8.") from None
    if len(content) > BYTES_MAX:
        raise OptionUnusable(f"{path} has more than {BYTES_MAX:,} bytes; a list of unit costs is a page.")
    return content


def _costs(lines: list[str]) -> list[UnitCost]:
    """Rows of the form that have no sum are left out."""
    reader = csv.DictReader(lines)
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise OptionUnusable(f"The list needs the columns {', '.join(COLUMNS)}.")
    return [_cost(row, number) for number, row in enumerate(reader, 1) if (row["pounds"] or "").strip()]


def _cost(row: dict[str, str | None], number: int) -> UnitCost:
    said = {name: (row[name] or "").strip() for name in COLUMNS}
    try:
        return UnitCost(said["measure"], _day(said["from_on"]), pence_from(said["pounds"]), said["price_year"],
                        said["source"])  # fmt: skip
    except (NoSuchDay, OptionUnusable) as error:
        raise CostsRefused(f"row {number}: {error}") from None


def _day(text: str) -> date:
    return day_from(text)
