"""Arrays packed by us reach PostgreSQL as they are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from ledger.arrays import BigintArray, BoolArray, ByteaArray, TextArray, UuidArray
from ledger.ledger import Ledger


@pytest.mark.parametrize(("packing", "element", "values"), [
    (TextArray, "text", ["", "Zoë", None, "a\nb", "x" * 1000]), (TextArray, "text", []), (TextArray, "text", [None]),
    (BoolArray, "bool", [True, False, True]), (BigintArray, "bigint", [0, -1, 2**63 - 1]),
    (ByteaArray, "bytea", [b"", b"\x00\xff"]), (UuidArray, "uuid", [UUID(int=0), UUID(int=2**128 - 1)]),
])  # fmt: skip
def test_what_was_packed_is_what_arrives(ledger: Ledger, packing: Any, element: str, values: list[Any]) -> None:
    with ledger.database.cursor(ledger.schema) as cursor:
        row = cursor.execute(f"SELECT %b::{element}[], (SELECT array_agg(one ORDER BY place) FROM"
                             f" unnest(%b::{element}[]) WITH ORDINALITY AS each (one, place))",
                             (packing.of(values), packing.of(values))).fetchone()
    assert row == (values, values or None)
