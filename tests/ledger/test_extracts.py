from __future__ import annotations

import psycopg
import pytest

from ledger.extracts import Counts, Extracts
from ledger.ledger import Ledger


def test_a_load_from_start_to_finish(ledger: Ledger) -> None:
    load = ledger.extracts.start("digest", "asb.csv", "asb", by="me")
    assert [extract.load for extract in ledger.extracts.unfinished()] == [load]
    ledger.extracts.finish(load, Counts(recorded=3, rejected=1, blank=1), ledger.position(), "rejects/asb.csv")
    (extract,) = ledger.extracts.of_file("digest")
    assert (extract.file, extract.kind, extract.loaded_by) == ("asb.csv", "asb", "me")
    assert (extract.read, extract.recorded, extract.rejected, extract.blank) == (5, 3, 1, 1)
    assert (extract.position, extract.rejects_path) == (1, "rejects/asb.csv")
    assert extract.finished_at is not None and extract.finished_at >= extract.started_at
    assert ledger.extracts.unfinished() == []
    assert ledger.extracts.every() == [extract]


def test_rows_that_do_not_add_up_are_refused(ledger: Ledger) -> None:
    load = ledger.extracts.start("digest", "asb.csv", "asb", by="me")
    with pytest.raises(psycopg.errors.CheckViolation, match="every_row_accounted_for"), ledger.transaction() as cursor:
        cursor.execute("UPDATE extract SET read = 7, finished_at = now() WHERE load = %s", (load,))


def test_it_can_be_noted_in_the_callers_transaction(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.transaction() as cursor:
        Extracts.within(cursor).start("digest", "asb.csv", "asb", by="me")
        raise RuntimeError("undone")
    assert ledger.extracts.every() == []
