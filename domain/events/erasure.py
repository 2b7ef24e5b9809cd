"""What happens when a person is erased: the decision, which stays, and what is left of events about the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from domain.events.event import TOPICS, Event, UnknownTopic, recorded_as


@recorded_as("family.person-erased.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    """Recorded in the stream of every family that the person had to do with. `whom` is a pseudonym.

    What was said of the person cannot be read any more, in this stream or in any other. The reason stays for ever: it
    names nobody.
    """

    whom: str
    reason: str
    decided_by: str
    deposited: bool | None = None
    """The key was not destroyed: a custodian has it, outside the ledger, as after an adoption."""

    def sentence(self) -> str:
        done = "sealed away" if self.deposited else "erased"
        return f"What was known of {{{self.whom}}} was {done} by decision of {self.decided_by}: {self.reason}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased(Event):
    """What can still be read of an event about a person who was erased: never recorded, only read.

    `said` is the topic under which it was recorded. `observation` and `supersedes` are ids of the ledger's own.
    """

    said: str
    person: str
    observation: str | None = None
    supersedes: str | None = None

    @property
    def topic(self) -> str:  # type: ignore[override]
        return self.said

    def sentence(self) -> str:
        return f"What was recorded here of {{{self.person}}} was erased."


def what_is_left(topic: str, stream: UUID, version: int, header: Mapping[str, Any]) -> Erased:
    """The event of which only the clear header can be read. Raises `UnknownTopic` as for any other."""
    if topic not in TOPICS:
        raise UnknownTopic(f"event {version} of stream {stream} has the topic {topic!r}, unknown to this program")
    return Erased(
        originator_id=stream, originator_version=version, by=header["by"], said=topic, person=header["person"],
        observation=header.get("observation"), supersedes=header.get("supersedes"),
    )  # fmt: skip
