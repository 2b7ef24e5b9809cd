"""Commands to the action plan: an action is agreed, changed, done, dropped, or taken up again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import PLAN_ACTIONS
from api.http.bodies import Command
from api.http.commanding import Act, Commanding, commands
from api.http.preconditions import if_match, version_wanted
from api.http.v1.actions import ActionName
from api.http.v1.models import planning as models
from api.http.v1.models.commands import Reasoned
from api.http.v1.models.recorded import Recorded
from api.http.v1.telling import recorded
from api.planning import recording
from api.planning.following import action_called
from domain.planning.record import Agreed
from ledger.ledger import Ledger
from ledger.requests import Done

router = APIRouter(prefix="/actions", tags=["programme"], route_class=Command)

Plans = Annotated[Commanding, commands(PLAN_ACTIONS)]
IfMatch = Annotated[str | None, if_match("action", '"2"')]


@router.post(
    "", operation_id="agree_action", response_model=models.ActionStanding, status_code=201,
    summary="Record an action that was agreed, with its owner, due day, and the measure that it should move",
)  # fmt: skip
def agree(commanding: Plans, said: models.AgreeingAction) -> Response:
    agreed = Agreed(said.what, said.owner, said.scheme, said.measure, said.agreed_on, said.due_on)

    def tell(ledger: Ledger, done: Done) -> models.ActionStanding:
        return _standing(ledger, _name_of(ledger, agreed, done), done)

    return commanding.carried_out(lambda ledger: recording.agree(ledger, agreed, commanding.by), tell, status=201)


@router.post(
    "/{action}/changes", operation_id="change_action", response_model=models.ActionStanding,
    summary="Give an action to another post, or another due day",
)  # fmt: skip
def change(
    commanding: Plans, action: ActionName, said: models.ChangingAction, if_match: IfMatch = None
) -> Response:
    version = version_wanted(if_match)
    return _to(commanding, action, lambda ledger: recording.change(
        ledger, action, said.owner, said.due_on, said.reason, commanding.by, version))


@router.post(
    "/{action}/completions", operation_id="finish_action", response_model=models.ActionStanding,
    summary="Record that an action was done",
)  # fmt: skip
def finish(
    commanding: Plans, action: ActionName, said: models.FinishingAction, if_match: IfMatch = None
) -> Response:
    version = version_wanted(if_match)
    return _to(commanding, action, lambda ledger: recording.finish(
        ledger, action, said.done_on, commanding.by, version))


@router.post(
    "/{action}/withdrawals", operation_id="drop_action", response_model=models.ActionStanding,
    summary="Record that an action was dropped, and why",
)  # fmt: skip
def drop(
    commanding: Plans, action: ActionName, said: models.DroppingAction, if_match: IfMatch = None
) -> Response:
    version = version_wanted(if_match)
    return _to(commanding, action, lambda ledger: recording.drop(
        ledger, action, said.dropped_on, said.reason, commanding.by, version))


@router.post(
    "/{action}/resumptions", operation_id="take_up_action", response_model=models.ActionStanding,
    summary="Record that an action goes on after all: it was not done, or not to be dropped",
)  # fmt: skip
def take_up_again(commanding: Plans, action: ActionName, said: Reasoned, if_match: IfMatch = None) -> Response:
    version = version_wanted(if_match)
    return _to(commanding, action, lambda ledger: recording.take_up_again(
        ledger, action, said.reason, commanding.by, version))


def _to(commanding: Commanding, action: str, act: Act) -> Response:
    return commanding.carried_out(act, lambda ledger, done: _standing(ledger, action, done))


def _standing(ledger: Ledger, action: str, done: Done) -> models.ActionStanding:
    held = action_called(ledger, action, done.position)
    own = {name: getattr(held, name) for name in models.ActionStanding.model_fields
           if name not in Recorded.model_fields}  # fmt: skip
    return models.ActionStanding(**recorded(done), **own)


def _name_of(ledger: Ledger, agreed: Agreed, done: Done) -> str:
    """The last one as of its own event; where none was recorded, the one that stands in the same words."""
    plan = ledger.authority(done.position).plan
    held = None if done.events else plan.agreed_as(agreed)
    return [*plan.actions][-1] if held is None else held.action
