"""Whether two authorities claimed for one person: marks of people, compared by somebody who has not their key.

The shared key is in the body of the request alone. Nothing of it, and nothing of the marks, is kept.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.caller import demand
from api.access.operations import READ_CLAIMS, READ_IDENTITIES
from api.england.double_claims import marks_file, mine, random_for
from api.http.bodies import Document
from api.http.commanding import Commanding, commands
from api.http.v1.models import england as models
from domain.claims.doubles import in_several
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/double-claims", tags=["england"], route_class=Document)

Reads = Annotated[Commanding, commands(READ_CLAIMS)]


@router.post(
    "/marks", operation_id="double_claim_marks", response_model=models.MarksMade,
    summary="Make the marks of everyone who is counted in a claim that stands, for whoever compares",
)  # fmt: skip
def mark(commanding: Reads, said: models.Marking) -> Response:
    demand(commanding.asking.caller, READ_IDENTITIES)

    def tell(ledger: Ledger, done: Done) -> models.MarksMade:
        random = random_for(ledger, str(commanding.request.key))
        text = marks_file(ledger, said.key.encode(), said.round_on, done.position, random)
        return models.MarksMade(text=text, position=done.position)

    return commanding.carried_out(lambda ledger: _noted(commanding, "double_claim_marks", ledger), tell)


@router.post(
    "/comparisons", operation_id="compare_marks", response_model=models.MarksCompared,
    summary="Compare the marks of several authorities: which are in more than one file; this needs no key",
)  # fmt: skip
def compare(commanding: Reads, said: models.Comparing) -> Response:
    return commanding.told_once(models.MarksCompared, lambda ledger: models.MarksCompared(items=[
        models.MarkInSeveral(mark=mark, files=files) for mark, files in in_several(said.files).items()]))


@router.post(
    "/tracings", operation_id="trace_marks", response_model=models.PeopleTraced,
    summary="Say which of our own claims some marks are of, and for whom they were counted",
)  # fmt: skip
def trace(commanding: Reads, said: models.Tracing) -> Response:
    demand(commanding.asking.caller, READ_IDENTITIES)

    def tell(ledger: Ledger, done: Done) -> models.PeopleTraced:
        found = mine(ledger, said.key.encode(), set(said.marks), done.position)
        return models.PeopleTraced(position=done.position, items=[
            models.PersonTraced.model_validate(one, from_attributes=True) for one in found])

    return commanding.carried_out(lambda ledger: _noted(commanding, "trace_marks", ledger), tell)


def _noted(commanding: Commanding, view: str, ledger: Ledger) -> None:
    commanding.asking.note_list(view, {}, ledger.position())
