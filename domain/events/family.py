"""What happens to a family: who belongs to it, what agencies observed, and how it stands to the programmes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.events.event import Event, recorded_as
from domain.observations import KINDS, Observation


@recorded_as("family.registered.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRegistered(Event):
    def sentence(self) -> str:
        return "The family was entered in the ledger."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stay(Event):
    """One stay of a person in the family. `joined_on` and `left_on` are both days of the stay.

    A blank `left_on` is 'still a member'; a blank `born_on` makes the person neither child nor adult.
    """

    person: str
    joined_on: date
    left_on: date | None = None
    born_on: date | None = None
    resident: bool = True
    parent: bool = False
    extract: str | None = None
    line: int | None = None


@recorded_as("family.member-joined.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(_Stay):
    def sentence(self) -> str:
        until = f" until {self.left_on}" if self.left_on else ""
        return f"{{{self.person}}} was recorded as a member of the family from {self.joined_on}{until}."


@recorded_as("family.member-corrected.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCorrected(_Stay):
    """Replaces all that was said of the stay that began on `corrects_joined_on`."""

    corrects_joined_on: date

    def sentence(self) -> str:
        until = f" until {self.left_on}" if self.left_on else ""
        return f"What is known of {{{self.person}}} was corrected: a member from {self.joined_on}{until}."


@recorded_as("family.member-left.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Event):
    """The person's last day in the family became known; nothing else about the stay changed."""

    person: str
    joined_on: date
    left_on: date
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        return f"{{{self.person}}} left the family; the last day was {self.left_on}."


@recorded_as("family.member-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWithdrawn(Event):
    person: str
    joined_on: date
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        return f"The record that {{{self.person}}} was a member from {self.joined_on} was withdrawn by its supplier."


@dataclass(frozen=True, slots=True, kw_only=True)
class Observing(Event):
    """`extract` and `line` say where it was read: the digest of the file, and the line in it."""

    observation: str
    kind: str
    fields: dict[str, Any]
    person: str | None = None
    family_named: bool = False
    extract: str | None = None
    line: int | None = None

    def observed(self) -> Observation:
        return Observation(self.observation, self.kind, self.person, self.family_named, self.fields)

    def what(self) -> str:
        of = f" of {{{self.person}}}" if self.person else ""
        starts = self.fields.get(KINDS[self.kind].starts)
        when = f", {starts}" if starts and self.kind != "attendance" else ""
        until = f" to {self.fields['ends_on']}" if "ends_on" in self.fields else ""
        return f"{self.observed().sentence()}{of}{when}{until}"


@recorded_as("family.observed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Observed(Observing):
    def sentence(self) -> str:
        return f"Observed: {self.what()}."


@recorded_as("family.observation-corrected.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationCorrected(Observing):
    """The supplier sent the record again with other content: `supersedes` no longer counts, and stays readable."""

    supersedes: str

    def sentence(self) -> str:
        return f"Corrected: {self.what()} (in place of what the same record said before)."


@recorded_as("family.observation-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationWithdrawn(Event):
    observation: str
    reason: str
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        return self.sentence_of(f"observation {self.observation}")

    def sentence_of(self, what: str) -> str:
        """`what` the observation had said."""
        return f"Withdrawn: {what} ({self.reason})."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attaching(Event):
    """`lead_worker` is a post, not a name. The dates are days on which the work was done."""

    scheme: str
    attached_on: date
    lead_worker: str | None = None
    assessed_on: date | None = None
    planned_on: date | None = None
    criteria: list[str]
    rules: str
    override_by: str | None = None
    override_reason: str | None = None
    extract: str | None = None
    line: int | None = None

    def _override(self) -> str:
        if not self.override_by:
            return f"; it met {', '.join(self.criteria)}"
        return f" by decision of {self.override_by}, who gave the reason: {self.override_reason}"


@recorded_as("family.attached.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyAttached(_Attaching):
    """`criteria` are those met on `attached_on` as then known, under the rules with the digest `rules`."""

    def sentence(self) -> str:
        return f"The family was attached to {self.scheme} on {self.attached_on}{self._override()}."


@recorded_as("family.attachment-amended.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentAmended(_Attaching):
    """Replaces all that was said of the attachment to this scheme."""

    def sentence(self) -> str:
        return f"The attachment to {self.scheme} on {self.attached_on} was amended{self._override()}."


@recorded_as("family.attachment-withdrawn.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentWithdrawn(Event):
    scheme: str
    reason: str
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        return f"The attachment to {self.scheme} was withdrawn ({self.reason})."


@recorded_as("family.closed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyClosed(Event):
    """Work with the family under this scheme ended on `closed_on`; without a date, it was reopened."""

    scheme: str
    closed_on: date | None = None
    extract: str | None = None
    line: int | None = None

    def sentence(self) -> str:
        if self.closed_on is None:
            return f"The record that work under {self.scheme} had ended was taken back."
        return f"Work with the family under {self.scheme} ended on {self.closed_on}."


@recorded_as("family.confirmed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyConfirmed(Event):
    """Somebody looked at people whom agencies know at one address or as one household, and found them a family.

    `members` are pseudonyms of people of the ledger; `shared` says what they were found by, such as `address`.
    """

    members: list[str]
    shared: list[str]

    def sentence(self) -> str:
        by = " and ".join(self.shared)
        return f"{len(self.members)} people whom agencies know by the same {by} were confirmed as of this family."


@recorded_as("family.member-restricted.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRestricted(Event):
    """No program may link a restricted person's record with any other; a person who may see both still can."""

    whom: str
    restricted: bool
    reason: str

    def sentence(self) -> str:
        what = "was restricted" if self.restricted else "is restricted no more"
        return f"The record of {{{self.whom}}} {what}: {self.reason}."
