"""Never twice: what standing claims hold, so that no other claim can have it.

A main result holds its family for the scheme, a lesser result the family for its kind; every claim holds each person
counted in it, and a claim that pays holds one of the places that are funded. A hold belongs to one claim and ends with
it: what another standing claim of the family holds as well stays held.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from domain.claims.claim import ClaimTaken

MAIN = "main"
PERSON = "person"
FUNDED = "funded"


@dataclass(frozen=True, slots=True)
class Hold:
    """`subject` is a family's id or a person's pseudonym; it is held by `claim`, which is made for `family`."""

    scheme: str
    kind: str
    subject: str
    family: UUID
    claim: str


@dataclass(slots=True)
class Holds:
    """What a command takes and gives back.

    `ended` are claims all of whose holds end; `released` single subjects of a claim. `funded_most` is the number of
    families that a scheme pays for at most. `one_with` says which families are on record as one.
    """

    taken: list[Hold] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    released: list[tuple[str, str]] = field(default_factory=list)
    funded_most: dict[str, int] = field(default_factory=dict)
    one_with: dict[UUID, frozenset[UUID]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.taken or self.ended or self.released)

    def applied_to(self, held: Iterable[Hold]) -> set[Hold]:
        """What is held afterwards. Raises ClaimTaken, where another claim holds what these need.

        `held` needs to be no more than what is held of the subjects taken, and every hold on a funded place.
        """
        after = {hold for hold in held if hold.claim not in self.ended
                 and (hold.claim, hold.subject) not in self.released}
        self._refuse_taken(after)
        after |= set(self.taken)
        for scheme, most in self.funded_most.items():
            if len({hold.subject for hold in after if (hold.scheme, hold.kind) == (scheme, FUNDED)}) > most:
                raise ClaimTaken(f"{scheme} pays for {most} families of this authority, and other claims took the last"
                                 " places while these were prepared; prepare them again")
        return after

    def _refuse_taken(self, held: Iterable[Hold]) -> None:
        by_subject: dict[tuple[str, str], list[Hold]] = {}
        for hold in held:
            by_subject.setdefault((hold.scheme, hold.subject), []).append(hold)
        for hold in self.taken:
            beside = by_subject.setdefault((hold.scheme, hold.subject), [])
            for other in beside:
                if self._excludes(other, hold):
                    raise ClaimTaken(_refusal(hold, other.claim))
        for kind, subject, claims in _twice(self.taken):
            raise ClaimTaken(f"{', '.join(sorted(claims))} would both hold the {kind} result of {subject}")

    def _excludes(self, other: Hold, hold: Hold) -> bool:
        if other.claim == hold.claim or FUNDED in (other.kind, hold.kind):
            return False
        if hold.kind == PERSON:
            return other.family != hold.family and other.family not in self.one_with.get(hold.family, ())
        return other.kind == hold.kind


def _twice(taken: Iterable[Hold]) -> list[tuple[str, str, set[str]]]:
    claims: dict[tuple[str, str, str], set[str]] = {}
    for hold in taken:
        if hold.kind not in (PERSON, FUNDED):
            claims.setdefault((hold.scheme, hold.kind, hold.subject), set()).add(hold.claim)
    return [(kind, subject, by) for (_, kind, subject), by in claims.items() if len(by) > 1]


def _refusal(hold: Hold, claim: str) -> str:
    if hold.kind == PERSON:
        return f"a member of the family is counted in another family's claim of {hold.scheme}, {claim}: never twice"
    return f"the family's {hold.kind} result of {hold.scheme} is already claimed, by {claim}: one for life"


def found_to_be_one(family: UUID, merged_with: Mapping[UUID, Collection[UUID]]) -> frozenset[UUID]:
    """All families that are one with this, itself among them, also by way of a third."""
    found, waiting = {family}, [family]
    while waiting:
        for other in merged_with.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)
