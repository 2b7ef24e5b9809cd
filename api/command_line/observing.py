"""`outcomes observe` and `outcomes withdraw-observation`: one observation written down by hand, and taken back."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.options import By, DataDir, FamilyId, LedgerName, recorded_by
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from api.today import today_here


def observe(
    family: FamilyId,
    kind: Annotated[str, typer.Argument(help="What it is about, as an extract of that name: such as asb or needs.")],
    said: Annotated[
        list[str], typer.Argument(metavar="FIELD=VALUE...", help="The columns that an extract of this kind has.")
    ],
    person: Annotated[
        str | None, typer.Option("--person", help="The person_id of whom it is; by default of the family as a whole.")
    ] = None,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Record one observation by hand, in one's own name; it is held to the rules of an extract's rows."""
    from domain.observations import KINDS
    from intake.by_hand import observe_by_hand
    from projections.queries.asking import family_called
    from projections.runner import catch_up

    values, recorder = _values(said), recorded_by(by)
    if kind not in KINDS:
        raise OptionUnusable(f"There is no such kind of observation; there are {', '.join(KINDS)}.")
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        stream = family_called(opened, family)
        record = observe_by_hand(opened, stream, kind, person, values, recorder, today_here())
        position = opened.position()
        catch_up(opened)
    print(f"Recorded of {family}: record {record}; the log is at position {position}.")


def withdraw_observation(
    family: FamilyId,
    record: Annotated[str, typer.Argument(help="The record, as `outcomes observe` named it.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays on record.")],
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Withdraw an observation: it no longer counts, and stays readable."""
    from intake.by_hand import withdraw_by_hand
    from projections.queries.asking import family_called
    from projections.runner import catch_up

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        withdraw_by_hand(opened, family_called(opened, family), record, reason, recorder)
        position = opened.position()
        catch_up(opened)
    print(f"Withdrawn of {family}: record {record}; the log is at position {position}.")


def _values(said: list[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in said]
    if any(not (name and sign) for name, sign, _ in pairs):
        raise OptionUnusable("Say each field as NAME=VALUE, such as starts_on=2012-05-01.")
    values = {name: value for name, _, value in pairs}
    if twice := sorted({name for name, _, _ in pairs if sum(name == other for other, _, _ in pairs) > 1}):
        raise OptionUnusable(f"{twice[0]} is said more than once: say each field once.")
    return values
