"""People whom agencies know at one address, or as one household: perhaps a family. A person confirms it, or not."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Literal

PEOPLE_MAX = 12
"""More people at one address are a hostel, a school or a block of flats without numbers."""

Shared = Literal["address", "household"]

_HOME_BYTES, _RECORDS_BYTES = 2, 3
FIRST_NAME = "00" * (_HOME_BYTES + _RECORDS_BYTES)
"""That no household's name comes before."""


@dataclass(frozen=True, slots=True)
class Known:
    """An agency's record, by pseudonym. `same` are words of which one in common makes two records one person, such as
    a UPN; `places` what it shares with others of its home. Words are keyed hashes: nothing can be read from them."""

    pseudonym: str
    same: frozenset[bytes]
    places: frozenset[tuple[Shared, bytes]]
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """`people` are those who are in no family of ours yet, each with all records of them; `beside` are linked ones.

    `name` is the same while the records are: it begins as a word of the home does, and ends with a digest of them.
    """

    name: str
    people: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]
    shared: tuple[Shared, ...]


def home_called(name: str) -> bytes:
    """How a word of the home begins whose household has this name."""
    return bytes.fromhex(name)[:_HOME_BYTES]


def households(records: Sequence[Known]) -> list[Household]:
    """Of two people and more, at least one of them in no family yet; where most would join first. The order of the
    records makes no difference."""
    known = {record.pseudonym: record for record in records}
    groups = _joined({record.pseudonym: record.places for record in records})
    found = [_household([known[name] for name in group]) for group in groups]
    return sorted((one for one in found if one is not None), key=lambda one: (-len(one.people), one.name))


def _household(group: Sequence[Known]) -> Household | None:
    people = _joined({record.pseudonym: record.same for record in group if not record.linked})
    beside = tuple(sorted(record.pseudonym for record in group if record.linked))
    if not people or not 2 <= len(people) + len(beside) <= PEOPLE_MAX:
        return None
    places = Counter(place for record in group for place in record.places)
    shared = [place for place, records in places.items() if records > 1]
    return Household(_name([word for _, word in shared], group), tuple(sorted(people)), beside,
                     tuple(sorted({kind for kind, _ in shared})))  # fmt: skip


def _name(words: Sequence[bytes], group: Sequence[Known]) -> str:
    records = " ".join(sorted(record.pseudonym for record in group)).encode()
    return (min(words)[:_HOME_BYTES] + hashlib.sha256(records).digest()[:_RECORDS_BYTES]).hex()


def _joined(words: Mapping[str, Set[Hashable]]) -> list[tuple[str, ...]]:
    """Names that have a word in common, or are joined by others that have; each group in order."""
    leader = {name: name for name in words}

    def lead(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    first: dict[Hashable, str] = {}
    for name, said in words.items():
        for word in said:
            leader[lead(name)] = lead(first.setdefault(word, name))
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(words):
        groups[lead(name)].append(name)
    return [tuple(group) for group in groups.values()]
