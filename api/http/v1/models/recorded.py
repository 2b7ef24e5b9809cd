"""What commands are answered, field by field: what was recorded, and how things stand since."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.families import Attached


class Recorded(BaseModel):
    position: int = Field(
        description="The position of the last event that was recorded; with none, the one that this is true as of.")
    events: int = Field(description="How many events were recorded; 0 where it was so on record already.")


class FamilyChanged(Recorded):
    family_id: str = Field(description="The authority's own reference.")
    version: int = Field(description="How many events the family has since; the ETag says the same.")


class AttachmentRecorded(FamilyChanged):
    attachment: Attached | None = Field(description="As it stands; null once it is withdrawn.")


class FamiliesMerged(FamilyChanged):
    other: str = Field(description="The other family's family_id.")
    merged: bool = Field(description="Whether the two are on record as one.")


class EquivalenceRecorded(FamilyChanged):
    scheme: str = Field(description="The scheme.")
    result: str = Field(description="The result.")
    stands: bool = Field(description="Whether the judgement stands.")


class ReturnStanding(Recorded):
    scheme: str = Field(description="The scheme.")
    round_on: date = Field(description="The day of the round.")
    stage: Literal["open", "reviewed", "sampled", "signed", "submitted"] = Field(description="How far it has come.")
    claims: int = Field(description="The lines of the return.")
    amount_pence: int = Field(description="What its claims come to, in pence.")
    fees_pence: int = Field(description="What its attachment fees come to, in pence.")
    total_pence: int = Field(description="Both together, in pence.")
    sample: list[str] = Field(description="The claims drawn for internal audit.")
    waiting_for_audit: list[str] = Field(description="Those of the sample that have no finding yet.")
    paid_pence: int = Field(description="What the government has paid of it, in pence.")


class NewClaim(BaseModel):
    claim: str = Field(description="Its id.")
    family_id: str = Field(description="The family's family_id.")
    result: str = Field(description="The kind of result.")
    amount_pence: int = Field(description="The amount, in pence.")
    newly_valid: str | None = Field(description="What the verdict was in the round before, where it was not valid.")


class LeftOut(BaseModel):
    family_id: str = Field(description="The family's family_id.")
    result: str = Field(description="The kind of result.")
    reason: str = Field(description="Why it is not claimed.")


class ClaimsPrepared(ReturnStanding):
    prepared: list[NewClaim] = Field(description="The claims that were added.")
    left_out: list[LeftOut] = Field(description="Results that are not claimed, and why.")


class ClaimStanding(Recorded):
    claim: str = Field(description="Its id.")
    family_id: str = Field(description="The family's family_id.")
    status: str = Field(description="As it stands, such as `audit passed`.")
    at_risk: bool = Field(description="Whether later knowledge speaks against it.")
    amount_pence: int = Field(description="The amount claimed, in pence.")
    paid_pence: int = Field(description="What was paid for it and not given back, in pence.")
    waiting_for_audit: list[str] = Field(description="Claims of the return without a finding of internal audit.")


class YearAgreed(Recorded):
    scheme: str = Field(description="The scheme.")
    year: str = Field(description="The financial year.")
    families: int = Field(description="How many families are agreed for it.")


class ClaimSpokenAgainst(BaseModel):
    claim: str = Field(description="Its id.")
    family_id: str = Field(description="The family's family_id.")
    status: str = Field(description="As it stands.")
    verdict: str = Field(description="What it would be on what is known now.")
    why: str = Field(description="What speaks against it.")


class Rechecked(Recorded):
    at_risk: list[ClaimSpokenAgainst] = Field(description="Every standing claim that is at risk.")
    kept: list[ClaimSpokenAgainst] = Field(
        description="Every standing claim that a person decided to keep in spite of what speaks against it.")
