"""Links that rest on a number: the same UPN, or the same NI number and nothing against it.

What comes out is a function of the numbers alone, whatever the order in which they became known. Whatever contradicts
itself links nobody, and is for a person to judge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

How = Literal["upn", "nino"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Of one of our people, or of one agency's record. UPN and NI number in plain form (see spelling.py)."""

    pseudonym: str
    upn: str | None = None
    nino: str | None = None
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`person` is whom the numbers say; with a `doubt` no program may link the two."""

    person: str
    how: How
    doubt: str | None = None


SEVERAL = "several people on record have this number"
CONTRADICTION = "the UPN is one person's, and the NI number another's"
DIFFERENT_UPN = "the NI numbers are the same, and the UPNs are different"
DIFFERENT_NINO = "the UPNs are the same, and the NI numbers are different"
AGAINST_OTHERS = "records with this number contradict each other"
RESTRICTED = "one of the two records is restricted"


def certain_links(people: Iterable[Numbers], records: Iterable[Numbers]) -> dict[str, Found]:
    """By record; one without a number that someone has is left out.

    `records` are to be all that share a number with any of the `people`.
    """
    by_number = _by_number(people)
    found: dict[str, tuple[Numbers, Numbers, Found]] = {}
    for record in records:
        first = _first_look(record, by_number)
        if first is not None:
            found[record.pseudonym] = (record, *first)
    return _beside_each_other(found)


_ByNumber = Mapping[tuple[How, str], Sequence[Numbers]]


def _by_number(people: Iterable[Numbers]) -> _ByNumber:
    by_number: defaultdict[tuple[How, str], list[Numbers]] = defaultdict(list)
    for person in sorted(people, key=lambda person: person.pseudonym):
        if person.upn:
            by_number["upn", person.upn].append(person)
        if person.nino:
            by_number["nino", person.nino].append(person)
    return by_number


def _first_look(record: Numbers, by_number: _ByNumber) -> tuple[Numbers, Found] | None:
    by_upn = by_number.get(("upn", record.upn), ()) if record.upn else ()
    by_nino = by_number.get(("nino", record.nino), ()) if record.nino else ()
    if not (by_upn or by_nino):
        return None
    how: How = "upn" if by_upn else "nino"
    person = (by_upn or by_nino)[0]
    return person, Found(person.pseudonym, how, _doubt(record, person, by_upn, by_nino))


def _doubt(record: Numbers, person: Numbers, by_upn: Sequence[Numbers], by_nino: Sequence[Numbers]) -> str | None:
    if len(by_upn) > 1 or len(by_nino) > 1:
        return SEVERAL
    if by_upn and by_nino and by_upn[0] is not by_nino[0]:
        return CONTRADICTION
    if differ(record.upn, person.upn):
        return DIFFERENT_UPN
    if differ(record.nino, person.nino):
        return DIFFERENT_NINO
    return RESTRICTED if record.restricted or person.restricted else None


def _beside_each_other(found: Mapping[str, tuple[Numbers, Numbers, Found]]) -> dict[str, Found]:
    """Two records that would both be one person must not have two UPNs, or two NI numbers, between them."""
    upns: defaultdict[str, set[str]] = defaultdict(set)
    ninos: defaultdict[str, set[str]] = defaultdict(set)
    for record, person, link in found.values():
        if link.doubt is None:
            upns[link.person] |= {number for number in (record.upn, person.upn) if number}
            ninos[link.person] |= {number for number in (record.nino, person.nino) if number}
    links = {}
    for name, (record, _, link) in found.items():
        torn = (record.upn and len(upns[link.person]) > 1) or (record.nino and len(ninos[link.person]) > 1)
        links[name] = replace(link, doubt=AGAINST_OTHERS) if torn and link.doubt is None else link
    return links


def differ(one: str | None, other: str | None) -> bool:
    """Both are known, and not the same."""
    return one is not None and other is not None and one != other
