"""What is on record of one family, as plain values: its members, attachments, claims and near misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from api.wording.naming import Names
from domain.family import Attachment, Family
from domain.rules.nearly import near_misses
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.asking import merged_with, no_such_family, not_known_yet, scheme_as_known
from projections.queries.claims import claims_listed
from projections.queries.families import FamilyListed

FAMILY_COLUMNS = ("family_id", "version", "changed_at", "members", "observations", "attachments")
_ATTACHED = ("scheme", "attached_on", "lead_worker", "assessed_on", "planned_on", "closed_on", "override_by",
             "override_reason", "known_at")  # fmt: skip


@dataclass(frozen=True, slots=True)
class OnRecord:
    """A family as it was known at the position: its stream, and how many events it had."""

    ledger: Ledger
    family_id: str
    stream: UUID
    version: int
    position: int

    def folded(self) -> Family:
        return self.ledger.family(self.stream, self.position)


_ON_RECORD = """
SELECT pseudonym, at, (SELECT max(originator_version) FROM event WHERE originator_id = pseudonym
                       AND notification_id <= at)
FROM family, (SELECT coalesce(%(known)s, max(notification_id)) AS at FROM event) AS asked
WHERE family_id = %(family_id)s
"""


def family_on_record(ledger: Ledger, family_id: str, known: int | None) -> OnRecord:
    """Asked of the log, so never behind it. Raises `FamilyUnknown`."""
    with ledger.database.cursor(ledger.schema) as cursor:
        found = cursor.execute(_ON_RECORD, {"known": known, "family_id": family_id}).fetchone()
    if found is None:
        raise no_such_family(ledger, family_id)
    if found[2] is None:
        raise not_known_yet(family_id, known)
    stream, position, version = found
    return OnRecord(ledger, family_id, stream, version, position)


def rests_on(found: OnRecord, scheme: str, *asked: object) -> tuple[object, ...]:
    """What decides about a family besides its own record: the rules, the terms, and what was asked."""
    authority = found.ledger.authority(found.position)
    return rule_set(scheme, authority.overlay).digest, authority.version, *asked


def family_as_json(found: OnRecord) -> dict[str, Any]:
    family = found.folded()
    return {
        "family_id": found.family_id,
        "version": found.version,
        "members": _members(found.ledger, family),
        "attachments": [_attached(attachment) for attachment in family.attachments.values()],
        "merged_with": merged_with(found.ledger, family),
        "observations": Counter(one.observation.kind for one in family.observations.values()),
        "position": found.position,
    }


def members_as_json(found: OnRecord) -> dict[str, Any]:
    members = _members(found.ledger, found.folded())
    return {"family_id": found.family_id, "version": found.version, "members": members, "position": found.position}


def _members(ledger: Ledger, family: Family) -> list[dict[str, Any]]:
    names = Names(ledger.register, people=[stay.person for stay in family.stays.values()])
    stays = sorted((stay.joined_on, names.person(stay.person), stay) for stay in family.stays.values())
    return [
        {"person_id": person, "joined_on": joined_on, "left_on": stay.left_on, "born_on": stay.born_on,
         "resident": stay.resident, "parent": stay.parent}
        for joined_on, person, stay in stays
    ]  # fmt: skip


def _attached(attachment: Attachment) -> dict[str, Any]:
    return {name: getattr(attachment, name) for name in _ATTACHED}


def near_misses_of(found: OnRecord, scheme: str, day: date, within_days: int) -> dict[str, Any]:
    ledger = found.ledger
    rules, terms = scheme_as_known(ledger, scheme, found.position), ledger.authority(found.position).terms.values()
    family = found.folded()
    near = near_misses(family, terms, rules, day.toordinal(), within_days)
    names = Names(ledger.register, texts=[one.missing for one in near])
    said = [{"what": one.what, "from_on": one.from_on, "missing": names.text(one.missing)} for one in near]
    return {"family_id": found.family_id, "scheme": scheme, "at": day, "near_misses": said,
            "merged_with": merged_with(ledger, family), "position": found.position}


def claims_of(found: OnRecord) -> dict[str, Any]:
    listed = sorted(claims_listed(found.folded(), found.family_id))
    names = Names(found.ledger.register, texts=[row.risk for row in listed if row.risk])
    said = [row._asdict() | {"risk": row.risk and names.text(row.risk)} for row in listed]
    return {"family_id": found.family_id, "claims": said, "position": found.position}


# ---- in the list -----------------------------------------------------------------------------------------------------


def listed_as_json(row: FamilyListed) -> dict[str, Any]:
    return asdict(row) | {"attachments": [one._asdict() for one in row.attachments]}


def family_cells(row: FamilyListed) -> Iterable[Any]:
    attached = [f"{one.scheme} {one.attached_on}" for one in row.attachments]
    return row.family_id, row.version, row.changed_at, row.members, row.observations, attached
