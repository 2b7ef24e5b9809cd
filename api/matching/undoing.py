"""What would follow from undoing a link, before anybody undoes it: worked out on records in memory, and not saved."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from api.matching.asking import entry_of
from domain.dates import Day
from domain.events.event import Event
from domain.family import Family
from domain.rules.scheme import Scheme
from intake.agencies.linking import carry_to
from ledger.agency_people import AgencyRecord
from ledger.ledger import Ledger
from projections.queries.stories import Story
from projections.queries.turning import Turn, turns

NOBODY = "nobody: what would follow is only asked"


@dataclass(frozen=True, slots=True)
class Follows:
    """For one family of the person: what would be recorded, the answers that would differ on a day or at some time,
    and the claims that stand, which would be decided again."""

    family: UUID
    family_id: str
    events: list[Event]
    turns: list[Turn]
    claims: list[str]


def follows_from_undoing(ledger: Ledger, record: AgencyRecord, scheme: Scheme, day: Day) -> list[Follows]:
    """Of a record that is linked; by family_id."""
    entry, person = entry_of(ledger, record), record.linked_to
    if entry.linked_to is None or person is None:
        return []
    entry.undo(NOBODY, NOBODY, barred=True)
    after: dict[UUID, Family] = {}
    carry_to(ledger, [person], {entry.pseudonym: entry}, after, NOBODY)
    before = ledger.families(after)
    authority, known = ledger.authority(), ledger.position()
    family_ids = ledger.register.family_ids(after)

    def follows(family: UUID) -> Follows:
        held, then = after[family], before[family]
        found = turns(Story(then, [], authority, scheme, known), Story(held, [], authority, scheme, known), day)
        standing = sorted(claim.id for claim in then.claims.values() if claim.stands)
        return Follows(family, family_ids.get(family, str(family)), list(held.pending), list(found), standing)

    return sorted((follows(family) for family in after), key=lambda one: one.family_id)
