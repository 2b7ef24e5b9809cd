"""Claims of which the tables do not tell as known then: those that later events speak of, from these events alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from domain.claims.claim import Claim, apply_to_claims
from domain.events.claims import ClaimEvent
from ledger.ledger import Ledger
from projections.claims import rows_of_claims
from projections.queries.as_known import tell_families
from projections.queries.asking import rows_of
from projections.queries.pages import FAMILIES_AT_A_TIME
from projections.queries.since import OF_CLAIMS, Since
from projections.rows import ClaimRow

_PREPARED = """
SELECT originator_id FROM event WHERE topic = 'family.claim-prepared.v1' AND notification_id <= %(known)s
  AND (%(families)s::uuid[] IS NULL OR originator_id = ANY(%(families)s)) GROUP BY originator_id
"""


def claims_beside(ledger: Ledger, held: Since, family: UUID | None = None) -> list[ClaimRow]:
    """Of the families of which the tables do not tell (or of one of them), those made by then, as they stood."""
    if held.tables is not None and not held.changed:
        return []
    families = None if held.tables is None else held.changed
    if family is not None:
        families = [family] if families is None or family in families else []
    streams = [row[0] for row in rows_of(ledger, _PREPARED, {"known": held.position, "families": families})]
    return stood_then(ledger, streams, held.position)


def stood_then(ledger: Ledger, families: Sequence[UUID], known: int) -> list[ClaimRow]:
    """The claims of these families as they stood at the position: of their events those alone that speak of claims."""
    found: list[ClaimRow] = []
    for place in range(0, len(families), FAMILIES_AT_A_TIME):
        tell_families(place, len(families))
        found += _as_known(ledger, families[place : place + FAMILIES_AT_A_TIME], known)
    return found


def _as_known(ledger: Ledger, families: Sequence[UUID], known: int) -> Iterator[ClaimRow]:
    claims: dict[UUID, dict[str, Claim]] = defaultdict(dict)
    for entry in ledger.reader.streams_about(families, OF_CLAIMS, known):
        assert isinstance(entry.event, ClaimEvent)
        apply_to_claims(claims[entry.event.originator_id], entry.event, entry.position)
    for family, of_family in claims.items():
        yield from rows_of_claims(family, of_family.values())
