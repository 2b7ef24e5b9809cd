"""The keys of people: found, made with a person's first event, kept in memory for a while, and forgotten when erased.

A key in memory is trusted for `TRUSTED_SECONDS` after the list of erased persons was last looked at. So at once after
an erasure no process can open anything about that person, however long it had been running.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Cursor

from ledger.errors import RegisterConflict
from ledger.sealing.errors import KeyLost, PersonErased
from ledger.sealing.master import KEY_BYTES, MasterKey
from ledger.sealing.read_ahead import ReadAhead

TRUSTED_SECONDS = 0.01
"""A hundred short questions a second, while events are opened; a reader who must not wait calls `confirm`."""
KEPT_MAX = 50_000
"""Keys in memory, some 2,500 bytes each; beyond that all are dropped and read again as they are needed."""

Key = AESGCM | None
"""None: the person was erased, or is not one of this ledger's yet."""

_KEYS = "SELECT person, wrapped FROM person_key WHERE person = ANY(%s)"
_AHEAD = """
SELECT DISTINCT person_key.person, wrapped, family
FROM (SELECT person, family FROM membership WHERE family >= %s ORDER BY family LIMIT %s) AS ahead
JOIN person_key ON person_key.person = ahead.person
"""
_EXPECTED = "SELECT person, wrapped FROM membership JOIN person_key USING (person) WHERE family = ANY(%s)"


class NewKeys:
    """Keys made for people of whom the ledger says something for the first time; written with what it says.

    `write` also makes sure that nobody was erased since their key was read. Whoever writes holds the append lock.
    """

    def __init__(self, master: MasterKey, known: Collection[str], new: Iterable[str]) -> None:
        self.known = list(known)
        self._master_id = master.id
        self.made = {person: secrets.token_bytes(KEY_BYTES) for person in new}
        self._wrapped = {person: master.wrap(person, key) for person, key in self.made.items()}

    def write(self, cursor: Cursor[Any]) -> None:
        """`cursor` gives tuples. Raises `PersonErased` and `RegisterConflict`."""
        self._refuse_erased(cursor)
        if not self.made:
            return
        cursor.execute("SELECT master FROM ledger_key WHERE master <> %s", (self._master_id,))
        if cursor.fetchone() is not None:
            raise RegisterConflict("The master key was changed meanwhile. Start this program again with the new one.")
        cursor.execute(
            "INSERT INTO person_key (person, wrapped) SELECT * FROM unnest(%b::text[], %b::bytea[])"
            " ON CONFLICT DO NOTHING",
            (list(self._wrapped), list(self._wrapped.values())),
        )
        if cursor.rowcount != len(self.made) and not self._were_written_before(cursor):
            raise RegisterConflict(
                "Someone else recorded something of the same new person meanwhile. Look it up again and decide anew.")

    def _were_written_before(self, cursor: Cursor[Any]) -> bool:
        """By ourselves: a command repeated because its acknowledgement was lost meets its own keys."""
        cursor.execute(
            "SELECT count(*) FROM unnest(%b::text[], %b::bytea[]) AS own (person, wrapped)"
            " JOIN person_key USING (person, wrapped)",
            (list(self._wrapped), list(self._wrapped.values())),
        )
        row = cursor.fetchone()
        return row is not None and row[0] == len(self.made)

    def _refuse_erased(self, cursor: Cursor[Any]) -> None:
        if self.known:
            cursor.execute("SELECT count(*) FROM person_key WHERE person = ANY(%b::text[])", (self.known,))
            row = cursor.fetchone()
            if row is None or row[0] != len(self.known):
                raise PersonErased(_ERASED_MEANWHILE)
        if self.made:
            cursor.execute("SELECT 1 FROM erased_person WHERE person = ANY(%b::text[]) LIMIT 1", (list(self.made),))
            if cursor.fetchone() is not None:
                raise PersonErased(_ERASED_MEANWHILE)


_ERASED_MEANWHILE = (
    "A person of whom something was to be recorded has been erased. Nothing was recorded. Look the person up again."
)


class PersonKeys:
    """Of one ledger. Safe to share between threads."""

    def __init__(
        self, cursors: Callable[[], AbstractContextManager[Cursor[Any]]], master: Callable[[], MasterKey]
    ) -> None:
        self._cursors = cursors
        self._master = master
        self._held: dict[str, Key] = {}
        self._trusted_until = 0.0
        self._erased = -1
        self._ahead = ReadAhead()
        self._expected: frozenset[UUID] = frozenset()
        self._guard = threading.RLock()

    def key_for(self, person: str, stream: UUID) -> Key:
        """To open an event of this stream; None for someone erased. Raises `KeyLost`.

        Reads ahead where streams are opened in the order of their ids, or are those to `expect`.
        """
        if time.monotonic() >= self._trusted_until:
            self.confirm()
        held = self._held.get(person, _MISSING)
        return self._fetch(person, stream) if held is _MISSING else held

    def expect(self, families: Iterable[UUID]) -> None:
        """These are opened next, however far apart they lie: a key that is missing is read with all of theirs."""
        self._expected = frozenset(families)

    def keys_of(self, people: Iterable[str]) -> dict[str, Key]:
        """Of everyone asked for."""
        if time.monotonic() >= self._trusted_until:
            self.confirm()
        return self._keys(set(people))

    def _keys(self, wanted: Collection[str]) -> dict[str, Key]:
        with self._guard:
            self._make_room()
            missing = [person for person in wanted if person not in self._held]
            if missing:
                with self._cursors() as cursor:
                    self._load(cursor, missing)
            return {person: self._held.get(person) for person in wanted}

    def _make_room(self) -> None:
        """Only before it is looked who is missing: someone dropped after that would be taken for someone new."""
        if len(self._held) > KEPT_MAX:
            self._held = {}

    def confirm(self, trusted_seconds: float | None = None) -> None:
        """Forgets every key if anyone was erased since the last time. Trusts those in memory for so long again.

        Longer than `TRUSTED_SECONDS` is for those alone whose work is done again once the erasure is in the log.
        """
        with self._guard, self._cursors() as cursor:
            row = cursor.execute("SELECT count(*) FROM erased_person").fetchone()
            assert row is not None
            if row[0] != self._erased:
                self._held = {}
                self._erased = row[0]
            self._trusted_until = time.monotonic() + (TRUSTED_SECONDS if trusted_seconds is None else trusted_seconds)

    def forget(self) -> None:
        with self._guard:
            self._held = {}
            self._trusted_until = 0.0

    def keep(self, made: dict[str, bytes]) -> None:
        """Keys that were recorded; before that, nobody else could have read what they seal."""
        with self._guard:
            self._held.update({person: AESGCM(key) for person, key in made.items()})

    def new_keys(self, people: Collection[str]) -> tuple[dict[str, Key], NewKeys]:
        """The keys to seal with, and those of them that are still to be written."""
        held = self._keys(people)  # whoever writes is told by `NewKeys` if one was erased meanwhile
        missing = [person for person, key in held.items() if key is None]
        new = NewKeys(self._master(), [person for person in held if held[person] is not None], missing)
        return held | {person: AESGCM(key) for person, key in new.made.items()}, new

    def key_made_now(self, person: str) -> Key:
        """For a writer that has not asked for `new_keys`: recorded by itself, before what it seals. None if erased."""
        key = self.keys_of([person])[person]
        if key is not None:
            return key
        try:
            with self._cursors() as cursor:
                new = NewKeys(self._master(), [], [person])
                new.write(cursor)
        except PersonErased:
            return None
        except RegisterConflict:
            self.forget()
            return self.keys_of([person])[person]
        self.keep(new.made)
        return self._held.get(person)

    def unwrapped(self, person: str, wrapped: bytes) -> AESGCM:
        """The key that a row holds, out of memory if it is there."""
        held = self._held.get(person)
        return held if held is not None else AESGCM(self._master().unwrap(person, wrapped))

    def _fetch(self, person: str, stream: UUID) -> Key:
        with self._guard, self._cursors() as cursor:
            self._make_room()
            if stream in self._expected:
                self._take(cursor.execute(_EXPECTED, (list(self._expected),)).fetchall())
                self._expected = frozenset()
            else:
                self._read_ahead(cursor, stream)
            if person not in self._held:
                self._load(cursor, [person])
            if person not in self._held:
                raise KeyLost(
                    f"The key of the person {person} is missing, and nobody was erased. Restore the table person_key"
                    " from a backup, and run `outcomes check`.")
            return self._held[person]

    def _read_ahead(self, cursor: Cursor[Any], stream: UUID) -> None:
        rows = cursor.execute(_AHEAD, (stream, self._ahead.next(stream.int))).fetchall()
        self._ahead.came([row[2].int for row in rows])
        self._take([row[:2] for row in rows])

    def _load(self, cursor: Cursor[Any], people: list[str]) -> None:
        """Of these people: their keys, and that they were erased. Of whoever is neither, nothing is noted."""
        self._take(cursor.execute(_KEYS, (people,)).fetchall())
        missing = [person for person in people if person not in self._held]
        if missing:
            erased = cursor.execute("SELECT person FROM erased_person WHERE person = ANY(%s)", (missing,)).fetchall()
            self._held.update({person: None for (person,) in erased})

    def _take(self, rows: Iterable[tuple[str, bytes]]) -> None:
        for person, wrapped in rows:
            if self._held.get(person) is None:
                self._held[person] = AESGCM(self._master().unwrap(person, bytes(wrapped)))


_MISSING: Any = object()
