"""The money, field by field. Every sum is in pence."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.defaults import DEFAULT_SCHEME
from api.http.v1.models.commands import SCHEME, Name, OnDay, Reasoned, Said
from api.http.v1.models.common import AT, POSITION
from api.http.v1.models.recorded import Recorded
from api.wording.pounds import PENCE_MAX

Pence = Annotated[int, Field(gt=0, le=PENCE_MAX, strict=True)]
YEAR = "The financial year, as 2012-13."
REFERENCE = "The payment's own, as the bank statement has it. One receipt has it."


class MoneyOfYear(BaseModel):
    year: str = Field(description="The financial year; `all` for the sums of all years.")
    agreed: int | None = Field(description="Families agreed with the government for its attachment fees.")
    minimum: int | None = Field(description="Families that are at least to be attached in it.")
    attached: int = Field(description="Families attached in it.")
    fees_pence: int = Field(description="Attachment fees on returns that were sent, in pence.")
    results: int = Field(description="Results on returns sent for rounds of the year.")
    results_pence: int = Field(description="What these claim, in pence.")
    claimed_pence: int = Field(description="Fees and results together, in pence.")
    paid_pence: int = Field(description="Of the results, what the returns say was paid, in pence.")
    repaid_pence: int = Field(description="Of that, what was given back, in pence.")
    received_pence: int = Field(description="What came from the government in the year, in pence.")
    possible_pence: int = Field(description="The most that families attached in the year may bring in still, in pence.")


class MoneyOfRound(BaseModel):
    round_on: date = Field(description="The day of the round.")
    sent_pence: int = Field(description="What the return came to when it was sent: refused + claimed, in pence.")
    refused_pence: int = Field(description="Of claims not accepted since, in pence.")
    claimed_pence: int = Field(description="What is left of it: paid + short + waiting, in pence.")
    received_pence: int = Field(description="What came from the government for it: paid + over, in pence.")
    paid_pence: int = Field(description="Received, as far as it was claimed, in pence.")
    short_pence: int = Field(description="What did not come with the payments that did, in pence.")
    waiting_pence: int = Field(description="All of it, until the first payment comes, in pence.")
    over_pence: int = Field(description="Received above what was claimed, in pence.")
    repaid_pence: int = Field(description="What was given back since, in pence; no part of the sums before.")
    state: Literal["matched", "short", "over", "not yet"] = Field(description="How the two compare.")


class PooledContribution(BaseModel):
    partner: str = Field(description="Who gives it.")
    year: str = Field(description=YEAR)
    purpose: str = Field(description="What it is for.")
    pledged_pence: int = Field(description="Received + outstanding, in pence.")
    received_pence: int = Field(description="What has come, in pence.")
    outstanding_pence: int = Field(description="What has not, in pence.")


class AtStake(BaseModel):
    target: int | None = Field(description="Families agreed for the whole programme; null where none is on record.")
    places: int | None = Field(description="Families whose results are paid for; null where every family's are.")
    places_taken: int = Field(description="Families with a claim of money that stands.")
    possible: dict[str, int] = Field(description="The most that attached families bring in still, by year.")
    possible_families: int = Field(description="These families.")
    possible_pence: int = Field(description="What they may bring in at most, in pence.")
    to_attach: int = Field(description="Families short of the target for whom there are places.")
    to_attach_pence: int = Field(description="What they would bring in at most, attached on the day, in pence.")
    at_stake_pence: int = Field(description="Both together: lost if none of them is turned around in time, in pence.")


class MoneyStanding(BaseModel):
    scheme: str = Field(description=SCHEME)
    at: date = Field(description=AT)
    years: list[MoneyOfYear] = Field(description="Financial year by financial year.")
    in_all: MoneyOfYear = Field(description="The sums of all years.")
    rounds: list[MoneyOfRound] = Field(description="Each return that was sent, against what came for it.")
    pool: list[PooledContribution] = Field(description="The pooled budget.")
    stake: AtStake = Field(description="What is possible still, and what is at stake if the target is missed.")
    position: int = Field(description=POSITION, ge=0)


class PaymentListed(BaseModel):
    scheme: str = Field(description=SCHEME)
    round_on: date = Field(description="The round that it is for.")
    received_on: date = Field(description="The day on which it came.")
    received_pence: int = Field(description="The sum, in pence.")
    reference: str = Field(description=REFERENCE)


# ---- commands --------------------------------------------------------------------------------------------------------


class OfPot(Said):
    partner: Name = Field(description="Who gives it: an organisation, not a person.", examples=["Thames Valley Police"])
    year: Name = Field(description=YEAR, examples=["2012-13"])
    purpose: Name = Field(description="What it is for.", examples=["family workers"])


class Pledging(OfPot):
    pledged_pence: Pence = Field(description="All of it, in pence, in place of an earlier sum.", examples=[8_000_000])


class Receiving(OfPot):
    received_pence: Pence = Field(description="What came, in pence.", examples=[2_000_000])
    received_on: OnDay = Field(description="The day on which it came.", examples=["2012-07-02"])
    reference: Name = Field(description=REFERENCE, examples=["BACS 100482"])


class WithdrawingPledge(OfPot, Reasoned):
    withdrawn_pence: Pence | None = Field(default=None, description="By default all that is outstanding, in pence.")


class RecordingPayment(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    round_on: OnDay = Field(description="The round that it is for.", examples=["2013-07-31"])
    received_pence: Pence = Field(description="What came, in pence.", examples=[350_000])
    received_on: OnDay = Field(description="The day on which it came.", examples=["2013-09-12"])
    reference: Name = Field(description=REFERENCE, examples=["DCLG 2013-0912"])


class WithdrawingReceipt(Reasoned):
    reference: Name = Field(description=REFERENCE, examples=["BACS 100482"])


class AgreeingMinimum(Said):
    scheme: Name = Field(default=DEFAULT_SCHEME, description=SCHEME)
    year: Name = Field(description=YEAR, examples=["2013-14"])
    families: int = Field(description="At least so many are to be attached in it.", ge=0, le=1_000_000, strict=True)


class ContributionStanding(Recorded, PooledContribution):
    """As it stands since."""


class PaymentStanding(Recorded):
    scheme: str = Field(description=SCHEME)
    round: MoneyOfRound = Field(description="The return, against all that has come for it.")


class ReceiptWithdrawn(Recorded):
    reference: str = Field(description=REFERENCE)


class MinimumAgreed(Recorded):
    scheme: str = Field(description=SCHEME)
    year: str = Field(description=YEAR)
    families: int = Field(description="At least so many are to be attached in it.")
