"""Which families are on record as one, for lists that name them: read from the log by an index, for they are few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from domain.events.claims import FamilyMerged, FamilySeparated
from ledger.ledger import Ledger

_EVER = "SELECT DISTINCT originator_id FROM event WHERE topic = 'family.merged.v1'"


def merged_families(ledger: Ledger, known: int | None) -> Mapping[str, tuple[str, ...]]:
    """By family_id, the families found to be one with it, as known at the position; nothing of all the others.

    What is said of each rests on its own record alone: nothing but their claims is judged together.
    """
    with ledger.transaction() as cursor:
        ever = [row[0] for row in cursor.execute(_EVER).fetchall()]
    one_with: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for entry in ledger.reader.streams_about(ever, (FamilyMerged.topic, FamilySeparated.topic), known) if ever else ():
        event = entry.event
        if isinstance(event, FamilyMerged):
            one_with[event.originator_id].add(UUID(event.other))
        elif isinstance(event, FamilySeparated):
            one_with[event.originator_id].discard(UUID(event.other))
    named = ledger.register.family_ids(one_with)
    return {named.get(family, str(family)): tuple(sorted(named.get(other, str(other)) for other in others))
            for family, others in one_with.items() if others}  # fmt: skip
