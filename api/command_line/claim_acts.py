"""`outcomes claims ...` of one claim: what internal audit and the government said of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.claim_options import ClaimId, Reason
from api.command_line.claim_reports import write_done, write_step
from api.command_line.options import DEFAULT_SCHEME, By, DataDir, LedgerName, ReportFormat, SchemeName, recorded_by
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from api.wording.days import day_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from ledger.ledger import Ledger


def audit(
    claim: ClaimId,
    passed: Annotated[bool | None, typer.Option("--passed/--failed", help="What internal audit found.")] = None,
    finding: Annotated[str, typer.Option("--finding", help="The finding, in words.")] = "",
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Record internal audit's finding on a sampled claim; one that failed is taken out and widens the sample."""
    from api.claiming import steps

    if passed is None:
        raise OptionUnusable("Say what internal audit found: add --passed or --failed.")
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        further = steps.audit(opened, claim, passed, finding, recorder)
    widened = f" The sample is widened by {', '.join(further)}." if further else ""
    write_done(claim, "audit passed" if passed else "audit failed", widened, format)


def pay(
    claim: Annotated[str | None, typer.Argument(metavar="[CLAIM]", help="One claim; or --all of a round.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every claim of the round not yet answered for.")] = False,
    round_day: Annotated[str | None, typer.Option("--round", metavar="DAY", help="The round, with --all.")] = None,
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Note that a claim was paid, or with --all every one of a round that has not been answered for."""
    from api.claiming import steps

    recorder = recorded_by(by)
    if everything == (claim is not None) or everything != (round_day is not None):
        raise OptionUnusable("Name one claim, or give --all with --round.")
    if claim is None:
        day = day_from(round_day or "")
        with opened_ledger(place_from(data_dir, ledger)) as opened:
            write_step(steps.pay_all(opened, scheme, day, recorder), format)
        return
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        steps.pay(opened, claim, recorder)
    write_done(claim, "paid", "", format)


def reject(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Note that the government did not accept a claim."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "rejected",
         lambda opened, recorder: steps.reject(opened, claim, reason, recorder))


def withdraw(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Withdraw a claim that has not been paid."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "withdrawn",
         lambda opened, recorder: steps.withdraw(opened, claim, reason, recorder))


def repay(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Note that what was paid for a claim was given back."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "repaid",
         lambda opened, recorder: steps.repay(opened, claim, reason, recorder))


def keep(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Decide that a claim stands although it is at risk."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "kept",
         lambda opened, recorder: steps.keep(opened, claim, reason, recorder))


def _one(
    data_dir: Path | None, ledger: str | None, format: ReportFormat, by: str | None, claim: str, status: str,
    step: Callable[[Ledger, str], None],
) -> None:
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        step(opened, recorder)
    write_done(claim, status, "", format)
