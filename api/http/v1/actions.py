"""The action plan, read: each action, and what its measure did since it was agreed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.access.operations import READ_PROGRAMME
from api.http.answers import VERSIONED, family_answer
from api.http.asking import Asking, asks
from api.http.listing import LISTED, AsList, Listed, few
from api.http.parameters import Day, Known, SchemeOnly, true_as_of
from api.http.v1.models.lists import ListOf
from api.http.v1.models.planning import ActionFollowed, ActionFollowedAlone, ActionMeasure
from api.http.waiting import AfterWaiting
from api.planning.following import (
    ACTION_COLUMNS,
    Followed,
    action_called,
    action_cells,
    followed,
    followed_action,
    followed_as_json,
)
from api.today import today_here
from domain.planning.measures import MEASURES
from projections.queries.pages import Page, Part

router = APIRouter(prefix="/actions", tags=["programme"], dependencies=[AfterWaiting])

Reads = Annotated[Asking, asks(READ_PROGRAMME)]
ActionName = Annotated[
    str, Path(description="What the action is called.", pattern=r"^A[1-9][0-9]{0,6}$", examples=["A1"])]


@router.get(
    "", operation_id="actions", response_model=ListOf[ActionFollowed], responses=LISTED,
    summary="The actions agreed by a day, and what their measures were when agreed, when due, and on the day",
)  # fmt: skip
def listed(asking: Reads, listing: AsList, at: Day = None, scheme: SchemeOnly = None) -> Response:
    day, position = listing.day(at), true_as_of(asking.ledger, listing.known)

    def page(known: int | None, part: Part) -> Page[Followed]:
        rows = followed(asking.ledger, day, known, scheme)
        after = next((place for place, one in enumerate(rows, 1) if one.action.action == part.first), 0)
        return Page(position, rows[after:][: part.limit])

    return listing.answer(Listed(
        page, lambda one: (one.action.action,), followed_as_json, ACTION_COLUMNS, action_cells))


@router.get(
    "/measures", operation_id="action_measures", response_model=ListOf[ActionMeasure], responses=LISTED,
    summary="The measures that an action may be meant to move",
)  # fmt: skip
def measures(asking: Reads, listing: AsList) -> Response:
    rows = [{"measure": one.name, "counts": one.words, "should_fall": one.should_fall} for one in MEASURES.values()]
    return listing.answer(few(rows, true_as_of(asking.ledger, listing.known), list(ActionMeasure.model_fields)))


@router.get(
    "/{action}", operation_id="action", response_model=ActionFollowedAlone, responses=VERSIONED,
    summary="One action, and what its measure did since it was agreed",
)  # fmt: skip
def one(request: Request, action: ActionName, asking: Reads, known: Known, at: Day = None) -> Response:
    day, position = at or today_here(), true_as_of(asking.ledger, known)
    held = action_called(asking.ledger, action, position)

    def said() -> dict[str, object]:
        return followed_as_json(followed_action(asking.ledger, action, day, known)) | {"position": position}

    return family_answer(request, held.version, position, said, (day, position))
