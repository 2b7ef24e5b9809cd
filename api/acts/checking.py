"""Checking a whole ledger: log, sealed contents, register, claims and tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.counts import how_many, how_many_are
from ledger.ledger import Ledger
from ledger.progress import Tell, telling
from ledger.proof.access_days import check_access_log
from ledger.proof.check import check_log
from ledger.proof.check_claims import check_claims
from ledger.proof.check_contents import check_contents
from ledger.proof.check_register import check_register
from ledger.proof.notes import Note, PublicKey
from ledger.sealing.ledger_keys import public_key


@dataclass(slots=True)
class Checked:
    """One line for each thing that was looked at; the last one says what differs, if anything does."""

    lines: list[str] = field(default_factory=list)
    agrees: bool = True

    def note(self, line: str, fault: object | None = None) -> bool:
        """False where there is a fault: what comes after it need not be looked at."""
        self.lines.append(f"DIFFERS: {fault}" if fault is not None else line)
        self.agrees = self.agrees and fault is None
        return fault is None


@dataclass(frozen=True, slots=True)
class Check:
    """What is to be checked, told to another process: public keys and checkpoints as they were written."""

    keys: tuple[str, ...]
    against: tuple[str, ...]
    log_only: bool

    def refuse_unusable(self) -> None:
        """Raises `NoteUnusable`."""
        self._read()

    def __call__(self, ledger: Ledger, tell: Tell) -> Checked:
        return check_everything(ledger, *self._read(), self.log_only, tell)

    def _read(self) -> tuple[list[PublicKey], list[Note]]:
        return [PublicKey.parse(key) for key in self.keys], [Note.parse(note) for note in self.against]


def check_everything(
    ledger: Ledger, keys: Sequence[PublicKey], against: Sequence[Note], log_only: bool, tell: Tell
) -> Checked:
    found = Checked()
    if not _check_log(ledger, keys, against, tell, found) or log_only:
        return found
    with ledger.transaction() as cursor:
        erased, fault = check_contents(cursor, ledger, telling(tell, "opening"))
    if not found.note(f"Contents: as committed to; {erased} cannot be read any more, being of erased persons.", fault):
        return found
    with ledger.transaction() as cursor:
        people, fault = check_register(cursor, telling(tell, "looking up"))
    if not found.note(f"Register: {how_many(people, 'person', 'people')}, each found by their own number.", fault):
        return found
    claims, resting, fault = check_claims(ledger)
    if not found.note(f"Claims: {claims}, decided as then; {resting} rest on erased evidence.", fault):
        return found
    _check_tables(ledger, tell, found)
    return found


def _check_log(
    ledger: Ledger, keys: Sequence[PublicKey], against: Sequence[Note], tell: Tell, found: Checked
) -> bool:
    with ledger.transaction() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        own = public_key(cursor)
        if not keys and own is not None:
            found.note(f"Trusting the key that the ledger gives of itself; better say by --key which it is: {own}")
        trusted = keys or ([own] if own else [])
        checked = check_log(cursor, trusted, against, telling(tell, "checking"))
        accesses = check_access_log(cursor, ledger.name, trusted)
    return found.note(
        f"Log: {how_many(checked.events, 'event')}, {how_many(checked.checkpoints, 'checkpoint')}, all as signed;"
        f" {how_many_are(checked.unsealed, 'event')} not sealed yet.",
        checked.fault,
    ) and found.note(
        f"Access log: {how_many(accesses.days, 'day')}, all as signed;"
        f" {how_many_are(accesses.unsealed, 'entry')} not sealed yet.",
        accesses.fault,
    )


def _check_tables(ledger: Ledger, tell: Tell, found: Checked) -> None:
    """Folds every family anew into tables beside the live ones, and compares row by row."""
    from projections.errors import NotProjected, OtherLog
    from projections.rebuild import rebuild
    from projections.runner import catch_up
    from projections.tracking import live

    try:
        live(ledger)
    except NotProjected:
        found.note("Tables: there are none yet.")
        return
    try:
        catch_up(ledger)
    except OtherLog as error:
        found.note("", error)
        return
    _drop_next(ledger)
    rebuilt = rebuild(ledger, compare=True, swap=False, progress=telling(tell, "folding"))
    _drop_next(ledger)
    first = next(iter(rebuilt.differences), None)
    fault = None if first is None else (
        f"table {first.table}: the row {first.key} is {first.live} in the table, and {first.next} by the events")
    found.note(f"Tables: every row of {how_many(rebuilt.families, 'family')} is what the events come to.", fault)


def _drop_next(ledger: Ledger) -> None:
    """A rebuild goes on from tables that are there already, and what is checked is to be made anew."""
    from projections.tables import drop_tables

    with ledger.transaction() as cursor:
        drop_tables(cursor, "next")
        cursor.execute("DELETE FROM projection WHERE name = 'next'")
