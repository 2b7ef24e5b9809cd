"""The identity register as it is for readers who may not see who anyone is: people go by their pseudonyms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Never

from ledger.errors import IdentitiesWithheld
from ledger.identity import IdentityRegister, Person

_WITHHELD = "This ledger was opened for a reader who may not see who people are."


class PseudonymousRegister(IdentityRegister):
    """Opens no row. What could only be answered by saying who somebody is raises `IdentitiesWithheld`."""

    def people_called(self, pseudonyms: Iterable[str]) -> dict[str, Person]:
        """Of those who are on record, with the pseudonym in place of the person_id."""
        known = self._rows("SELECT pseudonym FROM person WHERE pseudonym = ANY(%s::text[])", pseudonyms)
        return {pseudonym: Person(pseudonym, pseudonym) for (pseudonym,) in known}

    def people(self, person_ids: Iterable[str]) -> Never:
        raise IdentitiesWithheld(_WITHHELD)

    def every_person(self) -> Never:
        raise IdentitiesWithheld(_WITHHELD)

    def records(self, kind: str, supplier_keys: Iterable[str]) -> Never:
        raise IdentitiesWithheld(_WITHHELD)

    def records_called(self, pseudonyms: Iterable[str]) -> Never:
        raise IdentitiesWithheld(_WITHHELD)
