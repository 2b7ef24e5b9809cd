"""What the programme saves, field by field. Every sum is in pence."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, POSITION, SCHEME


class MeasureChanged(BaseModel):
    measure: str = Field(description="What is counted.")
    agency: str = Field(description="Who pays for it.")
    unit: str = Field(description="`each`, or `week`: then what is counted are days.")
    before: int = Field(description="In the months before attachment, of all families together.")
    after: int = Field(description="In as many months from the day of attachment on.")
    others_before: int | None = Field(description="The same of families eligible and never attached; null if too few.")
    others_after: int | None = Field(description="The same of these, afterwards.")
    unit_pence: int | None = Field(description="The unit cost in force, in pence; null where none was supplied.")
    source: str | None = Field(description="Who says so.")
    saved_pence: int | None = Field(description="Before less after at that cost, in pence; below 0: it costs more.")


class AgencySaved(BaseModel):
    agency: str = Field(description="Who pays less.")
    saved_pence: int = Field(description="By so much, in pence; below 0 where it costs more.")


class SavingsSaid(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    months: int = Field(description="How long each window is.")
    families: int = Field(description="Families attached whose later window was over by the day.")
    others: int = Field(description="Families eligible and never attached, around their first eligible day.")
    families_least: int = Field(description="With fewer families nothing is shown.")
    changes: list[MeasureChanged] = Field(description="Each measure, before and after.")
    by_agency: list[AgencySaved] = Field(description="What has a unit cost, by agency.")
    saved_pence: int = Field(description="All agencies together, in pence.")
    caveats: list[str] = Field(description="What these figures do not show. Print them with the figures.")
    position: int = Field(description=POSITION, ge=0)
