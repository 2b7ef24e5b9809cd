"""Work with a family, field by field: what commands are told, and what is on record."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from api.http.v1.models.commands import Name, OnDay, Said
from api.http.v1.models.common import AT, FAMILY_ID, POSITION, SCHEME
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


class Group(BaseModel):
    families: int = Field(description="Followed to the end, and said for certain.", ge=0)
    reached: int | None = Field(description="Those that came to the result; null where it is withheld.", ge=0)
    share: float | None = Field(description="Their share.", ge=0, le=1)
    low: float | None = Field(description="The lower end of its 95% interval (Wilson).", ge=0, le=1)
    high: float | None = Field(description="The upper end.", ge=0, le=1)


class Compared(BaseModel):
    kind: str = Field(description="The kind of intervention.")
    result: str = Field(description="The kind of result.")
    had: Group | None = Field(description="Families that had it by the landmark; null where a group is too small.")
    had_not: Group | None = Field(description="Families that had not.")


class Lasted(BaseModel):
    what: str = Field(description="The kind of intervention, or the support as a whole.")
    lower_quartile_weeks: int | None = Field(description="A quarter had ended by then; null where withheld, or not so.")
    median_weeks: int | None = Field(description="Half had.")
    upper_quartile_weeks: int | None = Field(description="Three quarters had.")


class SetAside(BaseModel):
    result: str = Field(description="The kind of result.")
    reached_before: int = Field(description="Families that had reached it before they were followed.", ge=0)
    unknown: int = Field(description="Families of which it cannot be said.", ge=0)


class WhatWorks(BaseModel):
    scheme: str = Field(description="The scheme.")
    at: date = Field(description="The day to which families are followed.")
    begun_within_months: int = Field(description="The landmark: so many months after attachment.")
    within_months: int = Field(description="How long families are followed after the landmark.")
    smallest_group: int = Field(description="Numbers of fewer families are withheld.")
    compared: list[Compared] = Field(description="By kind of intervention and of result.")
    lasted: list[Lasted] = Field(description="The support as a whole, and each kind of intervention.")
    kinds_withheld: int = Field(description="Kinds that too few families had, or had not.", ge=0)
    set_aside: list[SetAside] | None = Field(description="Families left out; null where withheld.")
    not_yet_followed: int = Field(description="Families attached too late to be followed to the end.", ge=0)
    caveats: list[str] = Field(description="What is to be said wherever these numbers are shown.")
    position: int = Field(description=POSITION)


class ResultFollowed(BaseModel):
    family_id: str = Field(description=FAMILY_ID)
    claim: str = Field(description="The claim that was paid.")
    result: str = Field(description="The kind of result.")
    round_on: date = Field(description="The day of its round.")
    until: date = Field(description="The last day looked at.")
    to_the_end: bool = Field(description="Whether that is the last of the months.")
    fate: Literal["relapsed", "held", "unknown"] = Field(description="What became of it by then.")
    first_on: date | None = Field(description="The first day on which something had come back.")
    days: int = Field(description="On how many days anything had come back.", ge=0)
    conditions: list[str] = Field(description="The criteria and measures that were gone on the day of the round.")
    came_back: list[str] = Field(description="Those of them that came back.")


class RelapsesOfKind(BaseModel):
    result: str = Field(description="The kind of result.")
    followed: int = Field(description="Paid results followed for all the months.", ge=0)
    relapsed: int = Field(description="Of these, those of which something came back.", ge=0)
    held: int = Field(description="Those of which nothing did, for certain.", ge=0)
    unknown: int = Field(description="Those of which it cannot be said.", ge=0)
    share: float | None = Field(description="Relapsed, of those of which it can be said.", ge=0, le=1)
    low: float | None = Field(description="The lower end of its 95% interval (Wilson).", ge=0, le=1)
    high: float | None = Field(description="The upper end.", ge=0, le=1)
    not_yet: int = Field(description="Paid results not followed for all the months yet.", ge=0)
    relapsed_so_far: int = Field(description="Of these, those of which something came back already.", ge=0)


class Relapses(BaseModel):
    scheme: str = Field(description="The scheme.")
    at: date = Field(description="The day to which results are followed.")
    months: int = Field(description="How long each is followed.")
    results: list[RelapsesOfKind] = Field(description="In the scheme's order.")
    caveats: list[str] = Field(description="What is to be said wherever these numbers are shown.")
    position: int = Field(description=POSITION)


# ---- for researchers -------------------------------------------------------------------------------------------------


class ResearchRows(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    columns: list[str] = Field(description="What the cells of a row are, in their order; the id is drawn by lot.")
    rows: list[list[str]] = Field(description="A row for each family, in an order drawn by lot.")
    smallest_group: int = Field(description="By what may be known from elsewhere, so many families at least are alike.")
    withheld: int | None = Field(description="Families left out because too few are like them; null: few, and not 0.")
    position: int = Field(description=POSITION, ge=0)
