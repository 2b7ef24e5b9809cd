"""What services, boards, posts and districts are called on record, so that nobody writes them in two ways."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ledger.ledger import Ledger
from projections.queries.asking import asking

Named = Literal["kind", "provider", "agency", "board", "lead_worker", "district"]
MOST = 40

_COLUMNS: dict[Named, tuple[str, str]] = {
    "kind": ("intervention", "kind"), "provider": ("intervention", "provider"), "agency": ("referral", "agency"),
    "board": ("review", "board"), "lead_worker": ("lead_worker", "name"), "district": ("district", "name"),
}  # fmt: skip
# Each next name is found by index, however many rows have the one before.
_NAMES = """
WITH RECURSIVE said AS (
    (SELECT {column} AS name FROM {table} ORDER BY {column} LIMIT 1)
    UNION ALL
    SELECT (SELECT {column} FROM {table} WHERE {column} > said.name ORDER BY {column} LIMIT 1)
    FROM said WHERE said.name IS NOT NULL
)
SELECT name FROM said WHERE name IS NOT NULL LIMIT {most}
"""


def names_in_use(ledger: Ledger, wanted: Iterable[Named]) -> dict[Named, list[str]]:
    """The first of each, in order."""
    found: dict[Named, list[str]] = {}
    with asking(ledger) as cursor:
        for name in wanted:
            table, column = _COLUMNS[name]
            rows = cursor.execute(_NAMES.format(column=column, table=table, most=MOST)).fetchall()
            found[name] = [row[0] for row in rows]
    return found
