"""A ledger, field by field."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class Sealed(BaseModel):
    events: int = Field(description="Over how many events the checkpoint is.", ge=0)
    position: int = Field(description="The position of the last of them.", ge=0)
    sealed_at: datetime = Field(description="When it was signed, in UTC.")


class LedgerInList(BaseModel):
    ledger: str = Field(description="The ledger's name.")
    authority: str = Field(description="What people call the authority.")
    target: int | None = Field(description="How many families were agreed with the government.")
    overlay: str | None = Field(description="The local plan that is laid over the national rules.")
    schemes: list[str] = Field(description="The schemes that families are decided under.")
    position: int = Field(description="The position of the last event of the log.", ge=0)
    sealed: Sealed | None = Field(description="The last checkpoint; null before the first.")
    public_key: str | None = Field(description="The key that verifies its checkpoints; null before the first.")
