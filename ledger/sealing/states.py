"""The stored bytes of an event, sealed or not; docs/proof.md gives them byte by byte. Pure, and needs no library.

An event that says nothing of a person is stored as its canonical JSON. Otherwise:

    1 byte     0x01
    4 bytes    C, the length of the clear part
    C bytes    the clear part: 2 bytes N; for each of N sealed parts 32 bytes of commitment and 4 bytes of its length;
               then the header, canonical JSON of what is not sealed
    the rest   the N sealed parts: 12 bytes of nonce, the ciphertext, 16 bytes of tag

A sealed part holds 16 bytes of salt, then content in canonical JSON; the commitment is the SHA-256 of just these. If
the header names a `person`, the one part belongs to the header itself. Otherwise the part with the number k belongs to
the object within the header that has `"sealed":k` beside its `person`.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from struct import Struct
from typing import Any, NamedTuple

FORM = 1
SALT_BYTES = 16

PERSON, SEALED, ERASED = "person", "sealed", "erased"
CLEAR = ("by", "observation", PERSON, "supersedes")
"""What an event about a person says in clear: who recorded it, pseudonyms, and ids that are the ledger's own."""

_START = Struct(">BIH")
_PART = Struct(">32sI")
_ONE_PART = Struct(">BIH32sI")


class Part(NamedTuple):
    commitment: bytes
    box: bytes


class State(NamedTuple):
    """`header` is JSON. Without parts it is all that there is."""

    header: bytes
    parts: tuple[Part, ...] = ()


def commitment(salt: bytes, content: bytes) -> bytes:
    return sha256(salt + content).digest()


def compose(header: bytes, parts: Sequence[Part]) -> bytes:
    if not parts:
        return header
    listed = [(part.commitment, len(part.box)) for part in parts]
    return clear_part(header, listed) + b"".join([part.box for part in parts])


def compose_one(header: bytes, committed: bytes, box: bytes) -> bytes:
    """`compose` for a single part, quickly."""
    return _ONE_PART.pack(FORM, 2 + _PART.size + len(header), 1, committed, len(box)) + header + box


def clear_part(header: bytes, listed: Sequence[tuple[bytes, int]]) -> bytes:
    """The beginning of a sealed state, up to the sealed parts themselves: commitments and lengths, and the header."""
    clear_bytes = 2 + _PART.size * len(listed) + len(header)
    return _START.pack(FORM, clear_bytes, len(listed)) + b"".join([_PART.pack(*one) for one in listed]) + header


def parse(state: bytes) -> State:
    """Raises ValueError for bytes that are in neither form."""
    if not state or state[0] != FORM:
        return State(state)
    try:
        _, clear_bytes, count = _START.unpack_from(state)
        listed = [_PART.unpack_from(state, _START.size + _PART.size * number) for number in range(count)]
    except Exception as error:
        raise ValueError("the sealed form is cut short") from error
    place = _START.size - 2 + clear_bytes
    header = state[_START.size + _PART.size * count : place]
    parts = []
    for committed, length in listed:
        parts.append(Part(committed, state[place : place + length]))
        place += length
    if place != len(state) or not parts:
        raise ValueError("the sealed form has bytes too many or too few")
    return State(header, tuple(parts))


def single(state: bytes) -> tuple[bytes, bytes] | None:
    """Header and box of a state with exactly one part, quickly."""
    _, clear_bytes, count, _, length = _ONE_PART.unpack_from(state)
    past = _START.size - 2 + clear_bytes
    return (state[_ONE_PART.size : past], state[past:]) if count == 1 and len(state) == past + length else None


def completed(header: dict[str, Any], contents: Sequence[dict[str, Any] | None]) -> dict[str, Any]:
    """The whole content of an event; with `"erased": true` where the part of the header itself cannot be read."""
    if isinstance(header.get(PERSON), str):
        [content] = contents
        return {**header, ERASED: True} if content is None else {**header, **content}
    whole: dict[str, Any] = put_back(header, contents)
    return whole


def owners(header: dict[str, Any], count: int) -> list[str]:
    """Whose each part is. Raises KeyError for a part that belongs to nobody."""
    person = header.get(PERSON)
    found = {0: person} if isinstance(person, str) else {}
    if not found:
        _note_owners(header, found)
    return [found[number] for number in range(count)]


def _note_owners(value: Any, found: dict[int, str]) -> None:
    if isinstance(value, dict):
        number, person = value.get(SEALED), value.get(PERSON)
        if isinstance(number, int) and isinstance(person, str):
            found[number] = person
    if isinstance(value, dict | list):
        for held in value.values() if isinstance(value, dict) else value:
            _note_owners(held, found)


def people_in(value: Any) -> set[str]:
    """Everyone of whom a content says something: the `person` of every object in it."""
    found: set[str] = set()
    if isinstance(value, dict):
        person = value.get(PERSON)
        if isinstance(person, str):
            found.add(person)
        for held in value.values():
            if type(held) is dict or type(held) is list:
                found |= people_in(held)
    elif isinstance(value, list):
        for held in value:
            if type(held) is dict or type(held) is list:
                found |= people_in(held)
    return found


def taken_out(value: Any, parts: list[tuple[str, dict[str, Any]]]) -> Any:
    """The value with every object about a person replaced by its place among `parts`, to which it is added."""
    if isinstance(value, list):
        return [taken_out(held, parts) for held in value]
    if not isinstance(value, dict):
        return value
    person = value.get(PERSON)
    if isinstance(person, str):
        parts.append((person, {name: held for name, held in value.items() if name != PERSON}))
        return {PERSON: person, SEALED: len(parts) - 1}
    return {name: taken_out(held, parts) for name, held in value.items()}


def put_back(value: Any, contents: Sequence[dict[str, Any] | None]) -> Any:
    """The other way round. An object whose content cannot be read any more is `{"person": ..., "erased": true}`."""
    if isinstance(value, list):
        return [put_back(held, contents) for held in value]
    if not isinstance(value, dict):
        return value
    number = value.get(SEALED)
    if isinstance(number, int) and PERSON in value:
        content = contents[number]
        return {PERSON: value[PERSON], ERASED: True} if content is None else {PERSON: value[PERSON], **content}
    return {name: put_back(held, contents) for name, held in value.items()}
