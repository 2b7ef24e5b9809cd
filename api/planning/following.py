"""What the measure of each action did since it was agreed: its value then, on the day it was due, and now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from api.today import today_here
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


class Asked(NamedTuple):
    """A measure's value on a day; `known` None is as known now."""

    measure: str
    scheme: str
    on: date
    known: int | None


def followed(
    ledger: Ledger, at: date, known: int | None = None, scheme: str | None = None,
    counted: Mapping[Asked, Value] | None = None,
) -> list[Followed]:  # fmt: skip
    """The actions agreed by the day, in their order; those of one scheme, or all. Raises `UnknownScheme`.

    Values that were `counted` before are not counted again.
    """
    if scheme is not None:
        rule_set(scheme)
    position = live_position(ledger) if known is None else known
    plan = ledger.authority(position).plan
    return [_follow(ledger, action, at, known, position, counted or {})
            for action in plan.by(at) if scheme in (None, action.scheme)]  # fmt: skip


def asked_of_the_past(ledger: Ledger, at: date, known: int | None = None) -> tuple[Asked, ...]:
    """The values that `followed` needs of what was known earlier; `counted_then` gives them."""
    position = live_position(ledger) if known is None else known
    plan = ledger.authority(position).plan
    asked = (one for action in plan.by(at) for one in _asked(ledger, action, at, known, position))
    return tuple(dict.fromkeys(one for one in asked if one is not None and one.known is not None))


def counted_then(ledger: Ledger, asked: Iterable[Asked]) -> dict[Asked, Value]:
    return {one: measured(ledger, *one) for one in asked}


def followed_action(ledger: Ledger, name: str, at: date, known: int | None = None) -> Followed:
    """Raises `ActionUnknown`."""
    position = live_position(ledger) if known is None else known
    return _follow(ledger, action_called(ledger, name, position), at, known, position, {})


def action_called(ledger: Ledger, name: str, known: int | None = None) -> Action:
    """Raises `ActionUnknown`."""
    found = ledger.authority(known).plan.actions.get(name)
    if found is None:
        raise ActionUnknown(f"there is no action {name!r} on record: see the list of actions")
    return found


def _follow(
    ledger: Ledger, action: Action, at: date, known: int | None, position: int, counted: Mapping[Asked, Value]
) -> Followed:  # fmt: skip
    def moment(one: Asked) -> Moment:
        value = counted[one] if one in counted else measured(ledger, *one)
        return Moment(one.on, position if one.known is None else one.known, value)

    then, due, now = _asked(ledger, action, at, known, position)
    return Followed(action, at, moment(then), moment(due) if due else None, moment(now))


def _asked(
    ledger: Ledger, action: Action, at: date, known: int | None, position: int
) -> tuple[Asked, Asked | None, Asked]:  # fmt: skip
    """When it was agreed, when it was due if that is over, and on the day."""
    of = action.measure, action.scheme
    due = None
    if action.due_on <= at and action.due_on < today_here():
        due = Asked(*of, action.due_on, known_at_end_of(ledger, action, position))
    return Asked(*of, action.agreed_on, action.known_at), due, Asked(*of, at, known)


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
