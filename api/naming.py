"""People by the authority's own person_id, in place of the pseudonyms that events and reasons hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.rules.reasons import Reason

if TYPE_CHECKING:
    from ledger.identity import IdentityRegister

ERASED = "[erased person]"
"""Stands for a pseudonym that the register does not know, or does not know any more."""

_IN_TEXT = re.compile(r"\{([a-z2-7]{16})\}")


class Names:
    """Asks the register once, for all the people that the texts and reasons given speak of."""

    def __init__(
        self, register: IdentityRegister, texts: Iterable[str] = (), reasons: Iterable[Reason] = (),
        people: Iterable[str] = (),
    ) -> None:  # fmt: skip
        wanted = {found for text in texts for found in _IN_TEXT.findall(text)} | set(people)
        for reason in reasons:
            wanted |= set(_people_in(reason))
        self._person_ids = {name: person.person_id for name, person in register.people_called(wanted).items()}

    def person(self, pseudonym: str) -> str:
        return self._person_ids.get(pseudonym, ERASED)

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


def _people_in(reason: Reason) -> Iterator[str]:
    if reason.person:
        yield reason.person
    for missing in reason.missing:
        yield from _IN_TEXT.findall(missing)
    for part in reason.parts:
        yield from _people_in(part)
