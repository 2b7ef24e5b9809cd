"""Claims and rounds, field by field. Sums are in pence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.http.v1.models.common import FAMILY_ID, MERGED_WITH, POSITION


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


class ClaimOnList(ClaimInList):
    merged_with: list[str] = Field(description=MERGED_WITH)


class FamilyClaims(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    claims: list[ClaimInList] = Field(description="Every claim that was ever made for it, by id.")
    position: int = Field(description=POSITION)


class Risk(BaseModel):
    verdict: str = Field(description="What it would be decided as on what is known now.")
    why: str = Field(description="What later knowledge says, in words.")
    fact_position: int | None = Field(description="The position of the event that turned it.")
    known_since: datetime | None = Field(description="When the ledger recorded that event.")
    recorded_by: str | None = Field(description="The person or program that had it recorded.")
    file: str | None = Field(description="The file that it was read from, as last loaded.")
    line: int | None = Field(description="The line in that file.")


class ClaimOnRecord(BaseModel):
    claim: str = Field(description="The claim's id: initials and year of the scheme, the round, a number.")
    family_id: str = Field(description=FAMILY_ID)
    scheme: str = Field(description="The scheme that it is claimed under.")
    result: str = Field(description="The kind of result.")
    main: bool = Field(description="Whether it counts the family as turned around.")
    round_on: date = Field(description="The day of the claim round.")
    status: str = Field(description="How it stands, such as `prepared`, `audit failed` or `paid`.")
    amount_pence: int = Field(description="What is claimed, in pence.", ge=0)
    paid_pence: int = Field(description="What was paid and not given back, in pence.", ge=0)
    sampled: bool = Field(description="Whether it is, or was, in the sample for internal audit.")
    prepared_by: str = Field(description="Who prepared it.")
    prepared_at: int = Field(description="The position of the event that prepared it.")
    changed_at: int = Field(description="The position of the event that gave it its status.")
    record: dict[str, Any] = Field(
        description="How it was decided, frozen then; its form is at /v1/schemas/claim-record. People by pseudonyms."
    )
    risk: Risk | None = Field(description="What speaks against it since; null while nothing does.")
    position: int = Field(description=POSITION)


class RoundInNumbers(BaseModel):
    scheme: str = Field(description="The scheme.")
    round_on: date = Field(description="The day of the claim round.")
    claimed: int = Field(description="Claims ever made for it.", ge=0)
    claimed_pence: int = Field(description="What they come to, in pence.", ge=0)
    sampled: int = Field(description="Claims drawn for internal audit.", ge=0)
    failed: int = Field(description="Claims that failed it.", ge=0)
    paid: int = Field(description="Claims that are paid.", ge=0)
    paid_pence: int = Field(description="What was paid and not given back, in pence.", ge=0)
    at_risk: int = Field(description="Claims that later knowledge speaks against.", ge=0)


class ReturnInList(BaseModel):
    scheme: str = Field(description="The scheme.")
    round_on: date = Field(description="The day of the claim round.")
    stage: Literal["open", "reviewed", "sampled", "signed", "submitted"] = Field(description="How far it has come.")
    claims: int = Field(description="Its lines.", ge=0)
    fees_pence: int = Field(description="Its attachment fees, in pence.", ge=0)
    total_pence: int = Field(description="Its lines and fees together, in pence.", ge=0)
    sampled: int = Field(description="How many of its claims are in the sample for internal audit.", ge=0)
    waiting_for_audit: int = Field(description="How many of these have no finding yet.", ge=0)
    paid_pence: int = Field(description="What the government has paid for its lines, in pence.", ge=0)
    repaid_pence: int = Field(description="What was given back of that, in pence.", ge=0)


class ReturnRow(BaseModel):
    what: Literal["claim", "fee", "total"] = Field(description="What the row is.")
    claim: str | None = Field(description="Of a claim: its id.")
    family_id: str | None = Field(description="Of a claim: the authority's own reference of the family.")
    name: str = Field(description="The kind of result, the financial year of the fees, or the total's name.")
    number: int = Field(description="How many claims or families the row is of.")
    amount_pence: int | None = Field(description="What is claimed, in pence; null where the row has no sum.")
    paid_pence: int | None = Field(description="What was paid and not given back, in pence; null where it has none.")
    status: str | None = Field(description="Of a claim: how it stands.")
    audit: str | None = Field(description="Of a claim in the sample: waiting, passed or failed.")


class ReturnOnRecord(ReturnInList):
    rows: list[ReturnRow] = Field(description="Its claims, its attachment fees, and its totals.")
    preparers: list[str] = Field(description="Who prepared it, sorted.")
    reviewer: str | None = Field(description="Who reviewed it.")
    signatory: str | None = Field(description="Who signed it.")
    signed_pence: int | None = Field(description="What was signed, in pence; null before.")
    submitted_pence: int | None = Field(description="What was sent, in pence; null before.")
    position: int = Field(description=POSITION)
