"""Unit costs of the authority's, from a file or a form: recorded whole, as one event, in place of those before."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import orjson

from api.errors import OptionUnusable
from api.savings.rows import BYTES_MAX, costs_in, rows_in
from domain.family import Novelty
from domain.savings.costs import UnitCost, as_plain, refuse_unusable
from ledger.errors import VersionDiffers
from ledger.ledger import Ledger


def supply(ledger: Ledger, path: Path, by: str) -> Novelty:
    """Raises `OptionUnusable` and CostsRefused, with nothing recorded."""
    content = _content(path)
    return record_costs(ledger, costs_in(rows_in(content), "line"), by, content)


def record_costs(
    ledger: Ledger, costs: Sequence[UnitCost], by: str, content: bytes | None = None, seen: str | None = None
) -> Novelty:
    """`content` is the file that they came in, if they came in one; `seen` the `digest_of` those that they are to
    replace, where somebody looked at these before. Raises CostsRefused and VersionDiffers, with nothing recorded.
    """
    refuse_unusable(costs)
    authority, plain = ledger.authority(), [as_plain(one) for one in costs]
    if seen is not None and seen != digest_of(authority.unit_costs):
        raise VersionDiffers(authority.version, "list of unit costs")
    digest = digest_of(plain) if content is None else sha256(content).hexdigest()
    novelty = authority.supply_unit_costs(digest, plain, by)
    ledger.save(authority)
    return novelty


def digest_of(costs: Sequence[object]) -> str:
    return sha256(orjson.dumps(costs, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise OptionUnusable(f"There is no file {path}: `outcomes costs form` writes one to fill in.") from None
    if len(content) > BYTES_MAX:
        raise OptionUnusable(f"{path} has more than {BYTES_MAX:,} bytes; a list of unit costs is a page.")
    return content
