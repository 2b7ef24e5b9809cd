"""Agencies' records beside people of ours, field by field. Weights are in bits: 1 more doubles the odds."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from api.http.v1.models.commands import Name, Reasoned, Said
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


class MatchingQueue(BaseModel):
    items: list[WaitingRecord] = Field(description="The heaviest first.")
    position: int = Field(description=POSITION, ge=0)


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
