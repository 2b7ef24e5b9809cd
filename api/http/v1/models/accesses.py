"""Who may look at a family, and who did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

NAME_LENGTH_MAX = 200
WORKERS_MAX = 100

WorkerName = Annotated[str, StringConstraints(min_length=1, max_length=NAME_LENGTH_MAX, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Workers(BaseModel):
    """Who works with a family."""

    model_config = ConfigDict(extra="forbid")

    workers: list[WorkerName] = Field(
        description="Practitioners, as their tokens name them. Nobody else of that role reaches the family.",
        max_length=WORKERS_MAX, examples=[["p.ahmed@small.example"]])  # fmt: skip


class OwnFamily(BaseModel):
    family_id: str = Field(description="A family assigned to the caller, by the authority's own reference.")


class FamilyAssigned(BaseModel):
    family_id: str = Field(description="The authority's own reference of the family.")
    worker: str = Field(description="The practitioner, as their token names them.")


class AccessNoted(BaseModel):
    entry: int = Field(description="The number of the entry; later ones are higher, and there may be gaps.")
    looked_at: datetime = Field(description="When it was noted, in UTC, before anything was shown.")
    by: str = Field(description="Who looked, as their token names them.")
    family_id: str | None = Field(description="The family looked at; null for a list.")
    view: str = Field(description="What was shown: an operation of this API, a command, or a page.")
    subject: str | None = Field(description="Of what in particular; for a list, what was asked.")
    purpose: str | None = Field(description="What for, as they said it.")
    position: int | None = Field(
        description="Of a list: the same question as known at this position has the same families.")
    through: str = Field(description="By which way: `http`, `command line` or `page`.")
    token: str | None = Field(description="The id of the token by which they were let in.")

