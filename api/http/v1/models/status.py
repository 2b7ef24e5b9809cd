"""How the ledger stands, field by field."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field


class ParkedFamily(BaseModel):
    family_id: str | None = Field(description="The authority's own reference; null where it is not known any more.")
    position: int = Field(description="The position of the event at which it could not be folded.")


class Load(BaseModel):
    load: int = Field(description="The number of the load.")
    file: str = Field(description="The file's name.")
    kind: str = Field(description="The kind of extract.")
    loaded_by: str = Field(description="The person or program that loaded it.")
    started_at: datetime = Field(description="When the load began.")
    finished_at: datetime | None = Field(description="When it ended; null while under way, or interrupted.")
    read: int = Field(description="Rows read: the sum of the other counts.")
    recorded: int = Field(description="Rows that said something new.")
    corrected: int = Field(description="Rows that changed what was on record.")
    repeated: int = Field(description="Rows that were on record already.")
    rejected: int = Field(description="Rows that could not be used.")
    blank: int = Field(description="Rows without a value.")


class Stand(BaseModel):
    ledger: str = Field(description="The ledger's name.")
    position: int = Field(description="The position of the last event of the log, or the one asked for by `known`.")
    projected_position: int = Field(description="The position up to which the tables have read the log.")
    lag_events: int = Field(description="Events recorded and not read into the tables yet.")
    lag_seconds: float = Field(description="How long the first of these has been waiting, in seconds.")
    events_per_second: float | None = Field(description="Of the last batch read into the tables, to three figures.")
    moved_at: datetime = Field(description="When the tables were last moved on.")
    parked_families: int = Field(description="How many families are parked.")
    of_this_log: bool = Field(description="False when the tables have read another log, as after restoring a backup.")
    version: str = Field(description="The version of the tables.")
    program_version: str = Field(description="The version that this program makes; a rebuild makes them one.")
    events: int = Field(description="Events in the log.")
    families: int = Field(description="Families on record.")
    people: int = Field(description="People in the identity register.")
    observations: int = Field(description="Observations that count now, once for each family that they count for.")
    events_by_topic: dict[str, int] = Field(description="Events in the log by kind.")
    parked: list[ParkedFamily] = Field(description="Families that could not be folded, and are missing from the lists.")
    loads: list[Load] = Field(description="Every load of a file, in the order in which they began.")
