"""What the tables say of the work with a family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from domain.casework.record import From
from domain.family import Family
from projections.rows import CaseworkRows, InForce, InterventionRow, ReferralRow, ReviewRow


def casework_rows(family: Family) -> CaseworkRows:
    """Who leads the work is also said by an attachment, from its first day on."""
    casework = family.casework
    attached = [From("", one.lead_worker, one.attached_on, one.known_at)
                for one in family.attachments.values() if one.lead_worker]  # fmt: skip
    return CaseworkRows(
        [InterventionRow(family.id, one.entry, one.kind, one.provider, one.intensity, one.started_on, one.ended_on,
                         one.how, one.known_at) for one in casework.interventions.values()],
        [ReferralRow(family.id, one.entry, one.direction, one.agency, one.need, one.referred_on, one.answered_on,
                     one.answer, one.known_at) for one in casework.referrals.values()],
        [ReviewRow(family.id, one.entry, one.board, one.reviewed_on, one.decision, one.next_on, one.known_at)
         for one in casework.reviews.values()],
        list(_in_force(family.id, [*attached, *casework.lead_workers.values()])),
        list(_in_force(family.id, casework.districts.values())),
    )  # fmt: skip


def _in_force(family: UUID, entries: Iterable[From]) -> Iterator[InForce]:
    """Each until the next begins. Of two from the same day on, the one recorded later."""
    by_day: dict[date, From] = {}
    for entry in sorted(entries, key=lambda one: (one.from_on, one.known_at)):
        by_day[entry.from_on] = entry
    begun = list(by_day.values())
    for entry, until_on in zip(begun, [*list(by_day)[1:], None], strict=False):
        yield InForce(family, entry.name, entry.from_on, until_on, entry.known_at)
