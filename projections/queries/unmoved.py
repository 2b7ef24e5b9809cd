"""What takes long to count in the tables is counted once for as long as they do not move: numbers, not lists."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from ledger.ledger import Ledger
from projections.queries.asking import rows_of

Found = TypeVar("Found")

KEPT_MAX = 500
_STAND = "SELECT position, updated_at, (SELECT count(*) FROM parked) FROM projection WHERE name = 'live'"
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_changing = Lock()


def while_unmoved(ledger: Ledger, asked: Hashable, find: Callable[[], Found]) -> Found:
    """The tables are looked at before they are asked: what is found of later ones is kept as of earlier ones, never

    the other way round, and is asked for anew at once, since they stand elsewhere by then.
    """
    key = (ledger.database, ledger.schema, *rows_of(ledger, _STAND, {}), asked)
    if key in _kept:
        held: Found = _kept[key]
        return held
    found = find()
    with _changing:
        _kept[key] = found
        while len(_kept) > KEPT_MAX:
            _kept.popitem(last=False)
    return found
