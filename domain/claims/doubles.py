"""Marks by which authorities find out that both claimed for one person, and by which nobody finds out anything else.

A mark is a keyed hash of a scheme and of one thing that tells a person: the UPN, the NI number, or surname, first
letter of the forename and date of birth. Two are equal where both are. Without the key a mark is as good as random.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.matching.spelling import plain_name, plain_nino, plain_upn

FORM = "outcomes-double-claims.v1"
KEY_LEAST_BYTES = 32
PADDED_TO = 1_000
"""A file has a multiple of so many marks; how many of them are of people, it does not say."""


class MarksUnusable(ValueError):
    """The file holds no marks, or they were made with another key."""


@dataclass(frozen=True, slots=True)
class Told:
    """What tells a person, as on record; whatever is not known is left out."""

    upn: str | None = None
    nino: str | None = None
    surname: str | None = None
    forename: str | None = None
    born_on: str | None = None


def marks_of(key: bytes, scheme: str, told: Told) -> dict[str, str]:
    """By what each tells the person by: up to three. Spelling does not matter. Not the result: a scheme counts a person
    once, whatever is claimed.
    """
    return {by: _mark(key, scheme, by, value) for by, value in _tellings(told)}


def _tellings(told: Told) -> Iterator[tuple[str, str]]:
    if upn := plain_upn(told.upn):
        yield "upn", upn
    if nino := plain_nino(told.nino):
        yield "nino", nino
    surname, forename = plain_name(told.surname), plain_name(told.forename)
    if surname and forename and told.born_on:
        yield "name", f"{surname}\0{forename[0]}\0{told.born_on}"


def _mark(key: bytes, *said: str) -> str:
    return hmac.new(key, "\0".join((FORM, *said)).encode(), sha256).hexdigest()


# ---- files of marks --------------------------------------------------------------------------------------------------


def written(key: bytes, marks: Iterable[str], padding: Iterator[str]) -> str:
    """Sorted, each once, with random ones from `padding` among them; the first line tells the key apart from others."""
    found = set(marks)
    wanted = max(1, -(-len(found) // PADDED_TO)) * PADDED_TO
    while len(found) < wanted:
        found.add(next(padding))
    return "\n".join([f"{FORM} {_mark(key, 'which key')[:16]}", *sorted(found)]) + "\n"


def read(text: str) -> tuple[str, set[str]]:
    """Which key, and the marks. Raises `MarksUnusable`."""
    first, _, rest = text.partition("\n")
    form, _, which = first.partition(" ")
    marks = rest.splitlines()
    if form != FORM or not all(len(mark) == 64 and set(mark) <= set("0123456789abcdef") for mark in marks):
        raise MarksUnusable("This is no file as `outcomes double-claims export` writes it")
    return which, set(marks)


def in_several(texts: Sequence[str]) -> dict[str, list[int]]:
    """The marks that are in more than one file, with the places of those files. Raises `MarksUnusable`."""
    files = [read(text) for text in texts]
    if len({which for which, _ in files}) > 1:
        raise MarksUnusable("The files were made with different keys, so that nothing in them can be compared")
    often = Counter(mark for _, marks in files for mark in marks)
    return {mark: [place for place, (_, marks) in enumerate(files) if mark in marks]
            for mark in sorted(often) if often[mark] > 1}
