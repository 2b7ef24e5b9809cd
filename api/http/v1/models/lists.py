"""The lists, field by field."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, POSITION, SCHEME


class EligibleFamily(BaseModel):
    family_id: str = Field(description="The authority's own reference.")
    eligible: bool = Field(description="Whether the family is eligible for certain.")
    criteria: list[str] = Field(description="The criteria that are met, sorted.")


class Eligibility(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    families: list[EligibleFamily] = Field(description="Every family on record, sorted by family_id.")
    position: int = Field(description=POSITION)


class ClaimableResult(BaseModel):
    family_id: str = Field(description="The authority's own reference.")
    result: str = Field(description="The kind of result.")
    verdict: Literal["valid", "not-valid", "hold"] = Field(description="`hold` where evidence is lacking.")
    amount_pence: int = Field(
        description="What a claim decided on the day would pay, in pence, if nothing was claimed before."
    )
    reasons: str = Field(description="In short: the measures, and the parts that fail or cannot be said.")


class Claimable(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    results: list[ClaimableResult] = Field(
        description="Every kind of result of every family attached by the day, sorted by family_id."
    )
    position: int = Field(description=POSITION)
