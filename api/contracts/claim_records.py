"""The form of a claim record: how a claim was decided, frozen when it was prepared."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from api.contracts.forms import LEFT_OUT, Digest, Form, Reasons, Stream


class EquivalentProgress(Form):
    decided_by: str = Field(description="Who judged the progress to be equivalent.")
    reason: str = Field(description="Why, in words.")
    judged_on: date = Field(description="The civil day of the judgement.")
    known_at: int = Field(description="The position of the event that said so.")


class AttachmentClaimed(Form):
    attached_on: date = Field(description="The civil day of attachment.")
    attached_in: str = Field(description="The financial year of that day, such as 2012-13.")
    closed_on: date = Field(default=LEFT_OUT, description="The last day of the work; left out while it goes on.")
    lead_worker: str = Field(default=LEFT_OUT, description="The post that leads the work.")
    assessed_on: date = Field(default=LEFT_OUT, description="The day of the assessment.")
    planned_on: date = Field(default=LEFT_OUT, description="The day of the plan.")
    override_by: str = Field(default=LEFT_OUT, description="Who decided to attach a family that was not eligible.")
    override_reason: str = Field(default=LEFT_OUT, description="The reason given for that.")
    known_at: int = Field(description="The position of the event that said so last.")


class AmountReached(Form):
    rate_basis: str = Field(description="Which day's rate is paid, as the rules have it.")
    rate_pence: int = Field(description="The rate of the result, in pence.")
    already_claimed_pence: int = Field(description="What was claimed for the family before, in pence.")
    cap_pence: int = Field(description="The most that may be claimed for a family, in pence.")
    funded: bool = Field(description="Whether the family is among those that are funded.")
    amount_pence: int = Field(description="What is claimed, in pence.")


class ClaimRecord(Form):
    """How a claim was decided. People and the family are pseudonyms; what is not known is left out."""

    form: Literal["claim-record.v1"] = Field(description="The version of this form.")
    claim: str = Field(description="The claim's id.")
    preparer: str = Field(description="Who prepared it.")
    authority: str = Field(description="What people call the authority.")
    scheme: str = Field(description="The scheme.")
    overlay: str = Field(default=LEFT_OUT, description="The local plan over it.")
    overlay_version: str = Field(default=LEFT_OUT, description="The version of the local plan.")
    rules: Digest = Field(description="The SHA-256 of exactly the rules used, in hex.")
    family: Stream = Field(description="The family's pseudonym.")
    result: str = Field(description="The kind of result.")
    round_on: date = Field(description="The civil day of the claim round.")
    decided_on: date = Field(description="The civil day on which it was decided.")
    known: int = Field(description="The position up to which the ledger was known.")
    verdict: Literal["valid", "not-valid", "hold"] = Field(description="The verdict.")
    equivalent_progress: EquivalentProgress = Field(default=LEFT_OUT, description="Where it is valid by that alone.")
    members: list[str] = Field(description="The members on the day, by pseudonym.")
    attachment: AttachmentClaimed = Field(description="The attachment that it rests on.")
    eligible_when_attached: Reasons = Field(description="Why the family was eligible on the day of attachment.")
    criteria_when_attached: list[str] = Field(description="The criteria that were met then, sorted.")
    reasons: Reasons = Field(description="Why the result is valid.")
    amount: AmountReached = Field(description="How the amount was reached.")
