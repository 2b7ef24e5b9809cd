"""The action plan: each action with its owner and due day, what its measure did since, and forms to go on with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.access.operations import PLAN_ACTIONS, READ_PROGRAMME
from api.errors import OptionUnusable
from api.pages.drawing.numbers import Numbers, written_out
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from, version_of
from api.pages.frame.anew import anew
from api.pages.frame.beside import UnderWay
from api.pages.frame.clocks import day_written
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.planning import recording
from api.planning.following import Followed, asked_of_the_past, counted_then, followed, value_said
from api.wording.words import capital, counted, number, short_day
from domain.planning.measures import MEASURES
from domain.planning.record import Action, Agreed
from ledger.ledger import Ledger

router = APIRouter()

PATH = "/actions"
DONE_HERE = {
    "agreed": "The action is on record.", "changed": "The change is on record; what was said before stays readable.",
    "done": "It is on record as done.", "dropped": "It is on record as dropped.",
    "taken-up": "The action goes on.",
}  # fmt: skip
NOT_DUE = "not due yet"

ActionName = Annotated[str, Path(pattern=r"^A[1-9][0-9]{0,6}$")]
_Plans = Annotated[Visit, visits(PLAN_ACTIONS)]
_Act = Callable[[Ledger, str, int], Any]


@router.get(PATH)
def actions(visit: Annotated[Visit, visits(READ_PROGRAMME)]) -> Response:
    return _page(visit)


@router.get("/actions/{name}.csv")
def numbers(
    visit: Annotated[Visit, visits(READ_PROGRAMME)], name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
) -> Response:
    return written_out([_table(visit, _plan(visit))], name)


def _page(visit: Visit, refusal: Refused | None = None, filled: dict[str, str] | None = None) -> Response:
    _ = visit.as_of  # found before anything is read: the page knows at least as much
    try:
        plan: list[Followed] | list[Action] = _plan(visit)
    except UnderWay:
        if refusal is None:
            raise
        plan = visit.authority.plan.by(visit.clocks.on)  # without values: what was filled in must not be lost
    return shown(
        visit, "money/actions", refusal.status if refusal else 200, plan=plan,
        table=_table(visit, plan) if plan else None, measures=_measures(),
        may=visit.clocks.known is None and visit.may(PLAN_ACTIONS), filled=filled or {},
        done=DONE_HERE.get(visit.parameters.get(DONE, "")), mistake=refusal.what if refusal else None,
    )  # fmt: skip


def _plan(visit: Visit) -> list[Followed]:
    """What a measure was when its action was agreed is as known then. Raises `UnderWay`."""
    ledger, clocks = visit.ledger, visit.clocks
    past = asked_of_the_past(ledger, clocks.on, clocks.known)
    values = anew(visit, "The action plan", counted_then, past) if past else {}
    return followed(ledger, clocks.on, clocks.known, counted=values)


def _measures() -> list[tuple[str, str]]:
    return [(one.name, capital(one.words)) for one in MEASURES.values()]


def _title(visit: Visit, plan: list[Followed] | list[Action]) -> str:
    states = [_action(one).state_on(visit.clocks.on) for one in plan]
    if not states:
        return "No action was agreed yet"
    found = {state: states.count(state) for state in ("done", "open", "late", "dropped")}
    told = (f"{number(times)} {state}" for state, times in found.items() if times)
    return f"{counted(len(states), 'action')}: {', '.join(told)}"


def _action(one: Followed | Action) -> Action:
    return one.action if isinstance(one, Followed) else one


def _table(visit: Visit, plan: list[Followed] | list[Action]) -> Numbers:
    head = ("Action", "What", "Who", "Due", "State", "Measure", "When agreed", "When due", short_day(visit.clocks.on))
    words = frozenset({"What", "Who", "Due", "State", "Measure"})
    return Numbers("plan", _title(visit, plan), head, [_row(visit, one) for one in plan], words)


def _row(visit: Visit, one: Followed | Action) -> list[str]:
    action = _action(one)
    due = short_day(action.due_on)
    if action.first_due_on != action.due_on:
        due += f" (first agreed: {short_day(action.first_due_on)})"
    values = ("–", "–", "–")
    if isinstance(one, Followed):
        values = (value_said(one.then.value), value_said(one.due.value) if one.due else NOT_DUE,
                  value_said(one.now.value))  # fmt: skip
    return [action.action, capital(action.what), capital(action.owner), due, capital(action.state_on(visit.clocks.on)),
            capital(MEASURES[action.measure].words), *values]  # fmt: skip


# ---- the forms ---------------------------------------------------------------------------------------------------


@router.post(PATH)
def agree(visit: _Plans, form: Sent) -> Response:
    def act(ledger: Ledger, by: str, _: int) -> None:
        said = Agreed(
            _said(form, "what"), _said(form, "owner"), visit.clocks.scheme.name, _said(form, "measure"),
            _day(form, "agreed_on"), _day(form, "due_on"))  # fmt: skip
        recording.agree(ledger, said, by)

    return _act(visit, form, "agreed", act, version=0)


@router.post("/actions/{action}/changes")
def change(visit: _Plans, action: ActionName, form: Sent) -> Response:
    return _act(visit, form, "changed", lambda ledger, by, version: recording.change(
        ledger, action, _said(form, "owner"), _day(form, "due_on"), _said(form, "reason"), by, version),
        action)  # fmt: skip


@router.post("/actions/{action}/completions")
def finish(visit: _Plans, action: ActionName, form: Sent) -> Response:
    return _act(visit, form, "done", lambda ledger, by, version: recording.finish(
        ledger, action, _day(form, "done_on"), by, version), action)  # fmt: skip


@router.post("/actions/{action}/withdrawals")
def drop(visit: _Plans, action: ActionName, form: Sent) -> Response:
    return _act(visit, form, "dropped", lambda ledger, by, version: recording.drop(
        ledger, action, _day(form, "dropped_on"), _said(form, "reason"), by, version), action)  # fmt: skip


@router.post("/actions/{action}/resumptions")
def take_up_again(visit: _Plans, action: ActionName, form: Sent) -> Response:
    return _act(visit, form, "taken-up", lambda ledger, by, version: recording.take_up_again(
        ledger, action, _said(form, "reason"), by, version), action)  # fmt: skip


def _act(
    visit: Visit, form: Form, done: str, act: _Act, action: str = "", version: int | None = None
) -> Response:
    seen, by = version_of(form) if version is None else version, visit.asking.caller.name
    found = act_once(visit, form, lambda ledger: act(ledger, by, seen))
    if isinstance(found, Refused):
        return _page(seen_from(visit, PATH), found, dict(form.fields) | {"act": done, "action": action})
    return done_at(visit, PATH, done)


def _day(form: Form, name: str) -> date:
    return day_written(_said(form, name))


def _said(form: Form, name: str) -> str:
    """Raises `OptionUnusable` for a field that was left empty."""
    said = form.text(name)
    if said is None:
        raise OptionUnusable("Fill in every field of the form.")
    return said
