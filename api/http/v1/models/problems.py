"""The kinds of problems, field by field."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ProblemKind(BaseModel):
    type: str = Field(description="The address of the kind of problem, which every such problem names as its `type`.")
    title: str = Field(description="The kind of problem in a few words; the same for every occurrence.")
    status: int = Field(description="The HTTP status with which it is answered.", ge=400, le=599)
    meaning: str = Field(description="What has happened, and what to do about it.")
