"""`outcomes claims merge`, `separate` and `equivalent`: what people decide about families that claims rest on."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.asking import day_asked
from api.command_line.claim_options import Reason
from api.command_line.options import By, DataDir, FamilyId, LedgerName, SchemeName, recorded_by
from api.places import opened_ledger, place_from


def merge(
    family: FamilyId, other: Annotated[str, typer.Argument(metavar="OTHER", help="The other family's family_id.")],
    reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:
    """Record that two families are one; a second claim that this uncovers is put at risk."""
    from api.claiming import steps

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        steps.merge(opened, family, other, reason, recorder)
    print(f"{family} and {other} are on record as one. See: outcomes claims at-risk")


def separate(
    family: FamilyId, other: Annotated[str, typer.Argument(metavar="OTHER", help="The other family's family_id.")],
    reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:
    """Record that two families that were on record as one are two; claims at risk by it alone are right again."""
    from api.claiming import steps

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        steps.separate(opened, family, other, reason, recorder)
    print(f"{family} and {other} are on record as two families again.")


def equivalent(
    family: FamilyId,
    result: Annotated[str, typer.Option("--result", metavar="R", help="The result, such as SSP.")],
    reason: Reason,
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who judged the progress to be equivalent.")] = "",
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it was judged; by default today.")] = None,
    take_back: Annotated[bool, typer.Option("--take-back", help="The judgement no longer stands.")] = False,
    scheme: SchemeName = "troubled-families-2015", by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:
    """Record a named decider's judgement of equivalent progress, where the local plan allows it."""
    from api.claiming import steps
    from domain.family import Equivalence

    recorder = recorded_by(by)
    judgement = Equivalence(day_asked(on), decided_by, reason)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if take_back:
            steps.take_back_equivalence(opened, family, scheme, result, reason, recorder)
        else:
            steps.judge_equivalent(opened, family, scheme, result, judgement, recorder)
    print(f"Recorded of {family}: equivalent progress towards {result}{' taken back' if take_back else ''}.")
