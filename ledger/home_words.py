"""Finding whom agencies know in one home, by keyed hashes of what they say of it: nothing is opened to find them.

Kept for each agency's record beside its row in the register (ledger/agency_people.py), which is sealed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg import Cursor

from domain.matching.households import Known, Shared
from domain.matching.spelling import plain_address, plain_name, plain_postcode, plain_uprn
from ledger.identity import keyring_of

if TYPE_CHECKING:
    from ledger.agency_people import AgencyIdentity
    from ledger.ledger import Ledger

_PERSON = "person"
WORDS_AT_A_TIME = 1_000
"""Words of homes looked at together; those at the homes, and whoever hangs together with them, are in memory."""

_WRITE: LiteralString = """
INSERT INTO home_word (lookup, record, kind) SELECT * FROM unnest(%b::bytea[], %b::text[], %b::text[])
ON CONFLICT DO NOTHING
"""
_STANDING: LiteralString = "standing IN ('apart', 'linked')"
_ALL: LiteralString = f"""
WITH said AS (
    SELECT home_word.lookup, record, kind FROM home_word JOIN agency_person ON pseudonym = record
    WHERE kind <> 'person' AND {_STANDING})
SELECT lookup, record, kind FROM said
WHERE lookup IN (SELECT lookup FROM said GROUP BY lookup HAVING count(*) > 1)
"""
_AROUND: LiteralString = f"""
WITH RECURSIVE home (record) AS (
    SELECT record FROM home_word JOIN agency_person ON pseudonym = record
    WHERE home_word.lookup >= %(first)s AND home_word.lookup < %(past)s AND kind <> 'person' AND {_STANDING}
    UNION
    SELECT theirs.record FROM home
    JOIN home_word AS its ON its.record = home.record AND its.kind <> 'person'
    JOIN home_word AS theirs ON theirs.lookup = its.lookup
    JOIN agency_person ON pseudonym = theirs.record AND {_STANDING})
SELECT lookup, record, kind FROM home_word WHERE record IN (SELECT record FROM home) AND kind <> 'person'
"""
_NEXT: LiteralString = f"""
SELECT home_word.lookup FROM home_word JOIN agency_person ON pseudonym = record
WHERE home_word.lookup >= %s AND kind <> 'person' AND {_STANDING} ORDER BY home_word.lookup OFFSET %s LIMIT 1
"""
_SAME: LiteralString = """
SELECT lookup, record FROM home_word WHERE kind = 'person' AND record = ANY(%(records)s::text[])
UNION ALL SELECT lookup, subject FROM identifier WHERE subject = ANY(%(records)s::text[])
"""
_LINKED: LiteralString = """
SELECT pseudonym FROM agency_person WHERE pseudonym = ANY(%b::text[]) AND linked_to IS NOT NULL
"""


def write_home_words(cursor: Cursor[Any], identities: Mapping[str, AgencyIdentity]) -> None:
    """In place of those that each had; in the caller's transaction."""
    if not identities:
        return
    keyring = keyring_of(cursor)
    rows = [(keyring.lookup("home", kind, *said), record, kind)
            for record, identity in identities.items() for kind, *said in _words_of(identity)]  # fmt: skip
    cursor.execute("DELETE FROM home_word WHERE record = ANY(%b::text[])", (list(identities),))
    if rows:
        cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


def _words_of(said: AgencyIdentity) -> list[tuple[str, ...]]:
    """Each with its kind first. None for a restricted record, and none for one that says nothing of a home."""
    words: list[tuple[str, ...]] = []
    if said.household_id:
        words.append(("household", said.agency, said.household_id))
    if uprn := plain_uprn(said.uprn):
        words.append(("address", uprn))
    postcode, address = plain_postcode(said.postcode), plain_address(said.address)
    if postcode and address:
        words.append(("address", postcode, address))
    name = plain_name(said.forename), plain_name(said.surname)
    if words and all(name) and said.born_on:
        words.append((_PERSON, str(name[0]), str(name[1]), said.born_on))
    return [] if said.restricted else words


def everyone_at_home(ledger: Ledger) -> list[Known]:
    """All records that share a home with another, linked ones and those that are like nobody of ours."""
    return _known(ledger, _ALL, {})


def around(ledger: Ledger, beginning: bytes) -> list[Known]:
    """The same of homes whose keyed hash begins so, and of all that hang together with them."""
    return _known(ledger, _AROUND, {"first": beginning, "past": _past(beginning)})


def homes_in_turn(ledger: Ledger, beginning: bytes) -> Iterator[tuple[bytes, bytes, list[Known]]]:
    """The same of all homes, from those whose keyed hash begins so on, some at a time: the first beginning of these

    hashes, the first that is past them, and those at these homes with all that hang together with them.
    """
    past = beginning
    while past <= b"\xff" * len(beginning):
        first, past = past, _past(_beginning(ledger, past, len(beginning)))
        yield first, past, _known(ledger, _AROUND, {"first": first, "past": past})


def _beginning(ledger: Ledger, first: bytes, length: int) -> bytes:
    """How the last hash begins of those that are looked at together, from the `first` on."""
    with ledger.database.cursor(ledger.schema) as cursor:
        found = cursor.execute(_NEXT, (first, WORDS_AT_A_TIME)).fetchone()
    return bytes(found[0])[:length] if found else b"\xff" * length


def _past(beginning: bytes) -> bytes:
    """Past every hash that begins so."""
    past = (int.from_bytes(beginning) + 1).to_bytes(len(beginning) + 1)
    return past[1:] if not past[0] else b"\xff" * 17


def _known(ledger: Ledger, statement: LiteralString, values: Mapping[str, Any]) -> list[Known]:
    places: defaultdict[str, set[tuple[Shared, bytes]]] = defaultdict(set)
    same: defaultdict[str, set[bytes]] = defaultdict(set)
    with ledger.database.cursor(ledger.schema) as cursor:
        for lookup, record, kind in cursor.execute(statement, values).fetchall():
            places[record].add((kind, lookup))
        for lookup, record in cursor.execute(_SAME, {"records": list(places)}).fetchall():
            same[record].add(lookup)
        linked = {row[0] for row in cursor.execute(_LINKED, (list(places),)).fetchall()}
    return [Known(name, frozenset(same[name]), frozenset(said), name in linked) for name, said in places.items()]
