"""The action plan as it is on record: each action as it was agreed, as it stands, and on which days it is measured."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple

from domain.events import planning as events

State = Literal["open", "late", "done", "dropped"]


class Agreed(NamedTuple):
    """`owner` is a post, not a name; neither it nor `what` may name anyone."""

    what: str
    owner: str
    scheme: str
    measure: str
    agreed_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Action:
    """`first_due_on` is the day that was agreed first. `known_at` is where in the log it was agreed; `version` counts

    its own events.
    """

    action: str
    what: str
    owner: str
    scheme: str
    measure: str
    agreed_on: date
    due_on: date
    first_due_on: date
    known_at: int
    version: int = 1
    done_on: date | None = None
    dropped_on: date | None = None
    reason: str | None = None
    """Why it was changed, dropped or taken up again last."""

    @property
    def closed(self) -> bool:
        return self.done_on is not None or self.dropped_on is not None

    def state_on(self, day: date) -> State:
        if self.done_on is not None and self.done_on <= day:
            return "done"
        if self.dropped_on is not None and self.dropped_on <= day:
            return "dropped"
        return "late" if self.due_on < day else "open"


@dataclass(slots=True)
class Plan:
    """`actions` by what they are called, in the order in which they were agreed."""

    actions: dict[str, Action] = field(default_factory=dict)

    @property
    def next_name(self) -> str:
        return f"A{len(self.actions) + 1}"

    def by(self, day: date) -> list[Action]:
        """Those agreed by then."""
        return [action for action in self.actions.values() if action.agreed_on <= day]

    def agreed_as(self, said: Agreed) -> Action | None:
        """The action that stands in exactly these words, if there is one."""
        return next((one for one in self.actions.values()
                     if all(getattr(one, name) == value for name, value in said._asdict().items())), None)  # fmt: skip

    def apply(self, event: events.PlanEvent, position: int) -> None:
        """Folds one event; never refuses, and leaves alone what speaks of an action that is not there."""
        if isinstance(event, events.ActionAgreed):
            self.actions[event.action] = Action(
                event.action, event.what, event.owner, event.scheme, event.measure, event.agreed_on, event.due_on,
                event.due_on, position)  # fmt: skip
        elif (held := self.actions.get(event.action)) is not None:
            self.actions[event.action] = replace(_after(held, event), version=held.version + 1)


def _after(held: Action, event: events.PlanEvent) -> Action:
    match event:
        case events.ActionChanged():
            return replace(held, owner=event.owner, due_on=event.due_on, reason=event.reason)
        case events.ActionDone():
            return replace(held, done_on=event.done_on, reason=None)
        case events.ActionDropped():
            return replace(held, dropped_on=event.dropped_on, reason=event.reason)
        case events.ActionTakenUpAgain():
            return replace(held, done_on=None, dropped_on=None, reason=event.reason)
    return held
