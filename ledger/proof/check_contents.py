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

from domain.events.agency_people import AgencyPersonErased
from domain.events.erasure import PersonErased
from ledger.ledger import Ledger
from ledger.proof.faults import Fault, described
from ledger.proof.leaves import Row
from ledger.proof.rows import rows_from
from ledger.sealing import states
from ledger.sealing.people import Key
from ledger.sealing.person_seal import place_of

_ERASED = {PersonErased.topic: "whom", AgencyPersonErased.topic: "entry"}
"""What in each decision to erase says whom, by pseudonym."""


def check_contents(
    cursor: Cursor[Any], ledger: Ledger, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[int, Fault | None]:
    """How many parts cannot be opened any more, because the log has the decision to erase their person; and the first
    that is not right. The table of erased persons is not believed: whoever destroys a key could write there too.
    """
    row = cursor.execute("SELECT coalesce(max(leaf), -1) + 1 FROM event").fetchone()
    assert row is not None
    size, done, closed = int(row[0]), 0, 0
    first_closed: dict[str, Row] = {}
    decided: set[str] = set()
    for chunk in rows_from(cursor, 0, size):
        rows = list(map(Row._make, chunk))
        decided.update(orjson.loads(row.state)[_ERASED[row.topic]] for row in rows if row.topic in _ERASED)
        more, fault = _check_chunk(ledger, rows, first_closed)
        if fault is not None:
            return closed, fault
        closed, done = closed + more, done + len(chunk)
        progress(done, size)
    lost = min((row for person, row in first_closed.items() if person not in decided), default=None)
    return closed, lost and Fault(lost.leaf, f"the key to {described(lost)} is missing, and nobody was erased")


def _check_chunk(ledger: Ledger, chunk: list[Row], first_closed: dict[str, Row]) -> tuple[int, Fault | None]:
    """Adds whose parts cannot be opened, and where first; how many these parts are."""
    sealed = [(row, states.parse(row.state)) for row in chunk if row.state[:1] == b"\x01"]
    headers = [orjson.loads(state.header) for _, state in sealed]
    keys = ledger.keyring.people.keys_of({person for header in headers for person in states.people_in(header)})
    closed = 0
    for (row, state), header in zip(sealed, headers, strict=True):
        for number, person in enumerate(states.owners(header, len(state.parts))):
            key = keys[person]
            if key is None:
                closed += 1
                first_closed.setdefault(person, row)
            elif not _says_what_was_committed(key, row, number, state.parts[number]):
                return closed, Fault(row.leaf, f"what is sealed in {described(row)} is not what the log committed to")
    return closed, None


def _says_what_was_committed(key: Key, row: Row, number: int, part: states.Part) -> bool:
    assert key is not None
    try:
        place = place_of(UUID(bytes=row.stream), row.version, row.topic, number)
        salted = key.decrypt(part.box[:12], part.box[12:], place)
    except InvalidTag:
        return False
    return states.commitment(salted[: states.SALT_BYTES], salted[states.SALT_BYTES :]) == part.commitment
