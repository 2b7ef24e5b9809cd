"""Events to stored bytes and back.

The stored form is canonical JSON: one event, one sequence of bytes, for ever. Keys sorted, nothing that is not known,
dates in ISO form, no spaces, UTF-8. Stream, version and topic stand beside it in the table. The registry of topics is
closed, so nothing in the database names a module to be imported.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, runtime_checkable
from uuid import UUID

import orjson
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from domain.events import TOPICS, Event, event_from
from domain.events.erasure import what_is_left
from ledger.appending import Row
from ledger.errors import EventUnreadable, EventUnstorable


class Seal(Protocol):
    """What closes and opens an event's bytes, by person: see ledger/sealing.

    Both are told stream, version and topic, so that bytes moved to another row do not open. What cannot be opened any
    more comes back as what is left of it, with `"erased":true`.
    """

    def close(self, event: Event, content: bytes) -> bytes: ...

    def open(self, topic: str, stream: UUID, version: int, state: bytes) -> bytes: ...


@runtime_checkable
class SplitsContent(Protocol):
    """A seal that takes what is about one person in two halves, which saves writing and reading the whole."""

    def split(self, body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]: ...

    def close_split(self, event: Event, header: bytes, content: bytes) -> bytes: ...


class EventMapper(Mapper[UUID]):
    """`rows` and `decode` are what the ledger uses; the library's own two methods are for the library."""

    def __init__(self, transcoder: Any = None, compressor: Any = None, cipher: Any = None) -> None:
        """Compressor and cipher of the library's environment are not used: they would make stored bytes vary."""
        super().__init__(transcoder or JSONTranscoder())
        self.seal = None

    @property
    def seal(self) -> Seal | None:
        return self._seal

    @seal.setter
    def seal(self, seal: Seal | None) -> None:
        self._seal = seal
        self._splitting = seal if isinstance(seal, SplitsContent) else None

    def encode(self, event: Event) -> bytes:
        if TOPICS.get(event.topic) is not type(event):
            raise EventUnstorable(
                f"{type(event).__name__} of stream {event.originator_id} is not in the registry of events."
                " Register it under a topic of its own."
            )
        if self._seal is None:
            return canonical(event)
        body = event.body()
        if self._splitting is not None and isinstance(body.get("person"), str):
            header, content = self._splitting.split(body)
            return self._splitting.close_split(event, canonical_json(event, header), canonical_json(event, content))
        return self._seal.close(event, canonical_json(event, body))

    def decode(self, topic: str, stream: UUID, version: int, state: bytes) -> Event:
        """Raises `domain.events.event.UnknownTopic`, or `EventUnreadable` for bytes that do not fit the topic."""
        content = state if self.seal is None else self.seal.open(topic, stream, version, state)
        try:
            body = orjson.loads(content)
            if body.get("erased") is True:
                return what_is_left(topic, stream, version, body)
            return event_from(topic, stream, version, body)
        except (ValueError, TypeError, AttributeError) as error:
            raise EventUnreadable(
                f"Event {version} of stream {stream} cannot be read as {topic}: {error}."
                " Upgrade the program, or run `outcomes check`."
            ) from error

    def rows(self, events: Iterable[Event]) -> list[Row]:
        encode = self.encode
        return [(event.originator_id, event.originator_version, event.topic, encode(event)) for event in events]

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        return StoredEvent(*self.rows([domain_event])[0])

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        stream = stored_event.originator_id
        assert isinstance(stream, UUID)
        return self.decode(stored_event.topic, stream, stored_event.originator_version, stored_event.state)


def canonical(event: Event) -> bytes:
    """The content of an event in its one form. Raises `EventUnstorable` for what has none."""
    return canonical_json(event, event.body())


def canonical_json(event: Event, said: dict[str, Any]) -> bytes:
    """What is `said` in an event, in its one form."""
    try:
        content = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise EventUnstorable(
            f"{type(event).__name__} of stream {event.originator_id} cannot be stored: {error}. Say it in text,"
            " whole numbers, days or yes and no."
        ) from error
    if b"null" in content and _leaves_blank(orjson.loads(content)):
        raise EventUnstorable(
            f"{type(event).__name__} of stream {event.originator_id} holds a blank. Leave out what is not known."
        )
    return content


def _leaves_blank(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_leaves_blank, value.values()))
    if isinstance(value, list):
        return any(map(_leaves_blank, value))
    return value is None
