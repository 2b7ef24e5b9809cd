"""Extracts as they were loaded or checked, field by field."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.recorded import Recorded


class LoadedFile(BaseModel):
    load: int = Field(description="The number of this loading; rejected rows are at /v1/extracts/{load}/rejects.")
    file: str = Field(description="The file's name.")
    kind: str = Field(description="What it holds, such as attendance.")
    read: int = Field(description="Its rows: the sum of the five that follow.")
    recorded: int = Field(description="Rows that were new.")
    corrected: int = Field(description="Rows that changed what was on record.")
    repeated: int = Field(description="Rows that were on record already.")
    rejected: int = Field(description="Rows that could not be used.")
    blank: int = Field(description="Rows without a value.")


class RejectReason(BaseModel):
    file: str = Field(description="The file's name.")
    column: str = Field(description="The column that is wrong; blank for the row as a whole.")
    reason: str = Field(description="What is wrong, and what to do. It holds nothing of the rows.")
    rows: int = Field(description="In how many rows.")
    first_lines: list[int] = Field(description="The first lines of the file with it.")


class ExtractLoaded(Recorded):
    files: list[LoadedFile] = Field(description="What became of the rows of each file.")
    reasons: list[RejectReason] = Field(description="Why rows were rejected, the most frequent reason first.")
    notices: list[str] = Field(description="What the sender should know, and rejects no row.")
    claims_put_at_risk: int = Field(description="Claims that what was loaded speaks against.")


class CheckedFile(BaseModel):
    file: str = Field(description="The file's name.")
    kind: str = Field(description="What it holds, such as attendance.")
    read: int = Field(description="Its rows: the sum of the three that follow.")
    good: int = Field(description="Rows that can be used.")
    rejected: int = Field(description="Rows that cannot be used.")
    blank: int = Field(description="Rows without a value.")


class ExtractChecked(BaseModel):
    position: int = Field(description="The position of the log that the rows were checked against.")
    files: list[CheckedFile] = Field(description="What would become of the rows of each file.")
    reasons: list[RejectReason] = Field(description="Why rows would be rejected, the most frequent reason first.")
    notices: list[str] = Field(description="What the sender should know, and rejects no row.")


class ExtractOnRecord(BaseModel):
    load: int = Field(description="The number of this loading.")
    file: str = Field(description="The file's name.")
    kind: str = Field(description="What it holds.")
    digest: str = Field(description="The SHA-256 of the file's bytes, in hexadecimal.")
    loaded_by: str = Field(description="Who loaded it.")
    started_at: datetime = Field(description="When it began.")
    finished_at: datetime | None = Field(description="When it ended; null while under way, or if it was interrupted.")
    read: int = Field(description="Its rows.")
    recorded: int = Field(description="Rows that were new.")
    corrected: int = Field(description="Rows that changed what was on record.")
    repeated: int = Field(description="Rows that were on record already.")
    rejected: int = Field(description="Rows that could not be used.")
    blank: int = Field(description="Rows without a value.")
    position: int | None = Field(description="The position of the log when it ended.")


class CorrectionsLoaded(Recorded):
    load: int = Field(description="The loading that the corrected rows are; its rejected rows are still wrong.")
    rows_recorded: int = Field(description="How many of them are on record now.")
    rejected: int = Field(description="How many are still wrong.")
    claims_put_at_risk: int = Field(description="Claims that what was corrected speaks against.")


class CorrectionOnRecord(BaseModel):
    line: int = Field(description="The line of the file in which the rejected row began.")
    columns: list[str] | None = Field(
        description="The columns that were changed; what they held is in neither list. Null where that is not known.")
    corrected_by: str = Field(description="Who put it right.")
    corrected_at: datetime = Field(description="When.")
    corrected_in: int | None = Field(description="The loading in which it came back last; null if that was cut off.")
    corrected_line: int = Field(description="The line of that loading's file.")
    outcome: Literal["recorded", "rejected"] | None = Field(
        description="What became of it; null where that is not known, because it was cut off.")
