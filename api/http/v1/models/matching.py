"""Agencies' records beside people of ours, field by field. Weights are in bits: 1 more doubles the odds."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field, StrictBool

from api.http.v1.models.commands import Name, OnDay, Reasoned, Said
from api.http.v1.models.common import POSITION
from api.http.v1.models.recorded import Recorded

RECORD = "The agency's record, as AGENCY/ID."


class BesideRecord(BaseModel):
    person_id: str = Field(description="Our own reference of the person.")
    weight: float | None = Field(description="How alike the two are; null where only a number says so.")
    obstacles: list[str] = Field(description="Why no program may link the two, however alike.")


class WaitingRecord(BaseModel):
    record: str = Field(description=RECORD)
    because: str | None = Field(description="Why a person is asked.")
    beside: list[BesideRecord] = Field(description="Those of ours whom it is like, the likeliest first.")


class Who(BaseModel):
    reference: str = Field(description="AGENCY/ID of an agency's record, or our own person_id.")
    forename: str | None = Field(description="As the source has it; so are all that follow.")
    surname: str | None = Field(description="The surname.")
    date_of_birth: date | None = Field(description="The date of birth.")
    sex: str | None = Field(description="The sex.")
    address: str | None = Field(description="House and street.")
    postcode: str | None = Field(description="The postcode.")


class WeightStep(BaseModel):
    compared: str = Field(description="What was compared.")
    found: str = Field(description="What was found.")
    weight: float = Field(description="What that says for one person, or, below 0, against.")
    total: float = Field(description="The sum up to here.")


class ComparedPerson(BaseModel):
    who: Who = Field(description="The person of ours.")
    steps: list[WeightStep] = Field(description="How the weight comes about; empty where nothing was compared.")
    obstacles: list[str] = Field(description="Why no program may link the two, however alike.")
    drawing: str | None = Field(description="The same as SVG.")


class MatchingComparison(BaseModel):
    who: Who = Field(description="The agency's record.")
    standing: str = Field(description="linked, queued, apart, or new: not looked at yet.")
    linked_to: str | None = Field(description="Our person_id, where it is linked.")
    linked_how: str | None = Field(description="upn, nino, likeness, clerk or household.")
    link_above: float = Field(description="The weight from which a program links.")
    ask_above: float = Field(description="The weight from which a person is asked.")
    set_by_authority: bool = Field(description="If not, no program links by likeness.")
    model: str = Field(description="The model of likeness, with the digest of its file.")
    beside: list[ComparedPerson] = Field(description="Those of ours whom it is compared with.")
    position: int = Field(description=POSITION, ge=0)


class Linking(Said):
    record: Name = Field(description=RECORD, examples=["police/4711"])
    person_id: Name = Field(description="Our own reference of the person.")


class RefusingLink(Reasoned):
    record: Name = Field(description=RECORD, examples=["police/4711"])
    person_id: Name = Field(description="Our own reference of the person.")


class UndoingLink(Reasoned):
    record: Name = Field(description=RECORD, examples=["police/4711"])


class MatchingDecided(Recorded):
    record: str = Field(description=RECORD)
    standing: str = Field(description="How the record stands since.")


# ---- weights, and who is linked by no program ------------------------------------------------------------------------


class AgencyInNumbers(BaseModel):
    agency: str = Field(description="The agency.")
    linked: int = Field(description="Its records that are people of ours.")
    queued: int = Field(description="Those about which a person is asked.")
    apart: int = Field(description="Those that are like nobody of ours.")
    new: int = Field(description="Those that were not looked at yet.")


class SettingWeights(Said):
    from_on: OnDay = Field(description="From which day on.", examples=["2013-04-01"])
    link_above: float = Field(description="In bits: from this weight on a program links.", ge=-100, le=100)
    ask_above: float = Field(description="In bits: from this weight on a person is asked.", ge=-100, le=100)


class WeightsSet(Recorded):
    from_on: date = Field(description="From which day on.")
    link_above: float = Field(description="From this weight on a program links.")
    ask_above: float = Field(description="From this weight on a person is asked.")


class ComparedAgain(Recorded):
    linked_by_number: int = Field(description="Records linked by a number.")
    linked_by_likeness: int = Field(description="Records linked by likeness.")
    queued: int = Field(description="Records about which a person is asked.")
    apart: int = Field(description="Records that are like nobody of ours.")
    undone: int = Field(description="Links that no longer stand.")
    not_compared: bool = Field(description="Whether nothing was compared, for want of Splink.")


class RestrictingPerson(Reasoned):
    person_id: Name = Field(description="Our own reference of the person.")
    restricted: StrictBool = Field(default=True, description="False where the person is restricted no more.")


class PersonRestricted(Recorded):
    person_id: str = Field(description="Our own reference of the person.")
    restricted: bool = Field(description="Whether no program links the person.")


# ---- families that are proposed --------------------------------------------------------------------------------------

RECORDS_MAX = 200


class ProposedPerson(BaseModel):
    records: list[str] = Field(description="All records of the person, each as AGENCY/ID.")
    forename: str | None = Field(description="As the first of them has it; so are the others.")
    surname: str | None = Field(description="The surname.")
    date_of_birth: date | None = Field(description="The date of birth.")


class ProposedFamily(BaseModel):
    proposal: str = Field(description="The proposal: of use while the records are as they are.")
    people: list[ProposedPerson] = Field(description="Who would join.")
    beside: list[str] = Field(description="Records of the same home that are people of ours.")
    family_ids: list[str] = Field(description="Families that these are in.")
    shared: list[str] = Field(description="What they share: `household`, `address`.")


class ConfirmingFamily(Said):
    family_id: Name = Field(description="As this family, new or on record.", examples=["OXF-09001"])
    joined_on: OnDay = Field(description="Members from this day on.", examples=["2013-04-01"])
    parents: list[Name] = Field(default=[], description="Records (AGENCY/ID) that are a parent's.",
                                max_length=RECORDS_MAX)
    without: list[Name] = Field(default=[], description="Records (AGENCY/ID) of nobody in it.",
                                max_length=RECORDS_MAX)


class FamilyConfirmed(Recorded):
    family_id: str = Field(description="The family.")
    members: list[str] = Field(description="Who is or was in it, by our own references.")
