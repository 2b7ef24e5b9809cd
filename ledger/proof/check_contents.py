"""Checking what is sealed: every part that can still be opened says just what its commitment, and so the log, says.

Needs the keys, unlike the check of the log itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from psycopg import Cursor

from ledger.ledger import Ledger
from ledger.proof.faults import Fault, described
from ledger.proof.leaves import Row
from ledger.proof.rows import rows_from
from ledger.sealing import states
from ledger.sealing.people import Key
from ledger.sealing.person_seal import place_of


def check_contents(
    cursor: Cursor[Any], ledger: Ledger, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[int, Fault | None]:
    """How many parts cannot be opened any more, because their person was erased; and the first that is not right."""
    row = cursor.execute("SELECT coalesce(max(leaf), -1) + 1 FROM event").fetchone()
    assert row is not None
    size, done, erased = int(row[0]), 0, 0
    known = {person for (person,) in cursor.execute("SELECT person FROM erased_person").fetchall()}
    for chunk in rows_from(cursor, 0, size):
        forgotten, fault = _check_chunk(ledger, list(map(Row._make, chunk)), known)
        if fault is not None:
            return erased, fault
        erased, done = erased + forgotten, done + len(chunk)
        progress(done, size)
    return erased, None


def _check_chunk(ledger: Ledger, chunk: list[Row], erased_people: set[str]) -> tuple[int, Fault | None]:
    sealed = [(row, states.parse(row.state)) for row in chunk if row.state[:1] == b"\x01"]
    headers = [orjson.loads(state.header) for _, state in sealed]
    keys = ledger.keyring.people.keys_of({person for header in headers for person in states.people_in(header)})
    erased = 0
    for (row, state), header in zip(sealed, headers, strict=True):
        for number, person in enumerate(states.owners(header, len(state.parts))):
            key = keys[person]
            if key is None and person not in erased_people:
                return erased, Fault(row.leaf, f"the key to {described(row)} is missing, and nobody was erased")
            if key is None:
                erased += 1
            elif not _says_what_was_committed(key, row, number, state.parts[number]):
                return erased, Fault(row.leaf, f"what is sealed in {described(row)} is not what the log committed to")
    return erased, None


def _says_what_was_committed(key: Key, row: Row, number: int, part: states.Part) -> bool:
    assert key is not None
    try:
        place = place_of(UUID(bytes=row.stream), row.version, row.topic, number)
        salted = key.decrypt(part.box[:12], part.box[12:], place)
    except InvalidTag:
        return False
    return states.commitment(salted[: states.SALT_BYTES], salted[states.SALT_BYTES :]) == part.commitment
