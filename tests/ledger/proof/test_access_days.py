"""The access log is sealed day by day: what is changed in it afterwards, or put in between, is found."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from ledger.access import note_access
from ledger.ledger import Ledger
from ledger.proof.access_days import AccessChecked, check_access_log, seal_access_log
from ledger.proof.notes import SigningKey
from ledger.sealing.ledger_keys import public_key

TODAY = datetime.now(UTC).date()
DAYS = [TODAY - timedelta(days=days) for days in (9, 8, 5)]


def _looked_on(ledger: Ledger, day: date, times: int = 1) -> None:
    """As if it had been noted then: the clock of the database cannot be set back."""
    with ledger.transaction() as cursor:
        for number in range(times):
            cursor.execute(
                "INSERT INTO access_log (looked_at, by, family, view, subject) VALUES (%s, 'A', %s, 'history', %s)",
                (datetime(day.year, day.month, day.day, 12, tzinfo=UTC), UUID(int=number), f"é {number}"))


def _checked(ledger: Ledger) -> AccessChecked:
    with ledger.transaction() as cursor:
        key = public_key(cursor)
        return check_access_log(cursor, ledger.name, [key] if key else [])


def _tampered(ledger: Ledger, table: str, statement: str) -> None:
    """Past the triggers, as the database's owner could."""
    with ledger.transaction() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(statement)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    for day, times in zip(DAYS, (3, 1, 5), strict=True):
        _looked_on(ledger, day, times)
    assert seal_access_log(ledger) == DAYS
    return ledger


def test_days_that_are_over_are_sealed_once_and_today_is_not(sealed: Ledger) -> None:
    note_access(sealed, "A", UUID(int=1), "history")
    assert seal_access_log(sealed) == []
    assert _checked(sealed) == AccessChecked(3, 1)


def test_a_log_that_was_never_looked_at_is_whole(ledger: Ledger) -> None:
    assert seal_access_log(ledger) == []
    assert _checked(ledger) == AccessChecked(0, 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_log SET by = 'B' WHERE entry = 2",
        "UPDATE access_log SET purpose = 'a good one' WHERE entry = 4",
        "DELETE FROM access_log WHERE entry = 9",
        "UPDATE access_log SET looked_at = looked_at + interval '1 day' WHERE entry = 3",
    ],
)
def test_what_is_changed_in_a_sealed_day_is_found(sealed: Ledger, statement: str) -> None:
    _tampered(sealed, "access_log", statement)
    assert "not those that were sealed" in str(_checked(sealed).fault)


def test_an_entry_put_between_two_sealed_days_is_found(sealed: Ledger) -> None:
    _looked_on(sealed, DAYS[1] + timedelta(days=1))
    assert "not there when it was sealed" in str(_checked(sealed).fault)


def test_a_whole_day_taken_out_is_found_by_the_next(sealed: Ledger) -> None:
    _tampered(sealed, "access_log", f"DELETE FROM access_log WHERE looked_at::date = '{DAYS[1]}'")
    _tampered(sealed, "access_seal", f"DELETE FROM access_seal WHERE day = '{DAYS[1]}'")
    assert str(DAYS[2]) in str(_checked(sealed).fault)


def test_a_seal_of_another_key_is_found(sealed: Ledger) -> None:
    with sealed.transaction() as cursor:
        other = SigningKey(f"outcomes-ledger/{sealed.name}", bytes(32)).public
        assert "not signed by the key" in str(check_access_log(cursor, sealed.name, [other]).fault)


@pytest.mark.parametrize("table", ["access_log", "access_seal", "assignment"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_who_looked_is_never_taken_back(sealed: Ledger, table: str, change: str) -> None:
    with pytest.raises(Exception, match="who looked stays on record"), sealed.transaction() as cursor:
        cursor.execute(change.format(table))
