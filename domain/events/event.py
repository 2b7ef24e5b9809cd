"""The common form of an event, and the closed registry of topics."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import Any, ClassVar, TypeVar
from uuid import UUID

TOPICS: dict[str, type[Event]] = {}
"""Every topic that a ledger may hold, with the class of its events."""

_HEADER = frozenset({"originator_id", "originator_version"})
AnyEvent = TypeVar("AnyEvent", bound="type[Event]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`originator_id` is the stream (a family, a return, the authority), `originator_version` its place in it from 1.

    `by` is the person or program that the caller named. When an event was recorded is not the event's to say: the
    ledger sets it (see ledger/).
    """

    topic: ClassVar[str]
    content: ClassVar[tuple[str, ...]]
    dates: ClassVar[tuple[str, ...]]

    originator_id: UUID
    originator_version: int
    by: str

    def body(self) -> dict[str, Any]:
        """The content to be stored: every field of the event itself that is known, under its own name."""
        return {name: value for name in self.content if (value := getattr(self, name)) is not None}

    def sentence(self) -> str:
        """What happened, in one plain sentence; people by their pseudonyms in braces, for the reader to replace."""
        raise NotImplementedError


def recorded_as(topic: str) -> Callable[[AnyEvent], AnyEvent]:
    """Registers an event class under its topic, `<aggregate>.<past participle>.v<version>`."""

    def register(cls: AnyEvent) -> AnyEvent:
        if topic in TOPICS:
            raise ValueError(f"two events claim the topic {topic}")
        own = [field for field in fields(cls) if field.name not in _HEADER]
        cls.topic = topic
        cls.content = tuple(field.name for field in own)
        cls.dates = tuple(field.name for field in own if "date" in str(field.type).replace("|", " ").split())
        cls.__init__ = _set_by_slots(cls)  # type: ignore[method-assign]
        TOPICS[topic] = cls
        return cls

    return register


def _set_by_slots(cls: type[Event]) -> Any:
    """What `dataclass` writes as `__init__`, but the fields are set by their slots: a frozen class has each looked up
    by name, and took half as long again. Every event that is read or recorded is made once.
    """
    known: dict[str, Any] = {}
    given, said = [], []
    for field in fields(cls):
        known[f"set_{field.name}"] = getattr(cls, field.name).__set__
        known[f"default_{field.name}"] = field.default
        given.append(field.name if field.default is MISSING else f"{field.name}=default_{field.name}")
        said.append(f"    set_{field.name}(self, {field.name})")
    exec("\n".join((f"def __init__(self, *, {', '.join(given)}):", *said)), known)
    known["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return known["__init__"]


def topic_of(event: Event) -> str:
    return event.topic


def event_from(topic: str, stream: UUID, version: int, body: Mapping[str, Any]) -> Event:
    """The event that a stored body says; raises `UnknownTopic` for a topic that this program does not know."""
    cls = TOPICS.get(topic)
    if cls is None:
        raise UnknownTopic(f"event {version} of stream {stream} has the topic {topic!r}, unknown to this program")
    content = dict(body)
    for name in cls.dates:
        if name in content:
            content[name] = date.fromisoformat(content[name])
    return cls(originator_id=stream, originator_version=version, **content)


class UnknownTopic(Exception):
    """A newer program wrote this event, or it is none of ours: upgrade, or look at `outcomes check`."""
