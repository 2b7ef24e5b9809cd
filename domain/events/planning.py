"""What happens to the action plan: actions agreed, changed, done, dropped, taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.events.event import Event, recorded_as
from domain.planning.measures import MEASURES


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvent(Event):
    """Of the authority's stream. `action` is what the action is called, such as `A7`."""

    action: str


@recorded_as("authority.action-agreed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAgreed(PlanEvent):
    """`owner` is a post, not a name; `measure` one of `MEASURES`; `due_on` the day by which it should have moved."""

    what: str
    owner: str
    scheme: str
    measure: str
    agreed_on: date
    due_on: date

    def sentence(self) -> str:
        moves = MEASURES[self.measure].words if self.measure in MEASURES else self.measure
        return (f"Action {self.action} was agreed on {self.agreed_on}: {self.what.rstrip('.')}. It is for {self.owner},"
                f" due on {self.due_on}, and should move the {moves} under {self.scheme}.")


@recorded_as("authority.action-changed.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionChanged(PlanEvent):
    """Who it is for and when it is due from now on, in place of what was said before."""

    owner: str
    due_on: date
    reason: str

    def sentence(self) -> str:
        return (f"Action {self.action} is for {self.owner}, due on {self.due_on}, in place of what was said before:"
                f" {self.reason.rstrip('.')}.")


@recorded_as("authority.action-done.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(PlanEvent):
    done_on: date

    def sentence(self) -> str:
        return f"Action {self.action} was done on {self.done_on}."


@recorded_as("authority.action-dropped.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDropped(PlanEvent):
    dropped_on: date
    reason: str

    def sentence(self) -> str:
        return f"Action {self.action} was dropped on {self.dropped_on}: {self.reason.rstrip('.')}."


@recorded_as("authority.action-taken-up-again.v1")
@dataclass(frozen=True, slots=True, kw_only=True)
class ActionTakenUpAgain(PlanEvent):
    """It was not done, or not to be dropped, after all."""

    reason: str

    def sentence(self) -> str:
        return f"Action {self.action} was taken up again: {self.reason.rstrip('.')}."
