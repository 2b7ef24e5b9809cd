"""People by the authority's own person_id or by name, in place of the pseudonyms that events and reasons hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.rules.reasons import Reason

if TYPE_CHECKING:
    from ledger.identity import IdentityRegister, Person

ERASED = "[erased person]"
"""Stands for a pseudonym that the register does not know, or does not know any more."""

ISOLATED, ISOLATED_ENDS = "\u2068", "\u2069"

_IN_TEXT = re.compile(r"\{([a-z2-7]{16})\}")


class Names:
    """Asks the register once, for all the people that the texts and reasons given speak of."""

    def __init__(
        self, register: IdentityRegister, texts: Iterable[str] = (), reasons: Iterable[Reason] = (),
        people: Iterable[str] = (), by_name: bool = False,
    ) -> None:  # fmt: skip
        """`by_name` is for readers who may see names; a person without one goes by the person_id."""
        wanted = {found for text in texts for found in _IN_TEXT.findall(text)} | set(people)
        for reason in reasons:
            wanted |= set(_people_in(reason))
        called = name_of if by_name else _person_id
        self._called = {pseudonym: called(person) for pseudonym, person in register.people_called(wanted).items()}

    def person(self, pseudonym: str) -> str:
        return self._called.get(pseudonym, ERASED)

    def text(self, text: str) -> str:
        return _IN_TEXT.sub(lambda found: self.person(found[1]), text)

    def reason(self, reason: Reason) -> Reason:
        """The same reason, for people: it is not the form that is kept or compared."""
        return replace(
            reason,
            clause=reason.clause.replace(reason.person, self.person(reason.person)) if reason.person else reason.clause,
            person=self.person(reason.person) if reason.person else None,
            missing=tuple(map(self.text, reason.missing)),
            parts=tuple(map(self.reason, reason.parts)),
        )


def name_of(person: Person) -> str:
    """Kept apart from the text around it, in whichever direction it is written."""
    name = " ".join(part for part in (person.forename, person.surname) if part)
    return f"{ISOLATED}{name}{ISOLATED_ENDS}" if name else person.person_id


def _person_id(person: Person) -> str:
    return person.person_id


def _people_in(reason: Reason) -> Iterator[str]:
    if reason.person:
        yield reason.person
    for missing in reason.missing:
        yield from _IN_TEXT.findall(missing)
    for part in reason.parts:
        yield from _people_in(part)
