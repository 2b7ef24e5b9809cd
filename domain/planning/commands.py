"""Commands to the action plan: each decides whether it fits what is on record, and raises one event of the authority.

What is on record already in the same words is `repeated`, and raises none.
"""

from __future__ import annotations

from datetime import date

from domain.authority import Authority
from domain.events import planning as events
from domain.family import Novelty
from domain.planning.measures import MEASURES
from domain.planning.record import Action, Agreed

TEXT_LENGTH_MAX = 500
"""Characters of what is to be done; an owner has `OWNER_LENGTH_MAX`."""
OWNER_LENGTH_MAX = 200


class ActionRefused(Exception):
    """What was to be recorded does not fit the action plan; the message says what would."""


class ActionUnknown(Exception):
    """There is no action of that name: see the list."""


def agree(authority: Authority, said: Agreed, by: str, today: date) -> tuple[str, Novelty]:
    """What the action is called, and whether that is new."""
    _demand_text("what is to be done", said.what, TEXT_LENGTH_MAX)
    _demand_text("the post that it is for", said.owner, OWNER_LENGTH_MAX)
    _demand_measure(said.measure)
    _demand_past("An action is recorded once it has been agreed", said.agreed_on, today)
    _demand_due(said.due_on, said.agreed_on)
    if (held := authority.plan.agreed_as(said)) is not None:
        return held.action, "repeated"
    name = authority.plan.next_name
    authority.record(
        events.ActionAgreed, by, action=name, what=said.what, owner=said.owner, scheme=said.scheme,
        measure=said.measure, agreed_on=said.agreed_on, due_on=said.due_on)  # fmt: skip
    return name, "recorded"


def change(
    authority: Authority, name: str, owner: str | None, due_on: date | None, reason: str, by: str
) -> Novelty:
    """Whom it is for, when it is due, or both; what is not given stays."""
    held = _open_action(authority, name)
    new_owner, new_due_on = owner or held.owner, due_on or held.due_on
    if (new_owner, new_due_on) == (held.owner, held.due_on):
        return "repeated"
    _demand_text("the post that it is for", new_owner, OWNER_LENGTH_MAX)
    _demand_text("why it is changed", reason, TEXT_LENGTH_MAX)
    _demand_due(new_due_on, held.agreed_on)
    authority.record(events.ActionChanged, by, action=name, owner=new_owner, due_on=new_due_on, reason=reason)
    return "corrected"


def finish(authority: Authority, name: str, done_on: date, by: str, today: date) -> Novelty:
    if _action(authority, name).done_on == done_on:
        return "repeated"
    held = _open_action(authority, name)
    _demand_past("An action is done once it has been", done_on, today)
    _demand_not_before(done_on, held)
    authority.record(events.ActionDone, by, action=name, done_on=done_on)
    return "recorded"


def drop(authority: Authority, name: str, dropped_on: date, reason: str, by: str, today: date) -> Novelty:
    held = _action(authority, name)
    if (held.dropped_on, held.reason) == (dropped_on, reason):
        return "repeated"
    _open_action(authority, name)
    _demand_text("why it is dropped", reason, TEXT_LENGTH_MAX)
    _demand_past("An action is dropped once it has been", dropped_on, today)
    _demand_not_before(dropped_on, held)
    authority.record(events.ActionDropped, by, action=name, dropped_on=dropped_on, reason=reason)
    return "recorded"


def take_up_again(authority: Authority, name: str, reason: str, by: str) -> Novelty:
    """One that was done or dropped."""
    if not _action(authority, name).closed:
        return "repeated"
    _demand_text("why it is taken up again", reason, TEXT_LENGTH_MAX)
    authority.record(events.ActionTakenUpAgain, by, action=name, reason=reason)
    return "corrected"


def _action(authority: Authority, name: str) -> Action:
    held = authority.plan.actions.get(name)
    if held is None:
        raise ActionUnknown(f"there is no action {name!r} on record: see the list by `outcomes actions list`")
    return held


def _open_action(authority: Authority, name: str) -> Action:
    held = _action(authority, name)
    if held.closed:
        what = f"done on {held.done_on}" if held.done_on else f"dropped on {held.dropped_on}"
        raise ActionRefused(f"{name} was {what}. If that is wrong, take it up again first, and say why")
    return held


def _demand_text(what: str, said: str, length_max: int) -> None:
    if not said.strip() or len(said) > length_max:
        raise ActionRefused(f"say {what}, in 1 to {length_max} characters")


def _demand_measure(measure: str) -> None:
    if measure not in MEASURES:
        raise ActionRefused(f"there is no such measure. Choose one of: {', '.join(MEASURES)}")


def _demand_past(what: str, day: date, today: date) -> None:
    if day > today:
        raise ActionRefused(f"{what}: {day} is still to come")


def _demand_due(due_on: date, agreed_on: date) -> None:
    if due_on <= agreed_on:
        raise ActionRefused(f"an action is due after the day on which it was agreed, {agreed_on}, not on {due_on}")


def _demand_not_before(day: date, held: Action) -> None:
    if day < held.agreed_on:
        raise ActionRefused(f"{held.action} was agreed on {held.agreed_on}: it cannot have ended on {day}, before that")
