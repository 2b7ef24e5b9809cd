"""The feed, field by field: CloudEvents 1.0 in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class WhatHappened(BaseModel):
    version: int = Field(description="The event's place among those of its subject, from 1.", ge=1)
    by: str | None = Field(default=None, description="Who had it recorded; only for those who may read families.")
    sentence: str | None = Field(
        default=None, description="What happened, in one sentence; only for those who may read families."
    )
    content: dict[str, Any] | None = Field(
        default=None,
        description="The event's own fields, people by pseudonyms; only for those who may read families, and null where"
        " it was erased.",
    )


class CloudEvent(BaseModel):
    specversion: Literal["1.0"] = Field(description="The version of CloudEvents.")
    id: str = Field(description="The event's position in the log, in digits: Last-Event-ID, or `after`.")
    source: str = Field(description="The ledger.")
    type: str = Field(description="The kind of event and its version, such as `family.observed.v1`.")
    subject: str = Field(
        description="The family: the authority's own reference for those who may read families, a pseudonym for others;"
        " `authority` for what is the authority's; else the pseudonym of a return."
    )
    time: datetime = Field(description="When the ledger recorded it, in UTC.")
    datacontenttype: Literal["application/json"] = Field(description="The form of the data.")
    dataschema: str = Field(description="Where the form of the event's content is described.")
    correlationid: str | None = Field(
        default=None, description="The X-Correlation-ID of the request that recorded it, where it came by one; only for"
        " those who may read families, as a caller may have said anything in it.",
    )
    data: WhatHappened = Field(description="What happened, as far as the caller may see it.")


class FeedPage(BaseModel):
    items: list[CloudEvent] = Field(description="The next events, in the order of the log.")
    next: int = Field(description="`after` of the next page; the same again where nothing has come yet.", ge=0)
    position: int = Field(description="The position of the last event given.", ge=0)
