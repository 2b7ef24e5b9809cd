"""Sealing a person's record away: after an adoption nobody may read it, and it must not be lost.

The person is forgotten as by an erasure; the key goes to a custodian, in a file that is to be kept apart and offline.
Whoever has it can read the record out of the ledger; the ledger itself cannot. The person who comes back under a new
name is a new person: new pseudonym, new key, and no row anywhere that names both.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.errors import ConnectionLost
from ledger.ledger import Ledger
from ledger.private_files import write_private
from ledger.proof.rows import rows_of
from ledger.reading import LAST_POSITION
from ledger.sealing import states
from ledger.sealing.erasing import erase_person
from ledger.sealing.errors import DepositUnusable, NobodyToErase
from ledger.sealing.person_seal import place_of

FORM = "outcomes-deposit.v1"


@dataclass(frozen=True, slots=True)
class Deposit:
    """Opens what one ledger holds of one person. `families` are those in whose streams it is."""

    ledger: str
    person: str
    families: tuple[str, ...]
    key: str = field(repr=False)
    form: str = FORM


def seal_away(ledger: Ledger, person: str, reason: str, decided_by: str, by: str, file: Path) -> Deposit:
    """Writes the deposit first, then forgets the person. `person` is a pseudonym. Raises as `erase_person` does.

    The file goes when nothing was forgotten. It stays after `ConnectionLost`, when that is not known: it may hold the
    only key.
    """
    with ledger.transaction() as cursor:
        row = cursor.execute("SELECT wrapped FROM person_key WHERE person = %s", (person,)).fetchone()
    if row is None:
        raise NobodyToErase(f"There is no person {person} in ledger {ledger.name!r}, or not any more.")
    families = ledger.register.families_of([person]).get(person, [])
    key = ledger.database.master_key.unwrap(person, bytes(row[0]))
    deposit = Deposit(ledger.name, person, tuple(map(str, families)), base64.b64encode(key).decode("ascii"))
    write_private(file, orjson.dumps(asdict(deposit), option=orjson.OPT_INDENT_2) + b"\n")
    try:
        erase_person(ledger, person, reason, decided_by, by, deposited=True)
    except ConnectionLost:
        raise
    except BaseException:
        file.unlink()
        raise
    return deposit


def read_deposit(file: Path) -> Deposit:
    """Raises `DepositUnusable`."""
    try:
        said = orjson.loads(file.read_bytes())
        deposit = Deposit(**{**said, "families": tuple(said["families"])})
        if deposit.form != FORM:
            raise ValueError(deposit.form)
        list(map(UUID, deposit.families))
        return deposit
    except (ValueError, TypeError, KeyError, AttributeError):
        raise DepositUnusable(f"{file} is no deposit of a sealed record.") from None


def sealed_record(ledger: Ledger, deposit: Deposit) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Position, topic and content of everything that the ledger holds of the person, for the custodian.

    Raises `DepositUnusable`.
    """
    if deposit.ledger != ledger.name:
        raise DepositUnusable(f"The deposit is of the ledger {deposit.ledger!r}, not of {ledger.name!r}.")
    try:
        yield from _opened(ledger, deposit, AESGCM(base64.b64decode(deposit.key)))
    except (InvalidTag, ValueError):
        raise DepositUnusable("The deposit does not open what the ledger holds: it was changed.") from None


def _opened(ledger: Ledger, deposit: Deposit, key: AESGCM) -> Iterator[tuple[int, str, dict[str, Any]]]:
    with ledger.transaction() as cursor:
        held = rows_of(cursor, map(UUID, deposit.families), LAST_POSITION)
    for row in sorted((row for rows in held.values() for row in rows), key=lambda row: row.position):
        state = states.parse(row.state)
        if not state.parts:
            continue
        header = orjson.loads(state.header)
        for number, person in enumerate(states.owners(header, len(state.parts))):
            if person == deposit.person:
                box, place = state.parts[number].box, place_of(UUID(bytes=row.stream), row.version, row.topic, number)
                content = orjson.loads(key.decrypt(box[:12], box[12:], place)[states.SALT_BYTES :])
                yield row.position, row.topic, {**header, **content} if header.get(states.PERSON) else content
