"""The register of people as agencies know them: who they are, what was compared, and whom of ours they are.

As the identity register (ledger/identity.py): sealed with a key of their own, found by keyed hashes, and no history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, astuple, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, LiteralString, Self
from uuid import UUID

from psycopg import Cursor
from psycopg.rows import tuple_row

from domain.matching.agency_person import AgencyPerson, fold, stream_of
from domain.matching.certain import Numbers
from domain.matching.likeness import Comparison, Likeness, Standing
from domain.matching.spelling import plain_nino, plain_upn
from ledger.errors import RegisterConflict
from ledger.home_words import write_home_words
from ledger.identity import Cursors, Person, keyring_of
from ledger.registering import write_numbers
from ledger.sealing.register_rows import agency_person_lookup, closed_about, opened_about

if TYPE_CHECKING:
    from ledger.ledger import Ledger

_ABOUT, _LIKENESS = "agency person", "likeness"

HOMES_AT_ONCE = 5_000

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
                found[record].append(_likeness(person, opened_about(key, _LIKENESS, record, bytes(sealed))))
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
    people = keyring_of(cursor).people
    return [
        AgencyRecord(
            name, AgencyIdentity(*opened_about(people.unwrapped(name, bytes(wrapped)), _ABOUT, name, bytes(sealed))),
            standing, why, linked_to)
        for name, standing, why, linked_to, sealed, wrapped in cursor.execute(
            statement, (wanted,), binary=True).fetchall()
    ]  # fmt: skip


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


def give_streams(ledger: Ledger) -> None:
    """To rows that an older program entered: it is worked out from the pseudonym, which SQL cannot."""
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT pseudonym FROM agency_person WHERE stream IS NULL").fetchall()
        names = [row[0] for row in rows]
        if names:
            cursor.execute(
                "UPDATE agency_person SET stream = said.stream"
                " FROM unnest(%s::text[], %s::uuid[]) AS said (name, stream) WHERE pseudonym = said.name",
                (names, [stream_of(name) for name in names]))


def enter_missing_homes(ledger: Ledger) -> None:
    """Of rows that an older program entered: what they say of a home is sealed, and has to be opened once."""
    left: Any = True
    while left:
        with ledger.transaction() as cursor:
            left = cursor.execute("UPDATE agency_person SET homes_entered = true WHERE pseudonym IN (SELECT pseudonym"
                                  " FROM agency_person WHERE NOT homes_entered LIMIT %s) RETURNING pseudonym",
                                  (HOMES_AT_ONCE,)).fetchall()  # fmt: skip
            found = AgencyRegister.within(cursor).called(row[0] for row in left)
            write_home_words(cursor, {name: record.identity for name, record in found.items()})


class AgencyRegistration:
    """What is to be entered of agencies' records together with some events, in their transaction.

    Raises `RegisterConflict` for a record that has got another pseudonym meanwhile: someone else was quicker.
    """

    def __init__(self) -> None:
        self.identities: dict[str, AgencyIdentity] = {}
        self.standings: dict[str, tuple[Standing, str | None, str | None]] = {}
        self.likenesses: dict[str, tuple[Likeness, ...]] = {}
        self.compared: list[str] = []
        self.sent: set[str] = set()

    def identity(self, pseudonym: str, identity: AgencyIdentity) -> None:
        """New, or changed: it is to be looked at again."""
        self.identities[pseudonym] = identity

    def stands(self, pseudonym: str, standing: Standing, why: str | None = None, linked_to: str | None = None) -> None:
        """Also empties what waits for a person of this record, unless `waits` fills it."""
        self.standings[pseudonym] = standing, why, linked_to
        self.likenesses.setdefault(pseudonym, ())

    def waits(self, pseudonym: str, likenesses: Iterable[Likeness]) -> None:
        self.likenesses[pseudonym] = tuple(likenesses)

    def was_sent(self, pseudonym: str) -> None:
        """With news or without."""
        self.sent.add(pseudonym)

    def were_compared(self, people: Iterable[str]) -> None:
        self.compared.extend(people)

    def everyone(self) -> set[str]:
        return self.identities.keys() | {one.person for found in self.likenesses.values() for one in found}

    def __bool__(self) -> bool:
        return bool(self.identities or self.standings or self.likenesses or self.compared or self.sent)

    def write(self, cursor: Cursor[Any]) -> None:
        with cursor.connection.cursor(row_factory=tuple_row) as own:
            self._write_identities(own)
            self._write_standings(own)
            self._write_likenesses(own)
            if self.compared:
                own.execute("UPDATE person SET compared = true WHERE pseudonym = ANY(%s::text[])", (self.compared,))
            if self.sent:
                own.execute("UPDATE agency_person SET last_sent_on = current_date"
                            " WHERE pseudonym = ANY(%s::text[]) AND last_sent_on < current_date", (list(self.sent),))

    def _write_identities(self, cursor: Cursor[Any]) -> None:
        if not self.identities:
            return
        keyring = keyring_of(cursor)
        keys = keyring.keys_for_writing(cursor, self.identities)
        rows = []
        for name, identity in self.identities.items():
            key = keys[name]
            assert key is not None, f"the key of {name} was to be made before"
            rows.append((name, identity.agency, agency_person_lookup(keyring, identity.agency, identity.person_id),
                         closed_about(key, _ABOUT, name, astuple(identity)), stream_of(name)))
        cursor.execute(
            "INSERT INTO agency_person (pseudonym, agency, lookup, sealed, stream, homes_entered)"
            " SELECT *, true FROM unnest(%b::text[], %b::text[], %b::bytea[], %b::bytea[], %b::uuid[])"
            " ON CONFLICT (lookup) DO UPDATE SET sealed = excluded.sealed, compared = false, stream = excluded.stream,"
            " homes_entered = true WHERE agency_person.pseudonym = excluded.pseudonym",
            [list(column) for column in zip(*rows, strict=True)])
        if cursor.rowcount != len(rows):
            raise RegisterConflict("An agency's record was entered by someone else meanwhile. Look it up again.")
        write_numbers(cursor, {
            name: (plain_upn(identity.upn), plain_nino(identity.nino)) for name, identity in self.identities.items()})
        write_home_words(cursor, self.identities)

    def _write_standings(self, cursor: Cursor[Any]) -> None:
        if self.standings:
            rows = [(name, *said) for name, said in self.standings.items()]
            cursor.execute(
                "UPDATE agency_person SET compared = true, standing = said.standing, why = said.why,"
                " linked_to = said.linked_to"
                " FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[]) AS said (name, standing, why, linked_to)"
                " WHERE pseudonym = said.name", [list(column) for column in zip(*rows, strict=True)])

    def _write_likenesses(self, cursor: Cursor[Any]) -> None:
        if not self.likenesses:
            return
        cursor.execute("DELETE FROM likeness WHERE record = ANY(%s::text[])", (list(self.likenesses),))
        found = [(record, one) for record, several in self.likenesses.items() for one in several]
        keys = keyring_of(cursor).keys_for_writing(cursor, {one.person for _, one in found})
        rows = []
        for record, one in found:
            said = {"comparisons": [asdict(part) for part in one.comparisons], "obstacles": list(one.obstacles)}
            key = keys[one.person]
            assert key is not None, f"{one.person} was erased meanwhile"
            rows.append((record, one.person, one.weight_centibits, closed_about(key, _LIKENESS, record, said)))
        if rows:
            cursor.execute("INSERT INTO likeness (record, person, weight_centibits, sealed)"
                           " SELECT * FROM unnest(%b::text[], %b::text[], %b::int[], %b::bytea[])",
                           [list(column) for column in zip(*rows, strict=True)])


def people_and_numbers(ledger: Ledger, people: Collection[Person]) -> list[Numbers]:
    """Our people as `certain_links` takes them."""
    restricted = ledger.agencies.restricted([person.pseudonym for person in people])
    return [
        Numbers(person.pseudonym, plain_upn(person.upn), plain_nino(person.nino), person.pseudonym in restricted)
        for person in people
    ]


