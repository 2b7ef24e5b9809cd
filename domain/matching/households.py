"""People whom agencies know at one address, or as one household: perhaps a family. A person confirms it, or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

PEOPLE_MAX = 12
"""More people at one address are a hostel, a school or a block of flats without numbers."""

Shared = Literal["address", "household"]


@dataclass(frozen=True, slots=True)
class Known:
    """An agency's record, by pseudonym. `same` are words of which one in common makes two records one person, such as
    a UPN; `places` what it shares with others of its home. `families` are those of ours that it is linked into."""

    pseudonym: str
    same: frozenset[str]
    places: frozenset[tuple[Shared, str]]
    families: frozenset[UUID] = frozenset()
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """`people` are those who are in no family of ours yet, each with all records of them; `beside` are linked ones."""

    people: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...]
    families: frozenset[UUID]
    shared: frozenset[Shared]


def households(records: Sequence[Known]) -> list[Household]:
    """Of two people and more, at least one of them in no family yet. The order of the records makes no difference."""
    known = {record.pseudonym: record for record in records}
    groups = _joined({record.pseudonym: {f"{kind} {place}" for kind, place in record.places} for record in records})
    found = [_household([known[name] for name in group]) for group in groups]
    return [one for one in found if one is not None]


def _household(group: Sequence[Known]) -> Household | None:
    new = [record for record in group if not record.linked]
    people = _joined({record.pseudonym: set(record.same) for record in new})
    beside = tuple(sorted(record.pseudonym for record in group if record.linked))
    if not people or not 2 <= len(people) + len(beside) <= PEOPLE_MAX:
        return None
    families = frozenset(family for record in group for family in record.families)
    return Household(tuple(sorted(people)), beside, families, frozenset(_shared(group)))


def _shared(group: Sequence[Known]) -> Iterator[Shared]:
    places = [place for record in group for place in record.places]
    yield from (kind for kind, place in places if places.count((kind, place)) > 1)


def _joined(words: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """Names that have a word in common, or are joined by others that have; each group in order."""
    leader = {name: name for name in words}

    def lead(name: str) -> str:
        while leader[name] != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for names in _by_word(words).values():
        for name in names[1:]:
            leader[lead(name)] = lead(names[0])
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(words):
        groups[lead(name)].append(name)
    return [tuple(group) for group in groups.values()]


def _by_word(words: dict[str, set[str]]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, said in _sorted(words.items()):
        for word in said:
            found[word].append(name)
    return found


def _sorted(items: Iterable[tuple[str, set[str]]]) -> list[tuple[str, set[str]]]:
    return sorted(items, key=lambda item: item[0])
