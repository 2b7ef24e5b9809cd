"""The seal on events: what one says of a person is closed with that person's key. See states.py for the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from struct import Struct
from struct import error as StructError
from threading import local
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag

from domain.events import Event
from ledger.errors import EventUnreadable
from ledger.sealing import states
from ledger.sealing.boxes import NONCE_BYTES, random_bytes
from ledger.sealing.errors import PersonErased
from ledger.sealing.people import Key, PersonKeys
from ledger.sealing.states import CLEAR, ERASED, FORM, PERSON, SALT_BYTES, Part

_PLACE = Struct(">16sQH")
_ERASED = b',"erased":true}'
_NOTHING = b"{}"
_PERSON = b'"person":"'
_SEALED = b'"sealed":'


class AtHand(local):
    """The keys of what this thread is writing."""

    keys: Mapping[str, Key] = MappingProxyType({})


class PersonSeal:
    """Sealing needs keys `at_hand`: those of everyone in the events, new ones among them (see keyring.py)."""

    def __init__(self, keys: PersonKeys, at_hand: AtHand) -> None:
        self._keys = keys
        self._at_hand = at_hand

    # ---- closing ------------------------------------------------------------------------------------------------

    def close(self, event: Event, content: bytes) -> bytes:
        if b'"person":' not in content:
            return content
        body: dict[str, Any] = orjson.loads(content)
        if isinstance(body.get(PERSON), str):
            return self.close_split(event, *map(_json, self.split(body)))
        taken: list[tuple[str, dict[str, Any]]] = []
        header = states.taken_out(body, taken)
        kept = [(person, said) for person, said in taken if self._may_be_sealed(person)]
        if len(kept) < len(taken):
            return self._without_erased(event, body, kept)
        return states.compose(_json(header), [
            Part(*self._close(event, person, _json(said), number)) for number, (person, said) in enumerate(taken)])

    def split(self, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What stands in clear, and what is sealed, of an event that is about one person. Uses up the body."""
        header = {name: body.pop(name) for name in CLEAR if name in body}
        return header, body

    def close_split(self, event: Event, header: bytes, content: bytes) -> bytes:
        """Both halves in canonical form; the event names its person."""
        return states.compose_one(header, *self._close(event, event.person, content, 0))  # type: ignore[attr-defined]

    def _without_erased(self, event: Event, body: dict[str, Any], kept: list[tuple[str, dict[str, Any]]]) -> bytes:
        """What is said in passing of someone who was erased is left out."""
        readable = {person for person, _ in kept}
        return self.close(event, _json(_forgotten(body, readable)))

    def _may_be_sealed(self, person: str) -> bool:
        return (self._at_hand.keys.get(person) or self._keys.key_made_now(person)) is not None

    def _close(self, event: Event, person: str, content: bytes, number: int) -> tuple[bytes, bytes]:
        """The commitment, and the box."""
        key = self._at_hand.keys.get(person) or self._keys.key_made_now(person)
        if key is None:
            raise PersonErased(
                f"Nothing more can be recorded of the person {person}, who was erased. Look the person up again.")
        drawn = random_bytes(NONCE_BYTES + SALT_BYTES)
        nonce, salted = drawn[:NONCE_BYTES], drawn[NONCE_BYTES:] + content
        place = place_of(event.originator_id, event.originator_version, event.topic, number)
        return sha256(salted).digest(), nonce + key.encrypt(nonce, salted, place)

    # ---- opening ------------------------------------------------------------------------------------------------

    def open(self, topic: str, stream: UUID, version: int, state: bytes) -> bytes:
        """Canonical JSON; with `"erased":true` in place of what cannot be read any more."""
        if not state or state[0] != FORM:
            return state
        try:
            one = states.single(state)
            if one is not None and (person := _person_of(one[0])) is not None:
                return self._opened(person, topic, stream, version, *one)
            return self._opened_within(topic, stream, version, state)
        except (ValueError, InvalidTag, IndexError, KeyError, StructError) as error:
            raise EventUnreadable(
                f"Event {version} of stream {stream} cannot be opened as {topic}: its bytes are not those that were"
                " sealed there. Run `outcomes check`."
            ) from error

    def _opened(self, person: str, topic: str, stream: UUID, version: int, header: bytes, box: bytes) -> bytes:
        key = self._keys.key_for(person, stream)
        if key is None:
            return header[:-1] + _ERASED
        content = key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place_of(stream, version, topic, 0))
        return header if content[SALT_BYTES:] == _NOTHING else header[:-1] + b"," + content[SALT_BYTES + 1 :]

    def _opened_within(self, topic: str, stream: UUID, version: int, state: bytes) -> bytes:
        held = states.parse(state)
        header = orjson.loads(held.header)
        contents: list[dict[str, Any] | None] = []
        for number, person in enumerate(states.owners(header, len(held.parts))):
            key = self._keys.key_for(person, stream)
            place = place_of(stream, version, topic, number)
            box = held.parts[number].box
            contents.append(None if key is None else orjson.loads(
                key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place)[SALT_BYTES:]))
        return _json(states.completed(header, contents))


def place_of(stream: UUID, version: int, topic: str, number: int) -> bytes:
    """The associated data of a sealed part: stream, version, number of the part, topic."""
    return _PLACE.pack(stream.bytes, version, number) + topic.encode()


def _forgotten(value: Any, readable: set[str]) -> Any:
    if isinstance(value, list):
        return [_forgotten(held, readable) for held in value]
    if not isinstance(value, dict):
        return value
    person = value.get(PERSON)
    if isinstance(person, str) and person not in readable:
        return {f"{PERSON} {ERASED}": person}
    return {name: _forgotten(held, readable) for name, held in value.items()}


def _person_of(header: bytes) -> str | None:
    """Of the header itself. A quotation mark within a JSON string is escaped, so the key cannot be met in one."""
    if _SEALED in header:
        return None
    place = header.find(_PERSON) + len(_PERSON)
    person = header[place : header.index(b'"', place)]
    return str(orjson.loads(header)[PERSON]) if b"\\" in person else person.decode()


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
