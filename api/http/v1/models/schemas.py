"""Schemas in their list, field by field."""

from __future__ import annotations

from pydantic import BaseModel, Field


class SchemaInList(BaseModel):
    name: str = Field(description="A kind of event by its topic, or `reason`, `claim-record`, `evidence-pack`.")
    address: str = Field(description="Where it is.")
    description: str = Field(description="What it describes.")
