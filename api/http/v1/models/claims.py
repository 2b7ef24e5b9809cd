"""Claims and rounds, field by field. Sums are in pence."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.common import FAMILY_ID, POSITION


class ClaimInList(BaseModel):
    claim: str = Field(description="The claim's id: initials and year of the scheme, the round, a number.")
    family_id: str = Field(description=FAMILY_ID)
    scheme: str = Field(description="The scheme that it is claimed under.")
    result: str = Field(description="The kind of result.")
    round_on: date = Field(description="The day of the claim round.")
    status: str = Field(description="How it stands, such as `prepared`, `audit failed` or `paid`.")
    amount_pence: int = Field(description="What is claimed, in pence.", ge=0)
    paid_pence: int = Field(description="What was paid and not given back, in pence.", ge=0)
    risk: str | None = Field(description="Why it is at risk: what later knowledge says; null while it is not.")


class FamilyClaims(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    claims: list[ClaimInList] = Field(description="Every claim that was ever made for it, by id.")
    position: int = Field(description=POSITION)
