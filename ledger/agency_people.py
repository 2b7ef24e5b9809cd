"""The register of people as agencies know them: who they are, what was compared, and whom of ours they are.

As the identity register (ledger/identity.py): sealed with a key of their own, found by keyed hashes, and no history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, LiteralString, Self
from uuid import UUID

from psycopg import Cursor

from domain.matching.agency_person import AgencyPerson, fold, stream_of
from domain.matching.certain import Numbers
from domain.matching.likeness import Comparison, Likeness, Standing
from domain.matching.spelling import plain_nino, plain_upn
from ledger.identity import Cursors, Person, keyring_of
from ledger.sealing.register_rows import agency_person_lookup, opened_about

if TYPE_CHECKING:
    from ledger.ledger import Ledger

AGENCY_PERSON, LIKENESS = "agency person", "likeness"

Order = Literal["likeliest", "least sure"]
_ORDERS: dict[Order, LiteralString] = {
    "likeliest": "-max(weight_centibits)", "least sure": "abs(max(weight_centibits))",
}  # fmt: skip
"""The least sure are those whose weight is nearest to even odds."""
NOBODY_BESIDE = 2**31
"""The place in the queue of a record with nobody beside it: the last."""


@dataclass(frozen=True, slots=True)
class AgencyIdentity:
    """Who a person is to one agency. `person_id` and `household_id` are the agency's own."""

    agency: str
    person_id: str
    forename: str | None = None
    surname: str | None = None
    born_on: str | None = None
    sex: str | None = None
    address: str | None = None
    postcode: str | None = None
    uprn: str | None = None
    upn: str | None = None
    nino: str | None = None
    household_id: str | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class AgencyRecord:
    """One row of the register. `why` says in a word why a person is asked; see intake/agencies/settling.py."""

    pseudonym: str
    identity: AgencyIdentity
    standing: Standing = "new"
    why: str | None = None
    linked_to: str | None = None

    @property
    def numbers(self) -> Numbers:
        said = self.identity
        return Numbers(self.pseudonym, plain_upn(said.upn), plain_nino(said.nino), said.restricted)


_QUEUED: LiteralString = f"""
SELECT pseudonym FROM agency_person CROSS JOIN LATERAL (
    SELECT coalesce({{place}}, {NOBODY_BESIDE})::bigint AS place FROM likeness WHERE record = pseudonym
) AS beside
WHERE standing = 'queued' AND (%(agency)s::text IS NULL OR agency = %(agency)s)
  AND (%(name)s::text IS NULL OR (place, pseudonym COLLATE "C") > (%(place)s, %(name)s))
ORDER BY place, pseudonym COLLATE "C" LIMIT %(most)s OFFSET %(after)s
"""
_ROWS: LiteralString = (
    "SELECT pseudonym, standing, why, linked_to, sealed, wrapped FROM agency_person"
    " JOIN person_key ON person_key.person = agency_person.pseudonym"
)


class AgencyRegister:
    """Looks up in batches; every answer leaves out what is not on record. Writing is `AgencyRegistration`'s."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    @classmethod
    def within(cls, cursor: Cursor[Any]) -> Self:
        """Reads in the caller's transaction. `cursor` gives tuples."""
        return cls(lambda: nullcontext(cursor))

    def known_to(self, agency: str, person_ids: Iterable[str]) -> dict[str, AgencyRecord]:
        """By the agency's own person_id."""
        with self._cursors() as cursor:
            keyring = keyring_of(cursor)
            wanted = [agency_person_lookup(keyring, agency, person_id) for person_id in person_ids]
            found = _opened(cursor, _ROWS + " WHERE lookup = ANY(%b)", wanted)
        return {record.identity.person_id: record for record in found}

    def called(self, pseudonyms: Iterable[str]) -> dict[str, AgencyRecord]:
        with self._cursors() as cursor:
            found = _opened(cursor, _ROWS + " WHERE pseudonym = ANY(%b::text[])", list(pseudonyms))
        return {record.pseudonym: record for record in found}

    def standing(self, *standings: Standing) -> list[str]:
        """The pseudonyms of all records that stand so."""
        return self._names("SELECT pseudonym FROM agency_person WHERE standing = ANY(%s::text[])"
                           " ORDER BY agency, pseudonym", list(standings))

    def queued(
        self, agency: str | None, order: Order, most: int | None, after: int = 0,
        past: tuple[int, str] | None = None,
    ) -> list[str]:  # fmt: skip
        """The pseudonyms of records that wait for a person, in order of (place, pseudonym); those with nobody beside
        them last. `after` of them are passed over, or those up to `past`. None of `agency` is of all."""
        values = {"agency": agency, "most": most, "after": after, "place": past and past[0], "name": past and past[1]}
        with self._cursors() as cursor:
            return [row[0] for row in cursor.execute(_QUEUED.format(place=_ORDERS[order]), values).fetchall()]

    def of_streams(self, streams: Iterable[UUID]) -> dict[UUID, AgencyRecord]:
        """By the stream of their events."""
        with self._cursors() as cursor:
            found = _opened(cursor, _ROWS + " WHERE stream = ANY(%b::uuid[])", list(streams))
        return {stream_of(record.pseudonym): record for record in found}

    def linked_with(self, people: Iterable[str]) -> dict[str, list[str]]:
        """The agencies' records of each person of ours."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        with self._cursors() as cursor:
            for person, record in cursor.execute(
                "SELECT linked_to, pseudonym FROM agency_person WHERE linked_to = ANY(%s::text[]) ORDER BY pseudonym",
                (list(people),)).fetchall():
                found[person].append(record)
        return dict(found)

    def sharing_numbers(self, subjects: Iterable[str]) -> set[str]:
        """Everyone, ours and the agencies', who has a UPN or NI number that one of these has; those included."""
        return set(self._names(
            "SELECT DISTINCT theirs.subject FROM identifier JOIN identifier AS theirs USING (lookup)"
            " WHERE identifier.subject = ANY(%s::text[])", list(subjects)))

    def unlinked(self, after: str | None, most: int | None) -> list[tuple[str, date, int]]:
        """Records that are linked with nobody, by pseudonym: when the agency last sent each, and how many facts it
        has."""
        with self._cursors() as cursor:
            return cursor.execute(
                "SELECT pseudonym, last_sent_on,"
                " (SELECT count(*) FROM record WHERE record.person = agency_person.pseudonym)"
                " FROM agency_person WHERE linked_to IS NULL AND pseudonym > coalesce(%s, '')"
                " ORDER BY pseudonym LIMIT %s", (after, most)).fetchall()

    def whom_linked(self, records: Iterable[str]) -> set[str]:
        """The people of ours with whom these records are linked."""
        return set(self._names("SELECT DISTINCT linked_to FROM agency_person"
                               " WHERE pseudonym = ANY(%s::text[]) AND linked_to IS NOT NULL", list(records)))

    def restricted(self, people: Iterable[str]) -> set[str]:
        return set(self._names("SELECT person FROM restricted_person WHERE person = ANY(%s::text[])", list(people)))

    def not_compared(self) -> list[str]:
        """Agencies' records that are new or changed since they were last compared."""
        return self._names("SELECT pseudonym FROM agency_person WHERE NOT compared ORDER BY agency, pseudonym")

    def people_not_compared(self) -> list[str]:
        """People of ours, likewise."""
        return self._names("SELECT pseudonym FROM person WHERE NOT compared")

    def likenesses(self, records: Iterable[str]) -> dict[str, list[Likeness]]:
        """What waits for a person, the likeliest first."""
        found: defaultdict[str, list[Likeness]] = defaultdict(list)
        with self._cursors() as cursor:
            people = keyring_of(cursor).people
            for record, person, sealed, wrapped in cursor.execute(
                "SELECT record, likeness.person, sealed, wrapped FROM likeness JOIN person_key USING (person)"
                " WHERE record = ANY(%s::text[]) ORDER BY weight_centibits DESC, person",
                (list(records),)).fetchall():
                key = people.unwrapped(person, bytes(wrapped))
                found[record].append(_likeness(person, opened_about(key, LIKENESS, record, bytes(sealed))))
        return dict(found)

    def is_empty(self) -> bool:
        with self._cursors() as cursor:
            return cursor.execute("SELECT 1 FROM agency_person LIMIT 1").fetchone() is None

    def counts(self) -> dict[str, dict[str, int]]:
        """How many records stand how, by agency."""
        counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
        with self._cursors() as cursor:
            for agency, standing, number in cursor.execute(
                "SELECT agency, standing, count(*) FROM agency_person GROUP BY agency, standing"
                " ORDER BY agency, standing").fetchall():
                counted[agency][standing] = number
        return dict(counted)

    def _names(self, statement: LiteralString, *values: Any) -> list[str]:
        with self._cursors() as cursor:
            return [row[0] for row in cursor.execute(statement, values).fetchall()]


def _opened(cursor: Cursor[Any], statement: LiteralString, wanted: list[Any]) -> list[AgencyRecord]:
    if not wanted:
        return []
    keys = keyring_of(cursor).people
    found = []
    for name, standing, why, linked_to, sealed, wrapped in cursor.execute(statement, (wanted,), binary=True).fetchall():
        about = opened_about(keys.unwrapped(name, bytes(wrapped)), AGENCY_PERSON, name, bytes(sealed))
        found.append(AgencyRecord(name, AgencyIdentity(*about), standing, why, linked_to))
    return found


def _likeness(person: str, said: Mapping[str, Any]) -> Likeness:
    comparisons = tuple(Comparison(**one) for one in said["comparisons"])
    return Likeness(person, comparisons, tuple(said["obstacles"]))


def record_kind(kind: str, agency: str | None) -> str:
    """Under which kind the identity register holds a supplier's record: an agency's keys are its own."""
    return f"{kind} of {agency}" if agency else kind


def agency_people(ledger: Ledger, pseudonyms: Iterable[str]) -> dict[str, AgencyPerson]:
    """Folded from the log; one that has no events has version 0."""
    wanted = {stream_of(name): name for name in pseudonyms}
    ledger.keyring.people.keys_of(wanted.values())  # read at once, and not one by one while the streams are opened
    told: dict[str, list[Any]] = {name: [] for name in wanted.values()}
    for entry in ledger.reader.streams(wanted) if wanted else ():
        told[wanted[entry.event.originator_id]].append((entry.event, entry.position))
    return {name: fold(name, entries) for name, entries in told.items()}


def people_and_numbers(ledger: Ledger, people: Collection[Person]) -> list[Numbers]:
    """Our people as `certain_links` takes them."""
    restricted = ledger.agencies.restricted([person.pseudonym for person in people])
    return [
        Numbers(person.pseudonym, plain_upn(person.upn), plain_nino(person.nino), person.pseudonym in restricted)
        for person in people
    ]


