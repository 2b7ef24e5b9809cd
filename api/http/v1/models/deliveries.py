"""Extracts that are loaded while their sender does something else, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.http.problems import ProblemDetails
from api.http.v1.models.extracts import ExtractLoaded


class ExtractDelivered(BaseModel):
    delivery: int = Field(description="The number of this delivery.")
    stands: Literal["waiting", "under way", "cut off", "loaded", "refused"] = Field(
        description="How it stands. `cut off`: the server that has it has stopped, and goes on when it comes up again.")
    doing: str = Field(description="What is being done, such as `recording`; the last of it once it is finished.")
    rows_done: int = Field(description="Rows of what is being done that are done.")
    rows_expected: int = Field(description="Of how many; 0 where that cannot be said.")
    percent: int | None = Field(description="The first as a share of the second; null where that cannot be said.")
    sent_by: str = Field(description="Who sent it.")
    sent_at: datetime = Field(description="When it had come whole.")
    told_at: datetime = Field(description="When the server that loads it was last heard of.")
    finished_at: datetime | None = Field(description="When it was loaded or refused; null before.")
    what_to_do: str = Field(description="What this means for whoever sent it, in a sentence.")
    result: ExtractLoaded | None = Field(description="What became of its rows, once it is loaded.")
    problem: ProblemDetails | None = Field(description="Why it was refused, where it was.")
