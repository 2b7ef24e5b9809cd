"""Links as they were made, by a program or a person, the newest first, and whether they still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.matching.asking import reference
from domain.events.agency_people import AgencyPersonErased, AgencyPersonLinked, AgencyPersonLinkUndone
from domain.matching.agency_person import BY_A_PROGRAM
from ledger.agency_registering import give_streams
from ledger.ledger import Ledger
from ledger.reading import LAST_POSITION, Entry

HOW = {
    "upn": "by the same UPN", "nino": "by the same NI number", "likeness": "by likeness",
    "clerk": "by a person who looked at both", "household": "when the family was confirmed",
}  # fmt: skip
_TOPICS = ("agency-person.linked.v1", "agency-person.link-undone.v1", "agency-person.erased.v1")
_NEWEST = """
SELECT notification_id, originator_id FROM event LEFT JOIN agency_person ON stream = originator_id
WHERE topic = 'agency-person.linked.v1' AND notification_id <= %(until)s
  AND (%(agency)s::text IS NULL OR agency = %(agency)s)
ORDER BY notification_id DESC LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Link:
    """`record` (as AGENCY/ID) and `person_id` are None where either was erased. `ended` is what undid it, if anything.

    `weight` is in bits, where likeness was looked at.
    """

    position: int
    recorded_at: datetime
    by: str
    record: str | None
    person_id: str | None
    how: str
    by_a_program: bool
    weight: float | None
    ended: Entry | None


def links(ledger: Ledger, agency: str | None, before: int | None, most: int, known: int | None = None) -> list[Link]:
    """Those made before the position `before`, as known at `known`."""
    give_streams(ledger)
    until = min(one for one in (known, None if before is None else before - 1, LAST_POSITION) if one is not None)
    with ledger.transaction() as cursor:
        found = cursor.execute(_NEWEST, {"until": until, "agency": agency, "most": most}).fetchall()
    streams = {stream for _, stream in found}
    told: dict[UUID, list[Entry]] = {stream: [] for stream in streams}
    for entry in ledger.reader.streams_about(streams, _TOPICS, known):
        told[entry.event.originator_id].append(entry)
    records = {stream: reference(record) for stream, record in ledger.agencies.of_streams(streams).items()}
    people = ledger.register.people_called(
        {entry.event.whom["person"] for entries in told.values() for entry in entries
         if isinstance(entry.event, AgencyPersonLinked)})  # fmt: skip
    named = {pseudonym: person.person_id for pseudonym, person in people.items()}
    return [_link(position, told[stream], records.get(stream), named) for position, stream in found]


def _link(position: int, entries: Sequence[Entry], record: str | None, named: dict[str, str]) -> Link:
    made = next(entry for entry in entries if entry.position == position)
    event = made.event
    assert isinstance(event, AgencyPersonLinked)
    ended = next((entry for entry in entries if entry.position > position
                  and isinstance(entry.event, AgencyPersonLinkUndone | AgencyPersonErased)), None)  # fmt: skip
    how, weight = str(event.whom.get("how", "")), event.whom.get("weight_centibits")
    return Link(
        position, made.recorded_at, event.by, record, named.get(event.whom.get("person", "")), HOW.get(how, how),
        how in BY_A_PROGRAM, None if weight is None else weight / 100, ended)  # fmt: skip
