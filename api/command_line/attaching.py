"""`outcomes attach`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from api.command_line.options import (
    DEFAULT_SCHEME,
    By,
    DataDir,
    FamilyId,
    LedgerName,
    ReportFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_list
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from api.wording.days import day_from


def attach(
    family: FamilyId,
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="The day of attachment, as 2012-09-03.")],
    scheme: SchemeName = DEFAULT_SCHEME,
    lead_worker: Annotated[str | None, typer.Option(help="The lead worker's post, not the name.")] = None,
    override: Annotated[
        bool, typer.Option("--override", help="Attach the family although it is not eligible; it stays marked.")
    ] = False,
    decided_by: Annotated[str | None, typer.Option(help="Who decided on the override.")] = None,
    reason: Annotated[str | None, typer.Option(help="The reason that the decider gave.")] = None,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Attach a family to a scheme: on a day on which what is known makes it eligible, or by an override."""
    from api.acts.attachments import attach_family
    from projections.runner import catch_up

    attached_on = day_from(on)
    decider, given = _override(override, decided_by, reason)
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = attach_family(opened, family, scheme, attached_on, recorder, lead_worker, decider, given)
        position = opened.position()
        catch_up(opened)
    _say(family, scheme, attached_on, novelty, position, format)


def _override(override: bool, decided_by: str | None, reason: str | None) -> tuple[str | None, str | None]:
    decider, given = (decided_by or "").strip(), (reason or "").strip()
    if override and not (decider and given):
        raise OptionUnusable("An override needs its decider and the reason given: add --decided-by and --reason.")
    if not override and (decider or given):
        raise OptionUnusable("--decided-by and --reason belong to an override: add --override, or leave them out.")
    return decider or None, given or None


def _say(family: str, scheme: str, on: date, novelty: str, position: int, format: ReportFormat) -> None:
    if format is not None:
        columns = ("family_id", "scheme", "attached_on", "recorded", "position")
        write_list(columns, [(family, scheme, on, novelty, position)], format)
        return
    done = "was so on record already" if novelty == "repeated" else f"is {novelty}"
    print(f"The attachment of {family} to {scheme} on {on} {done}; the log is at position {position}.")
