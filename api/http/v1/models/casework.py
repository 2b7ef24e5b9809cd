"""Work with a family, field by field: what commands are told, and what is on record."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.commands import Name, OnDay, Said
from api.http.v1.models.common import FAMILY_ID, POSITION
from api.http.v1.models.recorded import FamilyChanged

Intensity = Literal["light", "weekly", "intensive"]
How = Literal["completed", "family withdrew", "provider withdrew", "family moved away", "handed over"]
Direction = Literal["in", "out"]
AnswerSaid = Literal["accepted", "declined", "no answer"]
Decision = Literal["continue", "step up", "step down", "close", "refer on"]


class Starting(Said):
    kind: Name = Field(description="What is done. It names nobody.", examples=["parenting course"])
    provider: Name = Field(description="The service that provides it.", examples=["Family Links"])
    started_on: OnDay = Field(description="Its first day; not one to come.", examples=["2013-02-04"])
    intensity: Intensity = Field(description="How much of it there is.")


class EndingIntervention(Said):
    ended_on: OnDay = Field(description="Its last day; not one to come.", examples=["2013-06-28"])
    how: How = Field(description="How it ended.")


class Referring(Said):
    direction: Direction = Field(description="`in` from the agency to the programme, `out` the other way.")
    agency: Name = Field(description="The other agency.", examples=["CAMHS"])
    referred_on: OnDay = Field(description="The day; not one to come.", examples=["2013-02-11"])
    need: Name = Field(description="What for. It names nobody.", examples=["mental health of a child"])


class Answering(Said):
    answered_on: OnDay = Field(description="The day of the answer; not one to come.", examples=["2013-03-01"])
    answer: AnswerSaid = Field(description="What was answered. The last answer counts.")


class CaseReviewing(Said):
    board: Name = Field(description="Who reviewed the case.", examples=["Thriving Families board"])
    reviewed_on: OnDay = Field(description="The day; not one to come.", examples=["2013-04-15"])
    decision: Decision = Field(description="What was decided.")
    next_on: OnDay | None = Field(default=None, description="The day by which it is to be seen again.")


class Leading(Said):
    lead_worker: Name = Field(description="The lead worker's post, not the name.", examples=["Family worker, north"])
    from_on: OnDay = Field(description="Its first day.", examples=["2013-02-04"])


class Locating(Said):
    district: Name = Field(description="The district, or the locality of one.", examples=["Cherwell"])
    from_on: OnDay = Field(description="The first day there.", examples=["2013-02-04"])


class CaseworkRecorded(FamilyChanged):
    entry: str = Field(description="The entry: by this id it is ended, answered and withdrawn.")
    stands: bool = Field(description="Whether it stands; false once it is withdrawn.")


class Intervention(BaseModel):
    entry: str = Field(description="Its id.")
    kind: str = Field(description="What is done.")
    provider: str = Field(description="Who provides it.")
    started_on: date = Field(description="Its first day.")
    intensity: Intensity = Field(description="How much of it there is.")
    ended_on: date | None = Field(description="Its last day; null while it goes on.")
    how: How | None = Field(description="How it ended.")
    known_at: int = Field(description="The position of the event that said so last.")


class Referral(BaseModel):
    entry: str = Field(description="Its id.")
    direction: Direction = Field(description="`in` to the programme, or `out` of it.")
    agency: str = Field(description="The other agency.")
    referred_on: date = Field(description="The day of the referral.")
    need: str = Field(description="What for.")
    answered_on: date | None = Field(description="The day of the last answer.")
    answer: AnswerSaid | None = Field(description="The last answer; null while it waits.")
    known_at: int = Field(description="The position of the event that said so last.")


class Review(BaseModel):
    entry: str = Field(description="Its id.")
    board: str = Field(description="Who reviewed the case.")
    reviewed_on: date = Field(description="The day.")
    decision: Decision = Field(description="What was decided.")
    next_on: date | None = Field(description="The day by which it is to be seen again.")
    known_at: int = Field(description="The position of the event that said so.")


class NamedFrom(BaseModel):
    entry: str = Field(description="Its id.")
    name: str = Field(description="The lead worker's post, or the district.")
    from_on: date = Field(description="So from this day until the next one.")
    known_at: int = Field(description="The position of the event that said so.")


class FamilyCasework(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    version: int = Field(description="How many events the family has.", ge=1)
    interventions: list[Intervention] = Field(description="In the order in which they were recorded.")
    referrals: list[Referral] = Field(description="In the order in which they were recorded.")
    reviews: list[Review] = Field(description="In the order in which they were recorded.")
    lead_workers: list[NamedFrom] = Field(description="In the order in which they were recorded.")
    districts: list[NamedFrom] = Field(description="In the order in which they were recorded.")
    position: int = Field(description=POSITION)


class Caseload(BaseModel):
    lead_worker: str = Field(description="The post; `(nobody named)` for families without one.")
    families: int = Field(description="Families worked with on the day.", ge=1)
    interventions: int = Field(description="Interventions under way with them on the day.", ge=0)
    longest_since: date = Field(description="The earliest day of attachment among them.")


class ReferralInList(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    direction: Direction = Field(description="`in` to the programme, or `out` of it.")
    agency: str = Field(description="The other agency.")
    need: str = Field(description="What for.")
    referred_on: date = Field(description="The day of the referral.")
    fate: Literal["waiting", "accepted", "declined", "no answer"] = Field(description="As it stood on the day.")
    days: int = Field(description="How many days it waited for its answer, or waits.", ge=0)
    entry: str = Field(description="The entry's id.")


class ReviewDue(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    due_on: date = Field(description="The day by which it was to be seen again.")
    overdue_days: int = Field(description="Days since.", ge=0)
    board: str = Field(description="Who reviewed it last.")
    reviewed_on: date = Field(description="When.")
    decision: Decision = Field(description="What was decided then.")
    lead_worker: str = Field(description="The post that leads the work on the day.")


class DistrictInNumbers(BaseModel):
    district: str = Field(description="The district; `(not said)` for families of which none is on record.")
    families: int = Field(description="Families on record.", ge=0)
    eligible: int = Field(description="Those eligible on the day.", ge=0)
    attached: int = Field(description="Those attached to the scheme by the day.", ge=0)
    worked_with: int = Field(description="Those attached whose work goes on.", ge=0)
    turned_around: int = Field(description="Those with a main result claimable on the day.", ge=0)
    claimable: dict[str, int] = Field(description="Results claimable on the day, by kind.")
    paid: int = Field(description="Claims of rounds to the day that were paid.", ge=0)
    paid_pence: int = Field(description="What was paid for them, in pence.", ge=0)
