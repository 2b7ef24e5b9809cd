"""A family that comes: verified offline against the sender's public key, told again under our pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import orjson
from psycopg import Cursor

from domain import moving
from domain.authority import AUTHORITY_STREAM, Authority, Term
from domain.claims.holding import Holds
from domain.events import Event
from domain.events.family import FamilyRegistered, MemberRestricted
from domain.events.moving import FamilyMovedIn
from domain.family import Family
from ledger.claimed import WriteHolds
from ledger.extracts import EXTRACT_LENGTH, Counts
from ledger.identity import IdentityRegister, Person, Record, RecordPseudonyms, Registration, new_person_pseudonym
from ledger.ledger import Ledger
from ledger.moving.errors import MoveRefused, MoveUnusable
from ledger.moving.letter import Letter
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.notes import NoteUnusable, PublicKey
from ledger.proof.shown import PackUnusable
from ledger.proof.verify import history_in
from ledger.rule_sets import SCHEMES, rule_set
from ledger.together import Together

MOVED_FAMILIES = UUID("b1f0c1a5-5f0e-4f52-8f0e-0d8f3c6a9e11")
"""With the sender's origin and stream it gives the family's stream here, so that it comes once."""

History = list[tuple[int, Event]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """`events` is 0 where this pack was moved in before. `terms` are school terms of which we say something else."""

    family_id: str
    family: UUID
    events: int
    people: int
    claimed_before: int
    terms: tuple[str, ...] = ()
    other_rules: bool = False


def receive(ledger: Ledger, letter: Letter, key: PublicKey, by: str, file: str) -> Arrived:
    """Records all of it, or (raising `MoveUnusable` or `MoveRefused`) nothing."""
    moved_on = letter.read_for(ledger.name, key)
    checkpoint, history, theirs, authority = _verified(letter, key)
    sender = key.name.rpartition("/")[2]
    family_id = f"{sender}:{letter.sheet['family_id']}"
    family = ledger.family(uuid5(MOVED_FAMILIES, f"{key.name}/{theirs.id}"))
    if family.moved_in is not None:
        return _known_before(family, family_id, letter)
    ours = ledger.authority()
    _refuse_without_terms(theirs, authority, ours)
    arrival = _Arrival(letter, sender, by)
    arrival.look_up(ledger.register, theirs)
    holds = arrival.tell(family, theirs, history, checkpoint, moved_on)
    load = ledger.extracts.start(letter.digest, file, "move", by)
    recorded = ledger.save_in_bulk([family], Together(
        arrival.registration(family_id, family), WriteHolds(holds), _Restrictions(arrival.restricted)))
    ledger.extracts.finish(load, Counts(recorded=recorded.events), ledger.position())
    return Arrived(
        family_id, family.id, recorded.events, len(letter.sheet["people"]), len(family.claimed_elsewhere),
        _differing(authority.terms, ours.terms), _decide_otherwise(letter, ours))


class _Arrival:
    """One family on its way into the ledger, under pseudonyms that are drawn as they are needed."""

    def __init__(self, letter: Letter, sender: str, by: str) -> None:
        self._letter, self._sender, self._by = letter, sender, by
        self._origin = f"outcomes-ledger/{sender}"
        self.renaming = moving.Renaming(new_person_pseudonym, RecordPseudonyms().new)
        self.restricted: set[str] = set()

    def look_up(self, register: IdentityRegister, family: Family) -> None:
        """Who came before with another family, and which records did."""
        person_ids = {pseudonym: self._person_id(said) for pseudonym, said in self._letter.sheet["people"].items()}
        people = register.people(person_ids.values())
        self.renaming.people = {theirs: people[person_id].pseudonym
                                for theirs, person_id in person_ids.items() if person_id in people}
        for kind in {known.observation.kind for known in family.observations.values()}:
            keys = {self._key(record): record for record, known in family.observations.items()
                    if known.observation.kind == kind}
            for key, held in register.records(kind, keys).items():
                self.renaming.records[keys[key]] = held.pseudonym

    def tell(
        self, family: Family, theirs: Family, history: History, checkpoint: Checkpoint, moved_on: date
    ) -> Holds:
        digest = self._letter.digest
        family.record(FamilyRegistered, self._by)
        family.record(
            FamilyMovedIn, self._by, origin=self._origin, moved_on=moved_on, checkpoint_size=checkpoint.size,
            checkpoint_root=checkpoint.root.hex(), pack=digest, events=len(history))
        moving.tell_again(family, history, digest[:EXTRACT_LENGTH], self.renaming, self._by)
        for event in family.pending:
            if isinstance(event, MemberRestricted):
                (self.restricted.add if event.restricted else self.restricted.discard)(event.whom)
        return Holds(taken=moving.record_claims(family, theirs, self._origin, self.renaming, self._by))

    def registration(self, family_id: str, family: Family) -> Registration:
        registration, names = Registration(), self.renaming.people
        registration.family(family_id, family.id)
        for theirs, said in self._letter.sheet["people"].items():
            identity = {name: value for name, value in said.items() if name != "person_id"}
            registration.person(Person(names[theirs], self._person_id(said), **identity))
            registration.membership(names[theirs], family.id)
        theirs_of = {ours: theirs for theirs, ours in self.renaming.records.items()}
        for record, known in family.observations.items():
            observation = known.observation
            named = family.id if observation.family_named else None
            key = self._key(theirs_of[record])
            registration.record(Record(record, observation.kind, key, observation.person, named))
        return registration

    def _key(self, theirs: str) -> str:
        return f"{self._origin}/{theirs}"

    def _person_id(self, said: Mapping[str, str]) -> str:
        return f"{self._sender}:{said['person_id']}"


@dataclass(frozen=True, slots=True)
class _Restrictions:
    people: set[str]

    def __bool__(self) -> bool:
        return bool(self.people)

    def write(self, cursor: Cursor[Any]) -> None:
        cursor.execute("INSERT INTO restricted_person (person) SELECT unnest(%s::text[])", (sorted(self.people),))


def _verified(letter: Letter, key: PublicKey) -> tuple[Checkpoint, History, Family, Authority]:
    try:
        checkpoint, streams = history_in(letter.pack, [key])
    except (PackUnusable, NoteUnusable) as unusable:
        raise MoveUnusable(f"The pack is not verified: {unusable}.") from None
    families = [stream for stream in streams if stream != AUTHORITY_STREAM]
    if len(families) != 1:
        raise MoveUnusable(f"The pack is to hold one family, and it holds {len(families)}.")
    family, authority = Family(families[0]), Authority()
    for folded, stream in ((family, families[0]), (authority, AUTHORITY_STREAM)):
        for position, event in streams[stream]:
            folded.apply(event, position)
    return checkpoint, streams[families[0]], family, authority


def _known_before(family: Family, family_id: str, letter: Letter) -> Arrived:
    assert family.moved_in is not None
    if family.moved_in.pack != letter.digest:
        raise MoveRefused(
            f"{family_id} moved in already on {family.moved_in.moved_on}, by another pack. What the sender has learnt"
            " since is to be sent as an extract.")
    return Arrived(family_id, family.id, 0, len(letter.sheet["people"]), len(family.claimed_elsewhere))


def _refuse_without_terms(theirs: Family, authority: Authority, ours: Authority) -> None:
    """Attendance is of a term, and counts as the term's dates say."""
    named = {str(known.observation.fields["term_id"]) for known in theirs.observations.values()
             if known.observation.kind == "attendance"}
    lacking = sorted(term for term in named & authority.terms.keys() if authority.terms[term] != ours.terms.get(term))
    if lacking:
        raise MoveRefused(
            f"The family's attendance is of school terms that this ledger has not, or with other dates:"
            f" {', '.join(lacking[:6])}. Load terms.csv with them first.")


def _differing(theirs: Mapping[str, Term], ours: Mapping[str, Term]) -> tuple[str, ...]:
    return tuple(sorted(term for term in theirs.keys() | ours.keys() if theirs.get(term) != ours.get(term)))


def _decide_otherwise(letter: Letter, ours: Authority) -> bool:
    """Whether the sender decided by other rules than we do."""
    digests = orjson.loads(letter.pack)["rules"].keys()
    return any(rule_set(scheme, ours.overlay).digest not in digests for scheme in SCHEMES)
