"""Eligibility, field by field."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.common import FAMILY_ID, MERGED_WITH


class EligibleFamily(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    eligible: bool = Field(description="Whether the family is eligible for certain.")
    criteria: list[str] = Field(description="The criteria that are met, sorted.")
    merged_with: list[str] = Field(description=MERGED_WITH)


class ClaimableResult(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    result: str = Field(description="The kind of result.")
    verdict: Literal["valid", "not-valid", "hold"] = Field(description="`hold` where evidence is lacking.")
    amount_pence: int = Field(
        description="What a claim decided on the day would pay, in pence, if nothing was claimed before.", ge=0
    )
    reasons: str = Field(description="In short: the measures, and the parts that fail or cannot be said.")
    merged_with: list[str] = Field(description=MERGED_WITH)


class NearMissOfFamily(BaseModel):
    what: str = Field(description="`eligibility`, or the kind of result.")
    from_on: date | None = Field(
        description="The first day, within the days asked, on which it is met if nothing changes; null for none."
    )
    missing: str = Field(description="What lacks on the day asked about, in words.")


class NearMiss(NearMissOfFamily):
    family_id: str = Field(description=FAMILY_ID)
    merged_with: list[str] = Field(description=MERGED_WITH)
