"""The forecast, field by field."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.common import AT, POSITION, SCHEME


class RoundExpected(BaseModel):
    by: date = Field(description="The day of the round.")
    expected: float = Field(description="Families attached by `at` that will have been claimable by then.")
    low: int = Field(description="The lower end of the interval.")
    high: int = Field(description="The upper end of the interval.")


class HowFar(BaseModel):
    attached: int = Field(description="Neither of the others yet.")
    nearly: int = Field(description="One part short of the scheme's first main result.")
    claimable: int = Field(description="Have had a day on which a main result could be claimed.")


class ForecastSaid(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    attached: int = Field(description="Families attached by then.")
    states: HowFar = Field(description="How far these have come.")
    interval_percent: int = Field(description="Of a hundred such intervals so many should hold what comes.")
    rounds: list[RoundExpected] = Field(description="The coming rounds; ends of quarters, where a scheme has none.")
    position: int = Field(description=POSITION, ge=0)


class ForecastTested(BaseModel):
    asked: date = Field(description="The round at which it was asked.")
    by: date = Field(description="The round that it spoke of.")
    expected: float = Field(description="What it said.")
    low: int = Field(description="The lower end of its interval.")
    high: int = Field(description="The upper end of its interval.")
    actual: int = Field(description="What came.")
    inside: bool = Field(description="Whether that is within the interval.")


class BackTested(BaseModel):
    scheme: str = Field(description=SCHEME)
    tests: list[ForecastTested] = Field(description="Every earlier forecast that can be compared.")
    inside: int = Field(description="How many of them held what came.")
    mean_error: float | None = Field(description="In families; above 0 where too many were expected.")
    mean_absolute_error: float | None = Field(description="In families.")
    interval_percent: int = Field(description="How many of a hundred should hold what comes.")
    position: int = Field(description=POSITION, ge=0)
