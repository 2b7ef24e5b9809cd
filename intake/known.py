"""What the ledger already knows that a pack must agree with: asked in a few calls for the whole pack."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol


class Stay(NamedTuple):
    """A person's membership of a family, both ends included; `left_on` None is 'still so'."""

    family_id: str
    joined_on: str
    left_on: str | None


class Term(NamedTuple):
    starts_on: str
    ends_on: str


class Known(Protocol):
    """All ids are the suppliers' own, all days ISO text. What is not on record is left out of an answer."""

    def stays(self, person_ids: Collection[str]) -> Mapping[str, Sequence[Stay]]:
        """Current stays of those of these people who are on record."""

    def terms(self) -> Mapping[str, Term]:
        """Every term on record by term_id."""

    def families(self, family_ids: Collection[str]) -> Collection[str]:
        """Those of these families that are on record."""

    def attendance(self, person_ids: Collection[str]) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """Attendance in force of these people, (person_id, term_id) -> {school: Row.identity of the record}; a row
        without a school stands under ''."""

    def agency_people(self, agency: str, person_ids: Collection[str]) -> Collection[str]:
        """Those of these people, by the agency's own ids, whom the agency has sent before."""

    def agency_attendance(
        self, agency: str, person_ids: Collection[str]
    ) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """As `attendance`, of what the agency says under its own ids."""


class NothingKnown:
    """A ledger into which nothing was loaded yet."""

    def stays(self, person_ids: Collection[str]) -> Mapping[str, Sequence[Stay]]:
        return {}

    def terms(self) -> Mapping[str, Term]:
        return {}

    def families(self, family_ids: Collection[str]) -> Collection[str]:
        return ()

    def attendance(self, person_ids: Collection[str]) -> Mapping[tuple[str, str], Mapping[str, str]]:
        return {}

    def agency_people(self, agency: str, person_ids: Collection[str]) -> Collection[str]:
        return ()

    def agency_attendance(
        self, agency: str, person_ids: Collection[str]
    ) -> Mapping[tuple[str, str], Mapping[str, str]]:
        return {}
