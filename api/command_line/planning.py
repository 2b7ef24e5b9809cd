"""`outcomes actions ...`: what was agreed to be done, by whom and when, and what the measure did since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import (
    DEFAULT_SCHEME,
    At,
    By,
    DataDir,
    Known,
    LedgerName,
    ListFormat,
    ReportFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_json, write_list
from api.places import opened_ledger, place_from
from api.wording.days import day_from

if TYPE_CHECKING:
    from api.planning.following import Followed

app = typer.Typer(
    name="actions", help="The action plan: actions with an owner, a due day and a measure that they should move.",
    rich_markup_mode=None)  # fmt: skip

Name = Annotated[str, typer.Argument(metavar="ACTION", help="What the action is called, as A1.")]
Due = Annotated[str, typer.Option("--due", metavar="DAY", help="The day by which the measure should have moved.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record, and must not name anyone.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="By default today.")]


@app.command()
def agree(
    what: Annotated[str, typer.Argument(help="What is to be done; it must not name anyone.")],
    owner: Annotated[str, typer.Option("--owner", help="The post that it is for, not a name.")],
    measure: Annotated[str, typer.Option("--measure", help="What it should move; `actions measures` lists them.")],
    due: Due, on: On = None, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record an action that was agreed."""
    from api.planning import recording
    from domain.planning.record import Agreed

    said = Agreed(what, owner, scheme, measure, day_asked(on), day_from(due))
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        name, novelty = recording.agree(opened, said, recorder)
    print(f"{name}, for {said.owner}, due on {said.due_on}, is on record ({novelty}).")


@app.command()
def change(
    name: Name, reason: Reason,
    owner: Annotated[str | None, typer.Option("--owner", help="The post that it is for from now on.")] = None,
    due: Annotated[str | None, typer.Option("--due", metavar="DAY", help="When it is due from now on.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Give an action to another post, or another due day; what was said before stays in the history."""
    from api.planning import recording
    from api.planning.following import action_called

    due_on, recorder = None if due is None else day_from(due), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        recording.change(opened, name, owner, due_on, reason, recorder)
        held = action_called(opened, name)
    print(f"{name} is for {held.owner}, due on {held.due_on} (first agreed: {held.first_due_on}).")


@app.command()
def done(name: Name, on: On = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Record that an action was done."""
    from api.planning import recording

    day, recorder = day_asked(on), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        recording.finish(opened, name, day, recorder)
    print(f"{name} was done on {day}.")


@app.command()
def drop(
    name: Name, reason: Reason, on: On = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None
) -> None:
    """Record that an action was dropped, and why."""
    from api.planning import recording

    day, recorder = day_asked(on), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        recording.drop(opened, name, day, reason, recorder)
    print(f"{name} was dropped on {day}.")


@app.command("take-up")
def take_up(name: Name, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Record that an action goes on after all: it was not done, or not to be dropped."""
    from api.planning import recording

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        recording.take_up_again(opened, name, reason, recorder)
    print(f"{name} is taken up again.")


@app.command("list")
def list_actions(
    at: At = None, known: Known = None,
    scheme: Annotated[str | None, typer.Option("--scheme", help="Only the actions of this scheme.")] = None,
    ledger: LedgerName = None, data_dir: DataDir = None, format: ReportFormat = None,
) -> None:  # fmt: skip
    """The actions agreed by a day, and what their measures were when they were agreed, when due, and now."""
    from api.planning import following as of

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        found = of.followed(asked.ledger, day, asked.known, scheme)
    if format == "json":
        write_json([of.followed_as_json(one) for one in found])
    elif format is None:
        columns = ("action", "what", "owner", "due on", "state", "measure", "then", "when due", "now")
        write_list(columns, (_row(one) for one in found), "table")
    else:
        write_list(of.ACTION_COLUMNS, (of.action_cells(one) for one in found), format)


@app.command()
def measures(format: ListFormat = None) -> None:
    """The measures that an action may be meant to move."""
    from domain.planning.measures import MEASURES

    rows = ((one.name, one.words, "fall" if one.should_fall else "rise") for one in MEASURES.values())
    write_list(("measure", "counts", "should"), rows, format)


def _row(one: Followed) -> tuple[object, ...]:
    from api.planning.following import value_said

    action = one.action
    due = value_said(one.due.value) if one.due else "not due yet"
    return (action.action, action.what, action.owner, action.due_on, action.state_on(one.at), action.measure,
            value_said(one.then.value), due, value_said(one.now.value))  # fmt: skip
