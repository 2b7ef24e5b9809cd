"""The log as CloudEvents 1.0, for programs that follow it: each event once, in the order of the log.

What an event says of a family is in it only for those who may read families; the others get pseudonyms and what
happened, and may ask for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.access.caller import Caller
from api.access.operations import READ_FAMILIES
from api.wording.naming import Names
from domain.authority import AUTHORITY_STREAM
from domain.events import Event
from domain.events.erasure import Erased
from ledger.ledger import Ledger
from ledger.reading import Entry
from ledger.requests import correlations

PAGE_EVENTS = 200
"""Events that a follower holds in memory."""


def events_after(ledger: Ledger, caller: Caller, position: int, limit: int = PAGE_EVENTS) -> list[dict[str, Any]]:
    """The next events of the log after the position, as this caller may see them; none at its end."""
    entries = ledger.reader.page(position, limit=limit)
    if not caller.may(READ_FAMILIES):
        return [_event(ledger, entry, _subject(entry.event), {}) for entry in entries]
    return _told(ledger, entries)


def _told(ledger: Ledger, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    family_ids = ledger.register.family_ids({entry.event.originator_id for entry in entries})
    names = Names(ledger.register, texts=[entry.event.sentence() for entry in entries])
    asked = correlations(ledger, [entry.position for entry in entries])
    return [
        _event(ledger, entry, family_ids.get(entry.event.originator_id, _subject(entry.event)), {
            "by": entry.event.by, "sentence": names.text(entry.event.sentence()), "content": _content(entry.event)})
        | ({"correlationid": asked[entry.position]} if entry.position in asked else {})
        for entry in entries
    ]  # fmt: skip


def _event(ledger: Ledger, entry: Entry, subject: str, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": str(entry.position),
        "source": f"/v1/ledgers/{ledger.name}",
        "type": entry.event.topic,
        "subject": subject,
        "time": entry.recorded_at,
        "datacontenttype": "application/json",
        "dataschema": f"/v1/schemas/{entry.event.topic}",
        "data": {"version": entry.event.originator_version, **said},
    }


def _subject(event: Event) -> str:
    return "authority" if event.originator_id == AUTHORITY_STREAM else str(event.originator_id)


def _content(event: Event) -> dict[str, Any] | None:
    """None where it was erased."""
    return None if isinstance(event, Erased) else {name: said for name, said in event.body().items() if name != "by"}
