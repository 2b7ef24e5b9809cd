"""What commands are told, field by field. Nothing else may stand in a body."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StringConstraints

from api.defaults import DEFAULT_SCHEME
from api.http.parameters import day_said

TEXT_LENGTH_MAX = 2_000
FIELDS_MAX = 30


def _readable(text: str) -> str:
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise ValueError("write plain text, without control characters")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LENGTH_MAX), AfterValidator(_readable)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_readable)]
OnDay = Annotated[date, BeforeValidator(day_said)]
SCHEME = "The scheme."


class Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Reasoned(Said):
    reason: Text = Field(description="Why. It stays on record.", examples=["the family moved away"])


# ---- families --------------------------------------------------------------------------------------------------------


class Override(Said):
    decided_by: Name = Field(description="Who decided to attach the family although it is not eligible.")
    reason: Text = Field(description="The reason that the decider gave.")


class Attaching(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    attached_on: OnDay = Field(description="The day of attachment.", examples=["2012-10-29"])
    lead_worker: Name | None = Field(default=None, description="The lead worker's post, not the name.")
    override: Override | None = Field(default=None, description="Only for a family that is not eligible on that day.")


class Ending(Said):
    closed_on: OnDay = Field(description="The last day of the work.", examples=["2014-01-31"])


class Judging(Said):
    scheme: Name = Field(description=SCHEME, examples=["troubled-families-2015"])
    result: Name = Field(description="The result, such as SSP.", examples=["SSP"])
    decided_by: Name = Field(description="Who judged the progress to be equivalent.")
    reason: Text = Field(description="The reason that the decider gave.")
    judged_on: OnDay = Field(description="The day on which it was judged.")


class Unjudging(Reasoned):
    scheme: Name = Field(description=SCHEME, examples=["troubled-families-2015"])
    result: Name = Field(description="The result, such as SSP.", examples=["SSP"])


class Merging(Reasoned):
    other: Name = Field(description="The other family's family_id.", examples=["OXF-00003"])


# ---- claims and returns ----------------------------------------------------------------------------------------------


class Preparing(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    round_on: OnDay = Field(description="The day of the claim round; not one that is to come.", examples=["2013-07-31"])


class Finding(Said):
    passed: StrictBool = Field(description="Whether the claim passed internal audit.")
    finding: Text = Field(description="The finding, in words.", examples=["evidence seen"])


class Reviewing(Said):
    note: Text | None = Field(default=None, description="What the reviewer has to say.")


class Sampling(Said):
    seed: Name = Field(description="From which the sample is drawn; it stays on record.", examples=["20130731"])


class Nothing(Said):
    """A command that needs nothing but its address."""


class Agreeing(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    year: Name = Field(description="The financial year, as 2012-13.", examples=["2012-13"])
    families: int = Field(description="How many families were agreed for it.", ge=0, le=1_000_000, strict=True)
