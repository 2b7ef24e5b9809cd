"""Whatever is changed in the log behind the program's back is found, and said where and since when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from family_builders import family_of
from tampering import tampered

from ledger.ledger import Ledger
from ledger.proof.check import LogChecked, check_log
from ledger.proof.checkpointing import note_over, seal
from ledger.proof.checkpoints import origin_of
from ledger.proof.notes import Note, SigningKey
from ledger.sealing.ledger_keys import public_key


def check(ledger: Ledger, *against: Note, keys: list[Any] | None = None) -> LogChecked:
    with ledger.transaction() as cursor:
        own = public_key(cursor)
        return check_log(cursor, keys or [own], against)


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    """Three checkpoints, over 1, 401 and 801 events, and 40 events that are not sealed."""
    seal(ledger)
    for _ in range(2):
        ledger.save_in_bulk([family_of(4) for _ in range(100)])
        seal(ledger)
    ledger.save_in_bulk([family_of(4) for _ in range(10)])
    return ledger


def test_a_log_that_nobody_touched_is_found_so(sealed: Ledger) -> None:
    found = check(sealed)
    assert (found.fault, found.events, found.checkpoints, found.unsealed) == (None, 841, 3, 40)


def test_a_ledger_that_was_never_sealed_has_nothing_to_be_held_against(ledger: Ledger) -> None:
    found = check(ledger, keys=[SigningKey("any", b"a" * 32).public])
    assert (found.fault, found.checkpoints, found.unsealed) == (None, 0, 1)


IN_THE_MIDDLE = "leaf = 550"
CHANGES: dict[str, tuple[str, str]] = {
    "a byte of what was said": (
        f"UPDATE event SET state = set_byte(state, 9, get_byte(state, 9) # 1) WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "the last byte of what was said": (
        "UPDATE event SET state = set_byte(state, octet_length(state) - 1, get_byte(state, octet_length(state) - 1)"
        f" # 1) WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "a byte appended": (f"UPDATE event SET state = state || '\\x00' WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "the topic": (f"UPDATE event SET topic = 'family.registered.v2' WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "when it was recorded": (
        "UPDATE event SET recorded_at = recorded_at + interval '1 microsecond' WHERE leaf BETWEEN 550 AND 840",
        "leaf 550"),
    "the time, backwards": (
        f"UPDATE event SET recorded_at = recorded_at - interval '1 year' WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "the position": (
        "UPDATE event SET notification_id = notification_id + 100000 WHERE leaf >= 550", "leaf 550"),
    "whose event it is": (
        "UPDATE event SET originator_id = '12345678-1234-4234-8234-123456789012'"
        " WHERE originator_id = (SELECT originator_id FROM event WHERE leaf = 549)", "leaf 549"),
    "an event taken out": (f"DELETE FROM event WHERE {IN_THE_MIDDLE}", "leaf 550"),
    "an event taken out, and the gap closed": (
        f"DELETE FROM event WHERE {IN_THE_MIDDLE}; UPDATE event SET leaf = leaf + 10000 WHERE leaf > 550;"
        " UPDATE event SET leaf = leaf - 10001 WHERE leaf > 10000", "leaf 550"),
    "a family taken out, and the gaps closed": (
        "DELETE FROM event WHERE originator_id = (SELECT originator_id FROM event WHERE leaf = 550);"
        " CREATE TEMP TABLE dense AS SELECT leaf, row_number() OVER (ORDER BY leaf) - 1 AS rank FROM event;"
        " UPDATE event SET leaf = leaf + 10000; UPDATE event SET leaf = (SELECT rank FROM dense"
        " WHERE dense.leaf = event.leaf - 10000); DROP TABLE dense", "leaf 549"),
    "a deleted tail": ("DELETE FROM event WHERE leaf >= 700", "ends after 700"),
    "two events swapped": (
        "UPDATE event SET leaf = 10000 WHERE leaf = 550; UPDATE event SET leaf = 550 WHERE leaf = 554;"
        " UPDATE event SET leaf = 554 WHERE leaf = 10000", "leaf 550"),
    "what two events say swapped": (
        "UPDATE event SET state = (SELECT other.state FROM event AS other WHERE other.leaf = 1099 - event.leaf)"
        " WHERE leaf IN (549, 550)", "leaf 549"),
    "a forged event put in": (
        "UPDATE event SET leaf = leaf + 10000 WHERE leaf >= 550;"
        " UPDATE event SET leaf = leaf - 9999 WHERE leaf > 10000;"
        " INSERT INTO event (notification_id, leaf, originator_version, recorded_at, originator_id, topic, state)"
        " SELECT 0, 550, 1, recorded_at, gen_random_uuid(), topic, state FROM event WHERE leaf = 549", "leaf 550"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_is_found_where_it_was_and_since_when(sealed: Ledger, change: str) -> None:
    statement, where = CHANGES[change]
    with tampered(sealed) as cursor:
        cursor.execute(statement)
    fault = check(sealed).fault
    assert fault is not None
    assert where in str(fault)
    assert "over 401 events" in (fault.after or "") and "over 801 events" in (fault.by or "")


def test_the_first_event_is_sealed_like_any_other(sealed: Ledger) -> None:
    with tampered(sealed) as cursor:
        cursor.execute(
            "UPDATE event SET state = replace(convert_from(state, 'UTF8'), '810', '910')::bytea WHERE leaf = 0")
    fault = check(sealed).fault
    assert fault is not None and fault.leaf == 0 and fault.after is None


def test_tiles_made_to_fit_do_not_help(sealed: Ledger) -> None:
    with tampered(sealed) as cursor:
        cursor.execute(CHANGES["a byte of what was said"][0])
        cursor.execute("DELETE FROM tile")
    fault = check(sealed).fault
    assert fault is not None and "not those that were signed" in str(fault)
    assert "over 401 events" in (fault.after or "")


def test_a_checkpoint_rewritten_over_the_changed_log_is_not_signed(sealed: Ledger) -> None:
    forger = SigningKey(origin_of(sealed.name), b"f" * 32)
    with sealed.transaction() as cursor:
        own = public_key(cursor)
    with tampered(sealed) as cursor:
        cursor.execute(CHANGES["a byte of what was said"][0])
        cursor.execute("DELETE FROM tile; DELETE FROM stream_bucket; DELETE FROM checkpoint")
        cursor.execute("UPDATE ledger_key SET public = %s, wrapped = %s", (
            str(forger.public), sealed.database.master_key.wrap("signing", forger.seed)))
    seal(sealed)
    assert check(sealed, keys=[forger.public]).fault is None, "whoever takes the forger's key is fooled"
    fault = check(sealed, keys=[own]).fault
    assert fault is not None and "not signed by the key that is trusted" in str(fault)


@pytest.mark.parametrize(
    "change", ["replace(note, E'\\n801\\n', E'\\n800\\n')", "replace(note, 'position ', 'position 1')"])
def test_a_checkpoint_whose_text_was_changed_is_found(sealed: Ledger, change: str) -> None:
    with tampered(sealed) as cursor:
        cursor.execute(f"UPDATE checkpoint SET note = {change} WHERE size = 801")
    fault = check(sealed).fault
    assert fault is not None and "does not verify" in str(fault)


def test_checkpoints_that_were_taken_away_are_missed_by_whoever_kept_one(sealed: Ledger) -> None:
    """Everything since the first checkpoint is done away with, and the log sealed anew with the right key."""
    with sealed.transaction() as cursor:
        kept = note_over(cursor, 801)
    with tampered(sealed) as cursor:
        cursor.execute("DELETE FROM checkpoint WHERE size > 1; DELETE FROM event WHERE leaf > 0")
        cursor.execute("DELETE FROM tile; DELETE FROM stream_bucket; DELETE FROM checkpoint")
    sealed.save_in_bulk([family_of(4) for _ in range(300)])
    seal(sealed)
    assert check(sealed).fault is None
    fault = check(sealed, kept).fault
    assert fault is not None and "over 801 events" in (fault.by or "")


def test_a_kept_checkpoint_that_the_log_goes_on_from_is_agreed_with(sealed: Ledger) -> None:
    with sealed.transaction() as cursor:
        kept = note_over(cursor, 401)
    assert check(sealed, kept).fault is None


def test_a_log_restored_from_before_a_kept_checkpoint_is_too_short(sealed: Ledger) -> None:
    with sealed.transaction() as cursor:
        kept = note_over(cursor)
    with tampered(sealed) as cursor:
        cursor.execute("DELETE FROM checkpoint WHERE size > 401; DELETE FROM event WHERE leaf >= 401")
    fault = check(sealed, kept).fault
    assert fault is not None and "ends after 401 events" in str(fault)


def test_a_checkpoint_of_another_ledger_is_told_apart(sealed: Ledger, new_ledger: Callable[[], Ledger]) -> None:
    other = new_ledger()
    seal(other)
    with other.transaction() as cursor:
        foreign, foreign_key = note_over(cursor), public_key(cursor)
    with sealed.transaction() as cursor:
        own = public_key(cursor)
    assert "not signed by the key" in str(check(sealed, foreign).fault)
    assert "is of another log" in str(check(sealed, foreign, keys=[own, foreign_key]).fault)


def test_a_deleted_unsealed_tail_is_no_fault_but_a_gap_in_it_is(sealed: Ledger) -> None:
    with tampered(sealed) as cursor:
        cursor.execute("DELETE FROM event WHERE leaf = 820")
    fault = check(sealed).fault
    assert fault is not None and fault.leaf == 820 and fault.by is None
    with tampered(sealed) as cursor:
        cursor.execute("DELETE FROM event WHERE leaf > 810")
    assert check(sealed).unsealed == 10
