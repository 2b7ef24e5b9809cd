"""The demo's action plan: three invented actions, agreed before the rounds, and what their measures did since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from api.demo.rounds import SCHEME
from domain.planning.record import Agreed

if TYPE_CHECKING:
    from ledger.ledger import Ledger

ACTIONS = (
    Agreed("ask every school for each term's absences within four weeks", "education data officer", SCHEME,
           "results-claimable", date(2013, 2, 14), date(2013, 10, 31)),
    Agreed("find families through the housing officers' lists", "programme manager", SCHEME,
           "families-attached", date(2013, 4, 15), date(2014, 3, 31)),
    Agreed("compare each claim with the latest extracts before it is signed", "claims officer", SCHEME,
           "claims-at-risk", date(2013, 8, 15), date(2014, 5, 31)),
)  # fmt: skip
DONE_ON, PUT_OFF_TO = date(2013, 10, 25), date(2014, 8, 31)


def record_actions(ledger: Ledger, by: str) -> None:
    """Run again, it records nothing new."""
    from api.planning import recording

    if ledger.authority().plan.actions:
        return
    first, second, _ = (recording.agree(ledger, said, by)[0] for said in ACTIONS)
    recording.finish(ledger, first, DONE_ON, by)
    recording.change(ledger, second, None, PUT_OFF_TO, "two housing officers' posts were empty until spring", by)


def action_lines(ledger: Ledger, at: date) -> Iterator[str]:
    """The tables are to be up to date."""
    from api.planning.following import followed, value_said

    plan = followed(ledger, at)
    states = [one.action.state_on(at) for one in plan]
    yield (f"The action plan: {len(plan)} actions, {states.count('done')} done, {states.count('late')} late"
           " (outcomes actions list)")  # fmt: skip
    for one in plan:
        due = value_said(one.due.value) if one.due else "not due yet"
        yield (f"  {one.action.action} {one.measure.words}: {value_said(one.then.value)} when agreed, {due} when due,"
               f" {value_said(one.now.value)} at the end")  # fmt: skip
