"""Finding people by the words of their names, which stand in the register by keyed hashes alone.

Whole words, however they are written (`domain.matching.spelling`): nobody can look for a part of a word, which is what
makes it impossible to try names out without the ledger's key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Any, LiteralString
from uuid import UUID

from psycopg import Cursor

from domain.matching.spelling import plain_name
from ledger.identity import keyring_of
from ledger.sealing.keyring import Keyring

if TYPE_CHECKING:
    from ledger.identity import Person
    from ledger.ledger import Ledger

WORDS_SOUGHT_MAX = 8
_BETWEEN = re.compile(r"[\s\-–]+")

_WRITE: LiteralString = """
INSERT INTO name_word (lookup, person) SELECT * FROM unnest(%b::bytea[], %b::text[]) ON CONFLICT DO NOTHING
"""
_FAMILIES: LiteralString = """
SELECT DISTINCT family FROM membership WHERE person IN (
    SELECT person FROM name_word WHERE lookup = ANY(%b::bytea[]) GROUP BY person HAVING count(*) = %b)
"""


def write_name_words(cursor: Cursor[Any], people: Iterable[Person]) -> None:
    """In place of those that each had; in the caller's transaction."""
    keyring, everyone = keyring_of(cursor), list(people)
    if not everyone:
        return
    rows = [(word_lookup(keyring, word), one.pseudonym) for one in everyone for word in _words_of(one)]
    cursor.execute("DELETE FROM name_word WHERE person = ANY(%b::text[])", ([one.pseudonym for one in everyone],))
    if rows:
        lookups, persons = zip(*rows, strict=True)
        cursor.execute(_WRITE, (list(lookups), list(persons)))


def families_with(ledger: Ledger, name: str) -> list[UUID]:
    """The streams of families with a member, whenever, whose name has all of these words; none for no word."""
    words = {word for said in _BETWEEN.split(name) if (word := plain_name(said))}
    if not 0 < len(words) <= WORDS_SOUGHT_MAX:
        return []
    with ledger.database.cursor(ledger.schema) as cursor:
        lookups = [word_lookup(ledger.keyring, word) for word in words]
        return [row[0] for row in cursor.execute(_FAMILIES, (lookups, len(lookups))).fetchall()]


def word_lookup(keyring: Keyring, word: str) -> bytes:
    return keyring.lookup("name word", word)


def _words_of(person: Person) -> set[str]:
    """Of O'Connor-Smith: oconnor, smith and oconnorsmith."""
    names = [name for name in (person.forename, person.surname) if name]
    said = chain(names, *(_BETWEEN.split(name) for name in names))
    return {word for one in said if (word := plain_name(one))}
