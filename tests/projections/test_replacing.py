"""Of a family's rows those alone are written again that are not so any more."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from domain.observations import Observation
from ledger.ledger import Ledger
from projections.replacing import replace_rows
from projections.rows import Attached, CaseworkRows, FamilyRows, Standing
from projections.runner import catch_up
from projections.tables import COLUMNS
from tests.projections.agencies import BY, Agencies
from tests.projections.contents import held, ought

SCHEME = "troubled-families-2012"


def test_rows_are_said_in_the_order_of_their_columns(agencies: Agencies) -> None:
    catch_up(agencies.ledger)
    with agencies.ledger.transaction() as cursor:
        for table, columns in COLUMNS.items():
            cursor.execute(f"SELECT * FROM {table}")
            assert cursor.description is not None
            assert tuple(column.name for column in cursor.description) == columns


def test_a_row_that_stays_as_it_was_is_not_written_again(agencies: Agencies) -> None:
    ledger = agencies.ledger
    agencies.record()
    catch_up(ledger)
    before = written(ledger)
    family = next(iter(agencies.families.values()))
    needs = Observation("", "needs", None, True, {"need": "debt", "starts_on": "2013-01-01"})
    family.observe("one-more", needs, BY)
    position = ledger.save(family).last_position
    catch_up(ledger)
    after = written(ledger)
    assert held(ledger) == (position, ought(ledger, position))
    again = {row for row, by in after.items() if before.get(row) != by}
    assert {row[0] for row in again} >= {"decision", "standing"}
    assert again.isdisjoint(before)
    assert all(str(family.id) in row for row in again)


def written(ledger: Ledger) -> dict[tuple[str, ...], Any]:
    """Every row, and the transaction that wrote it."""
    with ledger.transaction() as cursor:
        return {
            (table, *map(str, row)): by
            for table in COLUMNS
            for by, *row in cursor.execute(f"SELECT xmin::text, * FROM {table}").fetchall()
        }


def test_what_reads_alike_once_it_is_escaped_is_told_apart(agencies: Agencies) -> None:
    ledger = agencies.ledger
    catch_up(ledger)
    stood = Standing(uuid4(), 1, 1, 0, 0)
    for said in ("A\tB", "A\\tB", "\\N", None, "A\\\tB"):
        attached = Attached(stood.family, SCHEME, date(2013, 1, 1), said, None, None, None, None, None, 1)
        folded = FamilyRows(stood, [attached], [], [], CaseworkRows([], [], [], [], []))
        with ledger.transaction() as cursor:
            replace_rows(cursor, "live", [stood.family], [folded])
            assert cursor.execute("SELECT lead_worker FROM attached").fetchall() == [(said,)]
