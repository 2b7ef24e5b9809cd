"""What every list says, field by field."""

from __future__ import annotations

from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, POSITION, SCHEME

Item = TypeVar("Item")


class ListOf(BaseModel, Generic[Item]):
    items: list[Item] = Field(description="The rows of this page, in the order of the list.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")
    position: int = Field(description=POSITION, ge=0)


class DatedListOf(ListOf[Item], Generic[Item]):
    at: date = Field(description=AT)


class DecidedListOf(DatedListOf[Item], Generic[Item]):
    scheme: str = Field(description=SCHEME)
