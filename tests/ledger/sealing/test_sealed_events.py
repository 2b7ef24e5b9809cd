"""What an event says of a person is sealed with that person's key; what it says besides is not."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from family_builders import ANN, BY, family_of, stay
from tampering import tampered

from domain.events import TOPICS
from domain.events.claims import ClaimPrepared
from domain.family import Family
from domain.observations import Observation
from ledger.errors import EventUnreadable
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.sealing import states

BOB = "bobbobbobbobbobb"


def stored(ledger: Ledger, stream: UUID) -> list[bytes]:
    with ledger.transaction() as cursor:
        rows = cursor.execute(
            "SELECT state FROM event WHERE originator_id = %s ORDER BY originator_version", (stream,)).fetchall()
    return [bytes(row[0]) for row in rows]


def claim_of(family: UUID, version: int, *reasons: dict[str, Any]) -> ClaimPrepared:
    record = {"form": "claim-record.v1", "verdict": "valid", "reasons": {"clause": "CAE", "parts": list(reasons)}}
    return ClaimPrepared(
        originator_id=family, originator_version=version, by="prep", claim="C1", scheme="s", result="CAE", main=True,
        round_on=date(2013, 1, 31), amount_pence=70_000, record=record)  # fmt: skip


class Saved:
    """Anything with pending events."""

    def __init__(self, *events: Any) -> None:
        self.pending = list(events)

    def collect_events(self) -> list[Any]:
        events, self.pending = self.pending, []
        return events


def test_of_a_person_only_the_pseudonym_and_ids_stand_in_clear(ledger: Ledger) -> None:
    family = family_of(4)
    ledger.save(family)
    registered, joined, observed, _ = stored(ledger, family.id)
    assert json.loads(registered) == {"by": "a test"}
    assert json.loads(states.parse(joined).header) == {"by": "a test", "person": ANN}
    assert json.loads(states.parse(observed).header) == {"by": "a test", "person": ANN, "observation": "record0.1"}
    for state in (joined, observed):
        assert b"2000-02-29" not in state and b"exclusions" not in state and b"fixed" not in state
    assert [event.event for event in ledger.history(family.id)] == [
        entry.event for entry in ledger.history(family.id)]


def test_what_is_of_no_person_is_stored_as_it_is(ledger: Ledger) -> None:
    family = Family(uuid4())
    family.observe("r", Observation("", "needs", None, True, {"need": "debt", "starts_on": "2012-01-01"}), BY)
    ledger.save(family)
    assert json.loads(stored(ledger, family.id)[1])["fields"]["need"] == "debt"


def test_the_commitment_is_to_the_salted_content(ledger: Ledger) -> None:
    family = family_of(3)
    ledger.save(family)
    state = stored(ledger, family.id)[1]
    [part] = states.parse(state).parts
    box, key = part.box, ledger.keyring.people.keys_of([ANN])[ANN]
    assert key is not None
    place = family.id.bytes + (2).to_bytes(8, "big") + b"\0\0" + b"family.member-joined.v1"
    opened = key.decrypt(box[:12], box[12:], place)
    assert sha256(opened).digest() == part.commitment
    assert json.loads(opened[16:])["born_on"] == "2000-02-29"
    assert states.compose(*states.parse(state)) == state


def test_the_same_said_twice_looks_different_each_time(ledger: Ledger) -> None:
    one, other = family_of(2), family_of(2)
    ledger.save(one, other)
    first, second = (states.parse(stored(ledger, family.id)[1]).parts[0] for family in (one, other))
    assert first.commitment != second.commitment and first.box[12:] != second.box[12:]


def test_what_a_claim_says_of_people_is_sealed_for_each_of_them(ledger: Ledger) -> None:
    family = uuid4()
    event = claim_of(
        family, 1,
        {"clause": "EDU", "person": ANN, "figures": [{"name": "absent", "value": 57}]},
        {"clause": "work", "person": BOB, "observations": ["x.1"]},
        {"clause": "asb", "figures": [{"name": "before", "value": 5}]})  # fmt: skip
    ledger.save(Saved(event))
    [state] = stored(ledger, family)
    assert b"70000" in state and b'"value":5' in state and b"valid" in state
    assert b'"value":57' not in state and b"EDU" not in state and b"x.1" not in state
    assert len(states.parse(state).parts) == 2
    [entry] = ledger.history(family)
    assert entry.event == event


@pytest.mark.parametrize("change", [
    "UPDATE event SET state = (SELECT o.state FROM event o WHERE o.originator_id = event.originator_id"
    " AND o.originator_version = 5 - event.originator_version) WHERE originator_version IN (2, 3)",
    "UPDATE event SET topic = 'family.member-corrected.v1' WHERE originator_version = 2",
    "UPDATE event SET state = set_byte(state, octet_length(state) - 1, get_byte(state, octet_length(state) - 1) # 1)"
    " WHERE originator_version = 2",
    "UPDATE event SET state = substring(state FROM 1 FOR 90) WHERE originator_version = 2",
])  # fmt: skip
def test_bytes_that_were_moved_or_changed_do_not_open(ledger: Ledger, change: str) -> None:
    family = family_of(3)
    ledger.save(family)
    with tampered(ledger) as cursor:
        cursor.execute(change)
    with pytest.raises(EventUnreadable, match="outcomes check"):
        ledger.history(family.id)


def test_another_process_reads_what_was_sealed(ledger: Ledger) -> None:
    from ledger.database import Database

    family = family_of(5)
    ledger.save_in_bulk([family])
    with Database(ledger.database.conninfo) as database:
        far = open_ledger(database, ledger.name)
        assert far.family(family.id).version == 5
        assert [one.id for one in far.every_family()] == [family.id]


def test_two_processes_that_meet_a_new_person_at_once_agree_on_the_key(ledger: Ledger) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from ledger.database import Database
    from ledger.errors import RegisterConflict

    def save(number: int) -> bool:
        with Database(ledger.database.conninfo) as database:
            far, family = open_ledger(database, ledger.name), Family(uuid4())
            family.record_stay(stay(f"person{number // 4:010}"), BY)
            while True:
                try:
                    (far.save if number % 2 else lambda one: far.save_in_bulk([one]))(family)
                    return True
                except RegisterConflict:
                    continue

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(save, range(24)))
    assert len([family for family in ledger.every_family() if family.stays]) == 24


def test_keys_are_wrapped_in_the_database(ledger: Ledger) -> None:
    ledger.save(family_of(2))
    with ledger.transaction() as cursor:
        [(person, wrapped)] = cursor.execute("SELECT person, wrapped FROM person_key").fetchall()
    master = ledger.database.master_key
    assert person == ANN and len(wrapped) == 60
    assert len(master.unwrap(ANN, bytes(wrapped))) == 32
    from ledger.sealing.errors import MasterKeyWrong

    with pytest.raises(MasterKeyWrong):
        master.unwrap(BOB, bytes(wrapped))


def test_no_event_has_a_field_of_the_seals_own() -> None:
    for topic, event in TOPICS.items():
        assert not {"sealed", "erased"} & {field.name for field in fields(event)}, topic
