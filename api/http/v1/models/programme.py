"""The programme in numbers, field by field. Sums are in pence."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.common import POSITION, SCHEME


class ResultsOfKind(BaseModel):
    results: int = Field(description="Results of the kind that may be claimed on the day.", ge=0)
    amount_pence: int = Field(description="What they pay, in pence, if nothing was claimed before.", ge=0)
    new_results: int = Field(description="Those that could be claimed on none of the earlier days.", ge=0)
    new_amount_pence: int = Field(description="What these pay, in pence.", ge=0)


class ProgrammeOnDay(BaseModel):
    day: date = Field(description="The civil day.")
    eligible: int = Field(description="Families that are eligible on the day.", ge=0)
    attached: int = Field(description="Families attached to the scheme by the day.", ge=0)
    turned_around: int = Field(description="Families with a main result that may be claimed on the day.", ge=0)
    claims: dict[str, ResultsOfKind] = Field(description="By the kind of result.")


class Programme(BaseModel):
    scheme: str = Field(description=SCHEME)
    days: list[ProgrammeOnDay] = Field(description="In order.")
    position: int = Field(description=POSITION)
