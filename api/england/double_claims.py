"""Whom this ledger has claimed for, as marks that another authority's can be compared with."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, repeat

from api.claiming.places import every_claim
from domain.claims.claim import Claim
from domain.claims.doubles import Told, marks_of, written
from domain.family import Family
from ledger.identity import Person
from ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Mine:
    """A person of ours who is behind a mark, and in which claim; `by` is what told."""

    claim: str
    family_id: str
    person_id: str
    by: str
    mark: str


def marks_file(
    ledger: Ledger, key: bytes, round_on: date | None = None, known: int | None = None,
    random: Iterator[str] | None = None,
) -> str:  # fmt: skip
    """Of everyone counted in a claim that stands, or in those of one round. `random` marks go among them."""
    marks = (mark.mark for mark in _marks(ledger, key, round_on, known))
    return written(key, marks, random or map(secrets.token_hex, repeat(32)))


def random_for(ledger: Ledger, request: str) -> Iterator[str]:
    """Marks of nobody: always the same for one request, and without the ledger's own key as good as random."""
    for number in count():
        yield "".join(ledger.keyring.lookup("mark of nobody", request, str(number), half).hex() for half in "ab")


def mine(ledger: Ledger, key: bytes, marks: Collection[str], known: int | None = None) -> list[Mine]:
    """Who of ours is behind these marks; of other authorities' nothing can be said."""
    return [one for one in _marks(ledger, key, None, known) if one.mark in marks]


def _marks(ledger: Ledger, key: bytes, round_on: date | None, known: int | None) -> Iterator[Mine]:
    claims = [(family, claim) for family, claim in every_claim(ledger, known)
              if claim.stands and round_on in (None, claim.round_on)]
    people = ledger.register.people_called({person for _, claim in claims for person in _counted(claim)})
    family_ids = ledger.register.family_ids({family.id for family, _ in claims})
    for family, claim in claims:
        for person in _counted(claim):
            if person in people:
                for by, mark in marks_of(key, claim.scheme, _told(people[person], family)).items():
                    yield Mine(claim.id, family_ids[family.id], people[person].person_id, by, mark)


def _counted(claim: Claim) -> list[str]:
    members: list[str] = claim.record["members"]
    return members


def _told(person: Person, family: Family) -> Told:
    born = [stay.born_on for (of, _), stay in family.stays.items() if of == person.pseudonym and stay.born_on]
    return Told(person.upn, person.nino, person.surname, person.forename, str(born[-1]) if born else person.born_on)
