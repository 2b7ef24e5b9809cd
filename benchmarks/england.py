"""All of England: 150 ledgers, families in each, claims in some, families that move, people claimed for twice, totals.

    python -m benchmarks england [ledgers] [share of each target]

The targets that were published are theirs; the others share what is left of 120,000 families in the ratio 1 to 4.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from api.claiming.preparing import prepare_round
from api.england.double_claims import marks_file, mine
from api.england.moving import move_in, move_out
from api.england.national import national, published_targets
from benchmarks.national.households import SCHEME
from benchmarks.national.recording import record, record_terms
from benchmarks.processes import Run
from benchmarks.stage import stage
from domain.claims.doubles import in_several
from ledger.database import Database
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.proof.notes import PublicKey
from ledger.sealing.ledger_keys import public_key
from projections.runner import catch_up

LEDGERS, SHARE, FAMILIES_LEAST = 150, 0.01, 10
NATIONAL_TARGET = 120_000
CLAIMS_IN_EACH = 10
"""Every so manieth ledger prepares a round."""
ROUND = date(2019, 3, 31)
DOUBLES = 5
MOVED_ON, PASSPHRASE = date(2019, 6, 1), secrets.token_hex(16)
_DECIDED = "SELECT scheme, clause, met::text, unknown::text FROM decision WHERE family = %s ORDER BY 1, 2, 3, 4"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    families: int
    claimed: int
    planted: int
    found: int
    moved: int
    decided_alike: int
    """Families that moved, whose every day is decided by the receiver as by the sender."""


def targets(ledgers: int = LEDGERS) -> dict[str, int]:
    """They add up to the national number, in its proportion where there are fewer ledgers."""
    published = published_targets()
    named = dict(list(published.items())[:ledgers])
    others = ledgers - len(named)
    left = NATIONAL_TARGET * ledgers // LEDGERS - sum(named.values())
    if others <= 0 or left <= 0:
        return named | {f"authority-{number:03}": 100 for number in range(others)}
    weights = [1 + 3 * number / max(1, others - 1) for number in range(others)]
    shares = [int(left * weight / sum(weights)) for weight in weights]
    shares[-1] += left - sum(shares)
    return named | {f"authority-{number:03}": share for number, share in enumerate(shares)}


def rehearse(database: Database, ledgers: int = LEDGERS, share: float = SHARE) -> Rehearsed:
    made: list[Ledger] = []
    families = 0
    with _told("making and filling the ledgers"):
        for name, target in targets(ledgers).items():
            ledger = create_ledger(database, name, by="rehearsal", target=target)
            record_terms(ledger)
            wanted = max(FAMILIES_LEAST, int(target * share))
            for _ in record(ledger, 1, first=families, cohort=wanted):
                families += wanted
            made.append(ledger)
    with _told("projecting them"):
        for ledger in made:
            catch_up(ledger)
    claiming = made[::CLAIMS_IN_EACH] if ledgers > CLAIMS_IN_EACH else made[:2]
    with _told(f"a claim round in {len(claiming)}"):
        claimed = sum(len(prepare_round(ledger, SCHEME, ROUND, "rehearsal").claims) for ledger in claiming)
        for ledger in claiming:
            catch_up(ledger)
    with _told(f"moving a family out of each of {len(claiming)} into the next ledger"):
        moved, alike = _moves(made, claiming)
    with _told("planting and finding double claims"):
        planted, found, others = _doubles(claiming)
    with _told("the national view"):
        view = national(database, SCHEME)
    for row in view.rows[:3] + view.rows[-1:]:
        print(*row, sep="  ")
    print(f"{len(made)} ledgers, {families:,} families, {claimed:,} claims; {planted} doubles planted,"
          f" {found} found, and {others} others of one name and birthday in the ledger looked at;"
          f" {moved} families moved, {alike} of them decided there as here on every day")
    return Rehearsed(families, claimed, planted, found, moved, alike)


def _moves(made: Sequence[Ledger], claiming: Sequence[Ledger]) -> tuple[int, int]:
    """One that was claimed for, out of each: the receiver verifies the sender's pack, and holds the claim."""
    alike = 0
    with TemporaryDirectory() as folder:
        for ledger in claiming:
            receiver = made[(made.index(ledger) + 1) % len(made)]
            family = next(family for family in ledger.every_family() if family.claims)
            file, family_id = Path(folder) / ledger.name, ledger.register.family_ids([family.id])[family.id]
            move_out(ledger, family_id, receiver.name, MOVED_ON, PASSPHRASE, file, "rehearsal")
            arrived = move_in(receiver, file.read_bytes(), file.name, _key(ledger), PASSPHRASE, "rehearsal")
            for one in (ledger, receiver):
                catch_up(one)
            alike += arrived.claimed_before > 0 and _decided(ledger, family.id) == _decided(receiver, arrived.family)
    return len(claiming), alike


def _key(ledger: Ledger) -> PublicKey:
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None
    return key


def _decided(ledger: Ledger, family: UUID) -> list[tuple[Any, ...]]:
    with ledger.transaction() as cursor:
        return cursor.execute(_DECIDED, (family,)).fetchall()


def _doubles(claiming: list[Ledger]) -> tuple[int, int, int]:
    """People claimed for by the first are known to the second, under its own references, as counted in its claims."""
    one, other = claiming[0], claiming[1]
    theirs = [person for person in _counted(one) if person.upn][:DOUBLES]
    ours = [person for person in _counted(other) if person.upn][: len(theirs)]
    registration = Registration()
    for known, same in zip(ours, theirs, strict=False):
        registration.person(replace(known, upn=same.upn))
    other.save(register=registration)
    key = secrets.token_bytes(32)
    matches = in_several([marks_file(ledger, key) for ledger in claiming])
    people = {found.person_id for found in mine(other, key, matches.keys())}
    planted = {person.person_id for person in ours}
    return len(planted), len(planted & people), len(people - planted)


def _counted(ledger: Ledger) -> list[Person]:
    members = {person for family in ledger.every_family() for claim in family.claims.values()
               for person in claim.record["members"]}
    return sorted(ledger.register.people_called(members).values(), key=lambda person: person.person_id)


@contextmanager
def _told(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    print(f"{what}: {time.monotonic() - began:.1f} s", flush=True)


def main(ledgers: str | int = LEDGERS, share: str | float = SHARE) -> None:
    with stage() as shared, Run(shared.database) as run:
        rehearse(shared.database, int(ledgers), float(share))
        print(f"the most memory of any process: {run.most_memory:.0f} MiB")
