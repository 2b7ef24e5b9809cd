"""The action plan, field by field."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.defaults import DEFAULT_SCHEME
from api.http.v1.models.commands import SCHEME, Name, OnDay, Reasoned, Said
from api.http.v1.models.recorded import Recorded
from domain.planning.commands import TEXT_LENGTH_MAX
from domain.planning.measures import MEASURES

ACTION = "What the action is called."
OWNER = "The post that it is for, not a name."
What = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH_MAX)]


class MeasureAtMoment(BaseModel):
    on: date = Field(description="The day on which it is counted.")
    known: int = Field(description="The position of the log as known at which it is counted.", ge=0)
    value: int = Field(description="The number.")
    of: int | None = Field(description="The whole that it is a share of; null for a number by itself.")


class ActionFollowed(BaseModel):
    action: str = Field(description=ACTION)
    what: str = Field(description="What was agreed to be done.")
    owner: str = Field(description=OWNER)
    scheme: str = Field(description=SCHEME)
    measure: str = Field(description="What it should move.", json_schema_extra={"enum": [*MEASURES]})
    measured: str = Field(description="The same in words.")
    should_fall: bool = Field(description="Whether fewer are better.")
    agreed_on: date = Field(description="The day on which it was agreed.")
    due_on: date = Field(description="The day by which the measure should have moved.")
    first_due_on: date = Field(description="The day that was agreed first.")
    state: Literal["open", "late", "done", "dropped"] = Field(description="On the day asked about.")
    done_on: date | None = Field(description="The day on which it was done.")
    dropped_on: date | None = Field(description="The day on which it was dropped.")
    reason: str | None = Field(description="Why it was changed, dropped or taken up again last.")
    version: int = Field(description="How many events the action has; the ETag says the same.", ge=1)
    then: MeasureAtMoment = Field(description="When it was agreed, as known when that was recorded.")
    due: MeasureAtMoment | None = Field(
        description="On the day it was due, as known at its end; null until that day is over.")
    now: MeasureAtMoment = Field(description="On the day asked about, as known now, or at the moment asked about.")
    moved: int = Field(description="What it moved from the day agreed until the day asked about.")


class ActionFollowedAlone(ActionFollowed):
    position: int = Field(description="The position of the log that the answer is true as of.", ge=0)


class ActionMeasure(BaseModel):
    measure: str = Field(description="The measure, by the name that an action has it by.")
    counts: str = Field(description="What it counts, in words.")
    should_fall: bool = Field(description="Whether fewer are better.")


# ---- commands ----------------------------------------------------------------------------------------------------


class AgreeingAction(Said):
    what: What = Field(description="What is to be done; it names nobody.", examples=["ask schools monthly"])
    owner: Name = Field(description=OWNER, examples=["education data officer"])
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    measure: Name = Field(
        description="What it should move.", examples=["results-claimable"], json_schema_extra={"enum": [*MEASURES]})
    agreed_on: OnDay = Field(description="The day on which it was agreed.", examples=["2013-02-14"])
    due_on: OnDay = Field(description="The day by which the measure should have moved.", examples=["2013-07-31"])


class ChangingAction(Reasoned):
    owner: Name | None = Field(default=None, description=f"{OWNER} By default as it was.")
    due_on: OnDay | None = Field(default=None, description="When it is due from now on. By default as it was.")


class FinishingAction(Said):
    done_on: OnDay = Field(description="The day on which it was done.", examples=["2013-06-30"])


class DroppingAction(Reasoned):
    dropped_on: OnDay = Field(description="The day on which it was dropped.", examples=["2013-06-30"])


class ActionStanding(Recorded):
    action: str = Field(description=ACTION)
    owner: str = Field(description=OWNER)
    due_on: date = Field(description="The day by which the measure should have moved.")
    first_due_on: date = Field(description="The day that was agreed first.")
    done_on: date | None = Field(description="The day on which it was done.")
    dropped_on: date | None = Field(description="The day on which it was dropped.")
    version: int = Field(description="How many events the action has since; the ETag says the same.")
