"""Checkpoints, evidence, erasures and retention, field by field."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field, StrictBool

from api.http.parameters import KNOWN_LENGTH_MAX
from api.http.v1.models.commands import Name, OnDay, Said, Text
from api.http.v1.models.lists import ListOf
from api.http.v1.models.recorded import Recorded

KEY_TEXT_MAX, NOTE_TEXT_MAX, KEYS_MAX = 400, 20_000, 16


# ---- checkpoints -----------------------------------------------------------------------------------------------------


class CheckpointSigned(BaseModel):
    size: int = Field(description="Over how many events.")
    position: int = Field(description="The position of the last of them.")
    sealed_at: datetime = Field(description="When it was signed, by the ledger's clock.")
    witnesses: int = Field(description="How many witnesses have co-signed it.")
    note: str = Field(description="The signed note (c2sp.org/signed-note): to be minuted, mailed, given to a witness.")


class Checkpoints(ListOf[CheckpointSigned]):
    """Oldest first."""

    key: str = Field(description="The ledger's public key: for whoever is to verify anything.")


class Consistency(BaseModel):
    earlier: int = Field(description="The smaller number of events.")
    later: int = Field(description="The larger one.")
    hashes: list[str] = Field(description="What proves that the later goes on from the earlier, in base64.")


class Cosigning(Said):
    note: str = Field(description="The checkpoint with the witness's signature on it.", max_length=NOTE_TEXT_MAX)
    keys: list[str] = Field(description="The witnesses' public keys.", min_length=1, max_length=KEYS_MAX)


class Cosigned(BaseModel):
    size: int = Field(description="Of the checkpoint.")
    witnesses: list[str] = Field(description="The public keys whose signatures are kept with it.")
    position: int = Field(description="The position of the last event under the checkpoint.")


class Checking(Said):
    log_only: StrictBool = Field(default=False, description="Events, tree and checkpoints alone.")
    keys: list[str] = Field(default=[], description="Public keys to trust, better than the ledger's own word.",
                            max_length=KEYS_MAX)
    against: list[str] = Field(default=[], description="Checkpoints that were kept elsewhere.", max_length=KEYS_MAX)


class Checked(BaseModel):
    agrees: bool = Field(description="Whether everything is as signed.")
    lines: list[str] = Field(description="One for each thing looked at; the last says what differs, if anything does.")
    position: int = Field(description="The position of the log when it was looked at.")


# ---- evidence --------------------------------------------------------------------------------------------------------


class EvidenceAsked(Said):
    claim: Name | None = Field(default=None, description="A claim's id.", examples=["TF2012-20130731-0001"])
    whole_return: StrictBool = Field(default=False, description="The whole return that the claim is in.")
    family_id: Name | None = Field(default=None, description="In place of a claim: a family.")
    known: str | None = Field(default=None, description="Of a family: up to this position or instant.",
                              max_length=KNOWN_LENGTH_MAX)


class ClaimVerdict(BaseModel):
    claim: str = Field(description="Its id.")
    family: str = Field(description="The family's pseudonym.")
    scheme: str = Field(description="The scheme.")
    result: str = Field(description="The kind of result.")
    verdict: str = Field(description="As it was decided.")
    amount_pence: int = Field(description="The amount claimed, in pence.")
    decided_on: date = Field(description="The day on which it was decided.")
    erased: bool = Field(description="Whether evidence was erased, so that it cannot be decided again.")
    wrong: list[str] = Field(description="What it does not come to; empty where it comes to what its record says.")


class RulesInPack(BaseModel):
    scheme: str = Field(description="Of which scheme.")
    overlay: str | None = Field(description="Under which local plan.")
    digest: str = Field(description="The SHA-256 of their texts.")
    shipped: bool = Field(description="Whether this program ships just these; otherwise compare the texts.")


class EvidenceVerified(BaseModel):
    holds: bool = Field(description="Whether everything that the pack claims is so.")
    signed_by: list[str] = Field(description="By whom its checkpoint is signed, of the keys given.")
    events: int = Field(description="Events in the pack, each proved to be in the log.")
    families: int = Field(description="Families in the pack.")
    claims: list[ClaimVerdict] = Field(description="Every claim in it, decided again.")
    return_total_pence: int | None = Field(description="Of a whole return: what it comes to, in pence.")
    erased_events: int = Field(description="Events that cannot be read any more.")
    wrong: list[str] = Field(description="What is wrong with the pack itself.")
    rules: list[RulesInPack] = Field(description="The rules in the pack, by which its claims were decided again.")
    continued: int = Field(description="Families and returns that have later events, which the pack does not tell.")


# ---- erasing and keeping ---------------------------------------------------------------------------------------------


class Erasing(Said):
    person_id: Name = Field(
        description="The authority's own person_id, or an agency's record that is linked with nobody, as AGENCY/ID.",
        examples=["OXFP000023"])
    reason: Text = Field(description="Why. It stays on record for ever: name nobody.")
    decided_by: Name = Field(description="Who decided it. It stays on record.")


class ErasingUnlinked(Said):
    due_by: OnDay = Field(description="The day by which they have fallen due.", examples=["2026-11-22"])
    reason: Text = Field(description="Why. It stays on record for ever: name nobody.")
    decided_by: Name = Field(description="Who decided it. It stays on record.")


class UnlinkedErased(Recorded):
    erased: int = Field(description="How many records were erased: at most a thousand by one request.", ge=0)
    left: int = Field(description="How many more have fallen due: ask again.", ge=0)


class PersonForgotten(Recorded):
    families: int = Field(description="In how many families' histories the decision is recorded.")


class Deposited(PersonForgotten):
    deposit: str = Field(description="The deposit: fetch it for the custodian, and then have it taken away.")


class Erasure(BaseModel):
    pseudonym: str = Field(description="Who was erased, by the name that events have.")
    erased_at: datetime = Field(description="When.")
    decided_by: str = Field(description="Who decided it.")
    reason: str = Field(description="Why.")


class PersonDue(BaseModel):
    person_id: str = Field(description="The authority's own person_id.")
    since: date = Field(description="The day since which nothing asks for the person to be kept.")


class UnlinkedDue(BaseModel):
    record: str = Field(description="The agency's record, as AGENCY/ID.")
    facts: int = Field(description="How much the agency has said of the person.", ge=0)
    keep_until: date | None = Field(description="Until when it may be kept; null where the day is not known.")
    falls_due: bool = Field(description="Whether that day has come.")
    rule: str = Field(description="The rule of the schedule.")


class RecordsDue(BaseModel):
    family_id: str = Field(description="The authority's own reference of the family.")
    person_id: str = Field(description="The authority's own person_id.")
    kind: str = Field(description="What is said of the person.")
    records: int = Field(description="How many records of that kind there are.")
    keep_until: date | None = Field(description="Until when they may be kept; null where the day is not known yet.")
    falls_due: bool = Field(description="Whether that day has come.")
    rule: str = Field(description="The rule of the schedule.")
