"""`outcomes claims ...`: a claim's whole life, from the proposal of a round to the money, and after."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.asking import question
from api.command_line.claim_reports import (
    AT_RISK_COLUMNS,
    LIST_COLUMNS,
    RECHECK_COLUMNS,
    ROUND_COLUMNS,
    at_risk_cells,
    listed_cells,
    rechecked_cells,
    round_cells,
    write_done,
    write_prepared,
    write_step,
)
from api.command_line.options import (
    DEFAULT_SCHEME,
    By,
    DataDir,
    FamilyId,
    Known,
    LedgerName,
    ListFormat,
    ReportFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_list
from api.days import day_from
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.claims.returns import Return
    from ledger.ledger import Ledger

app = typer.Typer(
    name="claims",
    help="Claims: prepare, review, sample, audit, sign and submit a round; what was paid, and what is at risk.",
    rich_markup_mode=None,
)

RoundDay = Annotated[str, typer.Option("--round", metavar="DAY", help="The day of the claim round, as 2013-07-31.")]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id, as TF2012-20130731-0001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record.")]
OnlyScheme = Annotated[str | None, typer.Option("--scheme", metavar="S", help="Of this scheme alone.")]


@app.command()
def prepare(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Propose every family whose result is valid on the round's day; run again, add what has become valid since."""
    from api.claiming.preparing import prepare_round

    day, recorder = _round_day(round_day), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        write_prepared(opened, prepare_round(opened, scheme, day, recorder), format)


@app.command()
def review(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME,
    note: Annotated[str | None, typer.Option(help="What the reviewer has to say.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Review a return that someone else prepared."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.review(opened, scheme, day, recorder, note))


@app.command()
def sample(
    round_day: RoundDay,
    seed: Annotated[str, typer.Option("--seed", help="From which the sample is drawn; it stays on record.")],
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Draw the sample for internal audit; anyone with the seed draws the same."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.draw_sample(opened, scheme, day, seed, recorder))


@app.command()
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


@app.command()
def sign(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Sign a return, as a finance officer who neither prepared nor reviewed it."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.sign(opened, scheme, day, recorder))


@app.command()
def submit(
    round_day: RoundDay, scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ReportFormat = None,
) -> None:
    """Note that a signed return was sent; it is frozen from then on."""
    from api.claiming import steps

    day, recorder = day_from(round_day), recorded_by(by)
    _step(data_dir, ledger, format, lambda opened: steps.submit(opened, scheme, day, recorder))


@app.command()
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
        _step(data_dir, ledger, format, lambda opened: steps.pay_all(opened, scheme, day, recorder))
        return
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        steps.pay(opened, claim, recorder)
    write_done(claim, "paid", "", format)


@app.command()
def reject(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Note that the government did not accept a claim."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "rejected",
         lambda opened, recorder: steps.reject(opened, claim, reason, recorder))


@app.command()
def withdraw(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Withdraw a claim that has not been paid."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "withdrawn",
         lambda opened, recorder: steps.withdraw(opened, claim, reason, recorder))


@app.command()
def repay(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Note that what was paid for a claim was given back."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "repaid",
         lambda opened, recorder: steps.repay(opened, claim, reason, recorder))


@app.command()
def keep(
    claim: ClaimId, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Decide that a claim stands although it is at risk."""
    from api.claiming import steps

    _one(data_dir, ledger, format, by, claim, "kept",
         lambda opened, recorder: steps.keep(opened, claim, reason, recorder))


@app.command("list")
def list_claims(
    round_day: Annotated[str | None, typer.Option("--round", metavar="DAY", help="Of this round alone.")] = None,
    status: Annotated[str | None, typer.Option("--status", help="Of this status alone, as 'audit failed'.")] = None,
    scheme: OnlyScheme = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:
    """List the claims that were ever made, as they stand."""
    from domain.claims.claim import FOLLOWS
    from projections.queries.claims import claims

    if status is not None and status not in FOLLOWS:
        raise OptionUnusable(f"{status!r} is no status of a claim; there are: {', '.join(FOLLOWS)}.")
    day = None if round_day is None else day_from(round_day)
    with question(data_dir, ledger) as asked:
        rows = claims(asked.ledger, scheme, day, status)
    write_list(LIST_COLUMNS, map(listed_cells, rows), format)


@app.command()
def rounds(
    scheme: OnlyScheme = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """Show every round in numbers: claimed, sampled, failed, paid, at risk."""
    from projections.queries.claims import rounds_claimed

    with question(data_dir, ledger) as asked:
        rows = rounds_claimed(asked.ledger, scheme)
    write_list(ROUND_COLUMNS, map(round_cells, rows), format)


@app.command("at-risk")
def at_risk(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the claims that later knowledge speaks against: the fact, when it became known, and how."""
    from api.claiming.rechecking import claims_at_risk

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = at_risk_cells(opened, claims_at_risk(opened))
    write_list(AT_RISK_COLUMNS, rows, format)


@app.command()
def recheck(
    known: Known = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Decide every standing claim again, print those that come out differently, and mark them at risk.

    With --known it only asks how they came out on what was known then, and records nothing.
    """
    from api.claiming.rechecking import mark_at_risk
    from api.claiming.rechecking import recheck as decide_again
    from api.questions import position_asked

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        position = position_asked(opened, known)
        if position is None:
            mark_at_risk(opened, recorder, everything=True)
        rows = rechecked_cells(opened, [one for one in decide_again(opened, position) if one.found.differs])
    write_list(RECHECK_COLUMNS, rows, format)


@app.command()
def agree(
    year: Annotated[str, typer.Option("--year", help="The financial year, as 2012-13.")],
    families: Annotated[int, typer.Option("--families", min=0, help="How many families were agreed for it.")],
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ReportFormat = None,
) -> None:
    """Record the number of families agreed with the government for a year, for which attachment fees are paid."""
    from api.claiming import steps

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = steps.agree(opened, scheme, year, families, recorder)
    if format is not None:
        write_list(("scheme", "year", "families", "recorded"), [(scheme, year, families, novelty)], format)
        return
    done = "was so on record already" if novelty == "repeated" else f"is {novelty}"
    print(f"The number of families agreed for {year} under {scheme}, {families}, {done}.")


@app.command("return")
def write_out(
    round_day: RoundDay,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file ending in .csv or .xlsx.")] = None,
    scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Write a return out: its lines, its attachment fees and its totals."""
    from api.claiming.exporting import COLUMNS, cells, made_at, return_rows, write_return

    day = day_from(round_day)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = return_rows(opened, scheme, day)
        if output is not None:
            write_return(output, rows, made_at(opened, scheme, day))
            print(f"Wrote {sum(row.what == 'claim' for row in rows)} claims to {output}.")
            return
    write_list(COLUMNS, map(cells, rows), format)


@app.command()
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


@app.command()
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


@app.command()
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
    judgement = Equivalence(date.today() if on is None else day_from(on), decided_by, reason)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if take_back:
            steps.take_back_equivalence(opened, family, scheme, result, reason, recorder)
        else:
            steps.judge_equivalent(opened, family, scheme, result, judgement, recorder)
    print(f"Recorded of {family}: equivalent progress towards {result}{' taken back' if take_back else ''}.")


def _round_day(text: str) -> date:
    """A round is claimed on what happened up to its day: one that is still to come cannot be prepared."""
    day = day_from(text)
    if day > date.today():
        raise OptionUnusable(f"{day} is still to come; a round is prepared when its day is over.")
    return day


def _step(
    data_dir: Path | None, ledger: str | None, format: ReportFormat, step: Callable[[Ledger], Return]
) -> None:
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        write_step(step(opened), format)


def _one(
    data_dir: Path | None, ledger: str | None, format: ReportFormat, by: str | None, claim: str, status: str,
    step: Callable[[Ledger, str], None],
) -> None:
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        step(opened, recorder)
    write_done(claim, status, "", format)
