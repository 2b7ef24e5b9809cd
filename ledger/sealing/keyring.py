"""All keys of one ledger, at hand for whoever reads or writes it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Cursor

from domain.events import Event
from ledger.errors import LedgerError
from ledger.sealing.ledger_keys import key_named
from ledger.sealing.master import MasterKey
from ledger.sealing.people import Key, NewKeys, PersonKeys
from ledger.sealing.person_seal import AtHand, PersonSeal
from ledger.sealing.states import people_in

if TYPE_CHECKING:
    from ledger.recorder import WritesRows

LOOKUP, REGISTER = "lookup", "register"
LOOKUP_BYTES = 16


@dataclass(frozen=True, slots=True)
class _Rows:
    """New keys first: what is written after them is sealed with them."""

    keys: NewKeys
    register: WritesRows | None

    def write(self, cursor: Cursor[Any]) -> None:
        self.keys.write(cursor)
        if self.register is not None:
            self.register.write(cursor)


class Keyring:
    """`seal` is the mapper's. Safe to share between threads; what is being written is each thread's own."""

    def __init__(
        self,
        cursors: Callable[[], AbstractContextManager[Cursor[Any]]],
        transactions: Callable[[], AbstractContextManager[Cursor[Any]]],
        master: Callable[[], MasterKey],
    ) -> None:
        self._transactions = transactions
        self._master = master
        self._writing = AtHand()
        self.people = PersonKeys(cursors, master)
        self.seal = PersonSeal(self.people, self._writing)

    @contextmanager
    def ready_for(
        self, events: Iterable[Event], register: WritesRows | None, *, checked: bool
    ) -> Iterator[WritesRows | None]:
        """Keys for everyone of whom something is said, while it is encoded and written.

        Yields the rows to be written with the events: the register's, and before them the keys that are new. Unless
        `checked`, nothing is yielded where nothing is new, which lets a single save go in one exchange.
        """
        people = everyone_in(events)
        if people_of_register := getattr(register, "everyone", None):
            people |= people_of_register()
        keys, new = self.people.new_keys(people)
        if new.made or register is not None:
            # Before the transaction: it must not wait for a second connection of the pool. And so that the tables say
            # under which master key they are.
            _ = self._lookup_key, self.register_key
        self._writing.keys = keys
        try:
            yield _Rows(new, register) if new.made or register is not None or (checked and people) else None
        except LedgerError:
            self.people.forget()
            raise
        finally:
            self._writing.keys = {}
        self.people.keep(new.made)

    def keys_for_writing(self, cursor: Cursor[Any], people: Collection[str]) -> Mapping[str, Key]:
        """The keys of these people; those that are new are written in the caller's transaction."""
        at_hand = self._writing.keys
        missing = {person for person in people if person not in at_hand}
        if not missing:
            return at_hand
        keys, new = self.people.new_keys(missing)
        new.write(cursor)
        return {**at_hand, **keys}

    # ---- keys that are no person's ------------------------------------------------------------------------------

    @cached_property
    def register_key(self) -> AESGCM:
        return AESGCM(self._named(REGISTER))

    def lookup(self, *words: str) -> bytes:
        """A keyed hash: the same for the same words, and nobody without the key can try words out."""
        said = "\x1f".join(words).encode()
        return hashlib.blake2b(said, digest_size=LOOKUP_BYTES, key=self._lookup_key).digest()

    @cached_property
    def _lookup_key(self) -> bytes:
        return self._named(LOOKUP)

    def _named(self, name: str) -> bytes:
        with self._transactions() as cursor:
            return key_named(cursor, self._master(), name)


def everyone_in(events: Iterable[Event]) -> set[str]:
    """Everyone of whom these events say something."""
    found: set[str] = set()
    for event in events:
        person = getattr(event, "person", None)
        if person is not None:
            found.add(person)
        else:
            found |= people_in(event.body())
    return found
