"""The main job as a council's own program would do it, with a client generated from the description of the API.

Nothing else of ours is imported here. `outcomes_client` is there once it has been generated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TypeVar
from uuid import uuid4

from outcomes_client import AuthenticatedClient
from outcomes_client.api.checkpoints import checkpoints, seal
from outcomes_client.api.claims import audit_claim, claim, prepare_claims
from outcomes_client.api.eligibility import claimable, eligibility
from outcomes_client.api.evidence import evidence_pack, verify_evidence
from outcomes_client.api.extracts import check_extract, load_extract
from outcomes_client.api.families import attach_family, families, family, family_explanation
from outcomes_client.api.feed import feed
from outcomes_client.api.ledgers import create_ledger
from outcomes_client.api.returns import draw_sample, pay_return, review_return, sign_return, submit_return
from outcomes_client.models import (
    Attaching,
    AttachmentRecorded,
    Checkpoints,
    CheckpointSigned,
    ClaimableResult,
    ClaimableVerdictType0,
    ClaimOnRecord,
    ClaimsPrepared,
    ClaimStanding,
    DecidedListOfClaimableResult,
    DecidedListOfEligibleFamily,
    EvidenceAsked,
    EvidencePackResponse200,
    EvidenceVerified,
    ExtractChecked,
    ExtractLoaded,
    FamilyExplanation,
    FeedPage,
    Finding,
    Founding,
    LedgerFounded,
    ListOfFamilyInList,
    Nothing,
    Preparing,
    ProblemDetails,
    ReturnStanding,
    Reviewing,
    Sampling,
    VerifyEvidenceBody,
)
from outcomes_client.types import File

Form = TypeVar("Form")


def said(answer: object, form: type[Form]) -> Form:
    """The answer, if it is of that form and no problem."""
    assert isinstance(answer, form), answer
    return answer


def key() -> str:
    """A key of one's own for each command."""
    return str(uuid4())


def found(administrator: AuthenticatedClient, ledger: str) -> LedgerFounded:
    founding = Founding(ledger=ledger, authority="Client Council", target=20, overlay="oxfordshire")
    return said(create_ledger.sync(client=administrator, body=founding, idempotency_key=key()), LedgerFounded)


@dataclass(frozen=True)
class Desk:
    """Everyone who has a part in a round, each with a token of their own."""

    analyst: AuthenticatedClient
    officer: AuthenticatedClient
    reviewer: AuthenticatedClient
    auditor: AuthenticatedClient
    finance: AuthenticatedClient

    def load(self, zipped: bytes) -> ExtractLoaded:
        tried = check_extract.sync(client=self.analyst, body=File(BytesIO(zipped)), idempotency_key=key())
        assert all(file.rejected == 0 for file in said(tried, ExtractChecked).files)
        sent = load_extract.sync(client=self.analyst, body=File(BytesIO(zipped)), idempotency_key=key())
        return said(sent, ExtractLoaded)

    def eligible(self, at: date, wait: int) -> list[str]:
        """Over as many pages as there are."""
        found: list[str] = []
        cursor = None
        while True:
            answer = eligibility.sync(
                client=self.officer, at=at, eligible=True, wait=wait, limit=5, cursor=cursor)
            page = said(answer, DecidedListOfEligibleFamily)
            assert page.at == at and page.position >= wait
            found += [one.family_id for one in page.items if one.eligible]
            cursor = page.next_
            if cursor is None:
                return found

    def attach(self, family_id: str, on: date) -> AttachmentRecorded:
        seen = family.sync_detailed(client=self.officer, family_id=family_id)
        attached = attach_family.sync(
            client=self.officer, family_id=family_id, body=Attaching(attached_on=on), if_match=seen.headers["ETag"],
            idempotency_key=key())
        return said(attached, AttachmentRecorded)

    def attached(self, wait: int) -> set[str]:
        listed = families.sync(client=self.officer, attached_to="troubled-families-2012", limit=1000, wait=wait)
        return {one.family_id for one in said(listed, ListOfFamilyInList).items}

    def valid(self, at: date, wait: int) -> list[ClaimableResult]:
        valid = ClaimableVerdictType0.VALID
        listed = claimable.sync(client=self.officer, at=at, verdict=valid, limit=1000, wait=wait)
        return said(listed, DecidedListOfClaimableResult).items

    def why(self, family_id: str, at: date, result: str) -> FamilyExplanation:
        told = family_explanation.sync(client=self.officer, family_id=family_id, at=at, result=result)
        return said(told, FamilyExplanation)

    def prepare(self, round_on: date) -> ClaimsPrepared:
        prepared = prepare_claims.sync(
            client=self.officer, body=Preparing(round_on=round_on), idempotency_key=key())
        return said(prepared, ClaimsPrepared)

    def review_too_soon(self, round_on: date) -> ProblemDetails:
        """By who prepared it: four eyes."""
        refused = review_return.sync(
            client=self.officer, round_on=round_on, body=Reviewing(), idempotency_key=key())
        return said(refused, ProblemDetails)

    def pay(self, round_on: date) -> ReturnStanding:
        """Reviewed, audited, signed, sent and paid."""
        reviewed = review_return.sync(
            client=self.reviewer, round_on=round_on, body=Reviewing(note="all seen"), idempotency_key=key())
        assert said(reviewed, ReturnStanding).stage == "reviewed"
        drawn = draw_sample.sync(
            client=self.auditor, round_on=round_on, body=Sampling(seed="20130731"), idempotency_key=key())
        for sampled in said(drawn, ReturnStanding).waiting_for_audit:
            audited = audit_claim.sync(
                client=self.auditor, claim_id=sampled, body=Finding(passed=True, finding="evidence seen"),
                idempotency_key=key())
            assert said(audited, ClaimStanding).status == "audit passed"
        for step, stage in ((sign_return, "signed"), (submit_return, "submitted")):
            stepped = step.sync(client=self.finance, round_on=round_on, body=Nothing(), idempotency_key=key())
            assert said(stepped, ReturnStanding).stage == stage
        paid = pay_return.sync(client=self.finance, round_on=round_on, body=Nothing(), idempotency_key=key())
        return said(paid, ReturnStanding)

    def claim(self, claim_id: str, wait: int) -> ClaimOnRecord:
        return said(claim.sync(client=self.finance, claim=claim_id, wait=wait), ClaimOnRecord)

    def proved(self, claim_id: str) -> EvidenceVerified:
        said(seal.sync(client=self.auditor, idempotency_key=key()), CheckpointSigned)
        trusted = said(checkpoints.sync(client=self.auditor), Checkpoints).key
        made = evidence_pack.sync(
            client=self.officer, body=EvidenceAsked(claim=claim_id), idempotency_key=key())
        pack = said(made, EvidencePackResponse200)
        handed_in = VerifyEvidenceBody.from_dict(pack.to_dict())
        return said(verify_evidence.sync(
            client=self.auditor, body=handed_in, key=[trusted], idempotency_key=key()), EvidenceVerified)

    def events(self) -> int:
        """Read to the end, page after page."""
        count = after = 0
        while True:
            page = said(feed.sync(client=self.auditor, after=after, limit=500), FeedPage)
            count += len(page.items)
            if not page.items:
                return count
            after = page.next_
