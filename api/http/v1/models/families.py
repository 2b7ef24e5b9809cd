"""One family, field by field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, FAMILY_ID, MERGED_WITH, POSITION, SCHEME
from api.http.v1.models.eligibility import NearMissOfFamily


class Member(BaseModel):
    person_id: str = Field(
        description="The authority's own reference, or the ledger's pseudonym for callers who may not see who people"
        " are; [erased person] where there is none any more."
    )
    joined_on: date = Field(description="The first day in the family.")
    left_on: date | None = Field(description="The last day in the family; null while a member.")
    born_on: date | None = Field(description="The date of birth; null where it is not known.")
    resident: bool = Field(description="Whether the person lives with the family.")
    parent: bool = Field(description="Whether the person is a parent in the family.")


class Attached(BaseModel):
    scheme: str = Field(description="The scheme.")
    attached_on: date = Field(description="The day of attachment.")
    lead_worker: str | None = Field(description="The post that leads the work.")
    assessed_on: date | None = Field(description="The day of the assessment.")
    planned_on: date | None = Field(description="The day of the plan.")
    closed_on: date | None = Field(description="The last day of the work; null while it goes on.")
    override_by: str | None = Field(description="Who decided to attach a family that was not eligible.")
    override_reason: str | None = Field(description="The reason given for that.")
    known_at: int = Field(description="The position of the event that said so last.")


class AttachedTo(BaseModel):
    scheme: str = Field(description="The scheme.")
    attached_on: date = Field(description="The day of attachment.")
    closed_on: date | None = Field(description="The last day of the work; null while it goes on.")


class FamilyOnRecord(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    version: int = Field(description="How many events the family has.")
    members: list[Member] = Field(description="Every stay on record, in order of joining.")
    attachments: list[Attached] = Field(description="To each scheme at most one.")
    merged_with: list[str] = Field(description=MERGED_WITH)
    observations: dict[str, int] = Field(description="How many observations count now, by kind.")
    position: int = Field(description=POSITION)


class FamilyMembers(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    version: int = Field(description="How many events the family has.", ge=1)
    members: list[Member] = Field(description="Every stay on record, in order of joining.")
    position: int = Field(description=POSITION)


class FamilyInList(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    version: int = Field(description="How many events the family has.", ge=1)
    changed_at: int = Field(description="The position of its last event.")
    members: int = Field(description="How many people have a stay on record, whenever it was.", ge=0)
    observations: int = Field(description="How many observations count now.", ge=0)
    attachments: list[AttachedTo] = Field(description="To each scheme at most one, by scheme.")
    merged_with: list[str] = Field(description=MERGED_WITH)


class FamilyNearMisses(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    near_misses: list[NearMissOfFamily] = Field(description="Eligibility first, then results in the scheme's order.")
    merged_with: list[str] = Field(description=MERGED_WITH)
    position: int = Field(description=POSITION)


class FamilyEligibility(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    eligible: bool = Field(description="Whether the family is eligible for certain.")
    answer: Literal["met", "not met", "unknown", "not relevant"] = Field(
        description="`unknown` where evidence is lacking: see the explanation."
    )
    criteria: list[str] = Field(description="The criteria that are met, sorted.")
    unknown_criteria: list[str] = Field(description="The criteria of which nothing can be said yet, sorted.")
    merged_with: list[str] = Field(description=MERGED_WITH)
    position: int = Field(description=POSITION)


class Told(BaseModel):
    position: int = Field(description="The event's position in the log.")
    version: int = Field(description="Its place among the family's events, from 1.")
    recorded_at: datetime = Field(description="When the ledger recorded it.")
    by: str = Field(description="The person or program that had it recorded.")
    topic: str = Field(description="The kind of event and its version.")
    sentence: str = Field(description="What happened, in one sentence.")


class FamilyHistory(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    events: list[Told] = Field(description="Everything that was recorded of the family, in order.")
    position: int = Field(description=POSITION)


class Relied(BaseModel):
    observation: str = Field(description="The record and its version, as reasons name it.")
    kind: str = Field(description="The kind of extract.")
    sentence: str = Field(description="What was observed, in one sentence.")
    person_id: str | None = Field(
        description="Whom it is about, as among the members; null where it is about the family."
    )
    position: int = Field(description="Since which position of the log it is known.")
    recorded_at: datetime = Field(description="When the ledger recorded it.")
    by: str = Field(description="The person or program that had it recorded.")
    file: str | None = Field(description="The file that it was read from, as last loaded.")
    extract: str | None = Field(description="The beginning of the SHA-256 of that file's bytes, in hex.")
    line: int | None = Field(description="The line in that file.")


class FamilyExplanation(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    rules: str = Field(description="The SHA-256 of exactly the rules used, in hex.")
    merged_with: list[str] = Field(description=MERGED_WITH)
    form: str = Field(description="The version of the form of the reasons.")
    reasons: list[dict[str, Any]] = Field(
        description="Trees of reasons: of the eligibility as a whole and of each criterion, or of the result asked for."
    )
    observations: list[Relied] = Field(description="What the reasons rest on.")
    missing: list[str] = Field(description="What would have to be known to say what cannot be said.")
    position: int = Field(description=POSITION)
