"""What the measure of each action did since it was agreed: its value then, on the day it was due, and now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from api.wording.words import percent_of
from domain.planning.commands import ActionUnknown
from domain.planning.measures import MEASURES, Measure, Value
from domain.planning.record import Action
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from projections.queries.measures import measured
from projections.tracking import live_position

ACTION_COLUMNS = (
    "action", "what", "owner", "scheme", "measure", "agreed_on", "due_on", "first_due_on", "state", "value_then",
    "value_due", "value_now", "of", "moved")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """The measure's value on a day, as known at a position of the log."""

    on: date
    known: int
    value: Value


@dataclass(frozen=True, slots=True)
class Followed:
    """`due` is None until the day it was due is over. Each moment's value is as it was known then."""

    action: Action
    at: date
    then: Moment
    due: Moment | None
    now: Moment

    @property
    def measure(self) -> Measure:
        return MEASURES[self.action.measure]

    @property
    def moved(self) -> int:
        """From the day it was agreed until now."""
        return self.now.value.number - self.then.value.number


def followed(ledger: Ledger, at: date, known: int | None = None, scheme: str | None = None) -> list[Followed]:
    """The actions agreed by the day, in their order; those of one scheme, or all. Raises `UnknownScheme`."""
    if scheme is not None:
        rule_set(scheme)
    position = live_position(ledger) if known is None else known
    plan = ledger.authority(position).plan
    return [_follow(ledger, action, at, known, position) for action in plan.by(at) if scheme in (None, action.scheme)]


def followed_action(ledger: Ledger, name: str, at: date, known: int | None = None) -> Followed:
    """Raises `ActionUnknown`."""
    position = live_position(ledger) if known is None else known
    return _follow(ledger, action_called(ledger, name, position), at, known, position)


def action_called(ledger: Ledger, name: str, known: int | None = None) -> Action:
    """Raises `ActionUnknown`."""
    found = ledger.authority(known).plan.actions.get(name)
    if found is None:
        raise ActionUnknown(f"there is no action {name!r} on record: see the list of actions")
    return found


def _follow(ledger: Ledger, action: Action, at: date, known: int | None, position: int) -> Followed:
    def counted(day: date, as_known: int | None) -> Value:
        return measured(ledger, action.measure, action.scheme, day, as_known)

    then = Moment(action.agreed_on, action.known_at, counted(action.agreed_on, action.known_at))
    due = None
    if action.due_on <= at and action.due_on < date.today():
        known_then = known_at_end_of(ledger, action, position)
        due = Moment(action.due_on, known_then, counted(action.due_on, known_then))
    return Followed(action, at, then, due, Moment(at, position, counted(at, known)))


def known_at_end_of(ledger: Ledger, action: Action, position: int) -> int:
    """The last entry of the day it was due; of an action that was written down only later, what was known then."""
    return min(position, max(action.known_at, ledger.position_known_at(action.due_on)))


def value_said(value: Value) -> str:
    """`12`, and `4 of 810 (0.4%)`."""
    if value.of is None:
        return f"{value.number:,}"
    return f"{value.number:,} of {value.of:,} ({percent_of(value.number, value.of)})"


# ---- as plain values ---------------------------------------------------------------------------------------------


def followed_as_json(one: Followed) -> dict[str, Any]:
    action = one.action
    return {
        "action": action.action, "what": action.what, "owner": action.owner, "scheme": action.scheme,
        "measure": action.measure, "measured": one.measure.words, "should_fall": one.measure.should_fall,
        "agreed_on": action.agreed_on, "due_on": action.due_on, "first_due_on": action.first_due_on,
        "state": action.state_on(one.at), "done_on": action.done_on, "dropped_on": action.dropped_on,
        "reason": action.reason, "version": action.version, "then": _moment(one.then),
        "due": one.due and _moment(one.due), "now": _moment(one.now), "moved": one.moved,
    }  # fmt: skip


def _moment(one: Moment) -> dict[str, Any]:
    return {"on": one.on, "known": one.known, "value": one.value.number, "of": one.value.of}


def action_cells(one: Followed) -> list[Any]:
    """As `ACTION_COLUMNS`."""
    said = followed_as_json(one)
    own = {"value_then": one.then.value.number, "value_due": one.due and one.due.value.number,
           "value_now": one.now.value.number, "of": one.now.value.of}  # fmt: skip
    return [own[name] if name in own else said[name] for name in ACTION_COLUMNS]
