"""What the programme saves, field by field. Every sum is in pence."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.commands import Name, OnDay, Said
from api.http.v1.models.common import AT, POSITION, SCHEME
from api.http.v1.models.recorded import Recorded


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


# ---- unit costs ------------------------------------------------------------------------------------------------------

COSTS_MAX = 1_000
MEASURE = "What is counted, as /v1/measures names it."
UNIT_PENCE = "What one of it costs, or one week of it, in pence."
FROM_ON = "The day from which it costs so much."
PRICE_YEAR = "In the prices of this year, as 2012-13."
SOURCE = "Who says so, and where."


class MeasureCounted(BaseModel):
    measure: str = Field(description="What is counted.")
    agency: str = Field(description="Whom it costs.")
    unit: str = Field(description="`each`, or `week`: a unit cost is then of a week.")


class UnitCostStated(BaseModel):
    measure: str = Field(description=MEASURE)
    from_on: date = Field(description=FROM_ON)
    pence: int = Field(description=UNIT_PENCE)
    price_year: str = Field(description=PRICE_YEAR)
    source: str = Field(description=SOURCE)


class SupplyingCost(Said):
    measure: Name = Field(description=MEASURE, examples=["police-callout"])
    from_on: OnDay = Field(description=FROM_ON, examples=["2012-04-01"])
    pence: int = Field(description=UNIT_PENCE, gt=0, le=10**12, strict=True)
    price_year: Name = Field(description=PRICE_YEAR, examples=["2012-13"])
    source: Name = Field(description=SOURCE, examples=["the authority's finance team, 2013"])


class SupplyingCosts(Said):
    costs: list[SupplyingCost] = Field(description="All of them: whatever is not among them is taken away.",
                                       max_length=COSTS_MAX)


class UnitCostsSupplied(Recorded):
    costs: int = Field(description="How many unit costs are on record since.")
