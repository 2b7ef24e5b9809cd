"""Entering what agencies' records say, and where they stand, in the transaction of the events that came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Any

from psycopg import Cursor

from domain.matching.agency_person import stream_of
from domain.matching.likeness import Likeness, Standing
from domain.matching.spelling import plain_nino, plain_upn
from ledger.agency_people import AGENCY_PERSON, LIKENESS, AgencyIdentity, AgencyRegister
from ledger.errors import RegisterConflict
from ledger.home_words import write_home_words
from ledger.identity import keyring_of
from ledger.registering import write_numbers
from ledger.sealing.register_rows import agency_person_lookup, closed_about

if TYPE_CHECKING:
    from ledger.ledger import Ledger

HOMES_AT_ONCE = 5_000


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
        self._write_identities(cursor)
        self._write_standings(cursor)
        self._write_likenesses(cursor)
        if self.compared:
            cursor.execute("UPDATE person SET compared = true WHERE pseudonym = ANY(%s::text[])", (self.compared,))
        if self.sent:
            cursor.execute("UPDATE agency_person SET last_sent_on = current_date"
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
                         closed_about(key, AGENCY_PERSON, name, astuple(identity)), stream_of(name)))
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
            rows.append((record, one.person, one.weight_centibits, closed_about(key, LIKENESS, record, said)))
        if rows:
            cursor.execute("INSERT INTO likeness (record, person, weight_centibits, sealed)"
                           " SELECT * FROM unnest(%b::text[], %b::text[], %b::int[], %b::bytea[])",
                           [list(column) for column in zip(*rows, strict=True)])


# ---- rows that an older program entered -----------------------------------------------------------------------------


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
