"""`outcomes budget ...` and `outcomes payments ...`: what partners give, what the government pays, what was agreed."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.money import cells, heads
from api.command_line.options import (
    DEFAULT_SCHEME,
    By,
    DataDir,
    Known,
    LedgerName,
    ListFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_list
from api.defaults import FAMILIES_MAX
from api.places import opened_ledger, place_from
from api.wording.days import day_from
from api.wording.pounds import in_pounds_for_people, pence_from

budget = typer.Typer(
    name="budget", help="The pooled community budget: who gives what, for what, and what has come.",
    rich_markup_mode=None)  # fmt: skip
payments = typer.Typer(
    name="payments", help="What the government has paid, return by return.", rich_markup_mode=None)  # fmt: skip

Partner = Annotated[str, typer.Argument(help="Who gives it: an organisation, not a person.")]
Year = Annotated[str, typer.Option("--year", help="The financial year, as 2012-13.")]
Purpose = Annotated[str, typer.Option("--for", metavar="PURPOSE", help="What it is for.")]
Pounds = Annotated[str, typer.Option("--pounds", help="The sum, as 1234.05.")]
On = Annotated[str, typer.Option("--on", metavar="DAY", help="The day on which it came.")]
Reference = Annotated[str, typer.Option("--reference", help="The payment's own, as the bank statement has it.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record, and must not name anyone.")]


@budget.command()
def pledge(
    partner: Partner, year: Year, spent_on: Purpose, pounds: Pounds, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record what a partner will give in a year for a purpose; another sum replaces the earlier one."""
    from api.money import recording

    pence, recorder = pence_from(pounds), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = recording.pledge(opened, recording.pot(partner, year, spent_on), pence, recorder)
    print(f"{partner} gives GBP {in_pounds_for_people(pence)} for {spent_on} in {year} ({novelty}).")


@budget.command()
def receive(
    partner: Partner, year: Year, spent_on: Purpose, pounds: Pounds, on: On, reference: Reference, by: By = None,
    ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record what has come of a pledge."""
    from api.money import recording

    recorder, came = recorded_by(by), recording.receipt(reference, day_from(on), pence_from(pounds))
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        of = recording.pot(partner, year, spent_on)
        novelty = recording.receive(opened, of, came, recorder)
        held = opened.authority().money.contributions[of]
    print(f"GBP {in_pounds_for_people(came.pence)} came from {partner} ({novelty});"
          f" GBP {in_pounds_for_people(held.outstanding_pence)} is outstanding.")  # fmt: skip


@budget.command()
def withdraw(
    partner: Partner, year: Year, spent_on: Purpose, reason: Reason,
    pounds: Annotated[str | None, typer.Option("--pounds", help="By default all that is outstanding.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record that what is outstanding of a pledge will not come."""
    from api.money import recording

    pence, recorder = None if pounds is None else pence_from(pounds), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        of = recording.pot(partner, year, spent_on)
        recording.withdraw(opened, of, pence, reason, recorder)
        held = opened.authority().money.contributions[of]
    print(f"{partner} gives GBP {in_pounds_for_people(held.pledged_pence)} for {spent_on} in {year} after all.")


@budget.command()
def minimum(
    year: Annotated[str, typer.Argument(help="The financial year, as 2013-14.")],
    families: Annotated[
        int, typer.Argument(min=0, max=FAMILIES_MAX, help="How many are at least to be attached in it.")],
    scheme: SchemeName = DEFAULT_SCHEME, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record the number of families that are at least to be attached in a year."""
    from api.money.recording import agree_minimum

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = agree_minimum(opened, scheme, year, families, recorder)
    print(f"At least {families} families are to be attached in {year} under {scheme} ({novelty}).")


@budget.command("list")
def contributions(
    known: Known = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """What each partner gives, by year and purpose: pledged, received and outstanding."""
    from api.answers.questions import position_asked
    from api.money.standing import CONTRIBUTION_COLUMNS, contributions_as_json

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = contributions_as_json(opened, position_asked(opened, known))
    write_list(heads(CONTRIBUTION_COLUMNS), (cells(row, CONTRIBUTION_COLUMNS) for row in rows), format)


@payments.command()
def record(
    round_day: Annotated[str, typer.Argument(metavar="DAY", help="The round that it is for.")],
    pounds: Pounds, on: On, reference: Reference, scheme: SchemeName = DEFAULT_SCHEME, by: By = None,
    ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record money that came from the government for a return, and how the two compare."""
    from api.claiming.places import return_of
    from api.money import recording
    from domain.money.reconciling import reconciled

    round_on, recorder = day_from(round_day), recorded_by(by)
    came = recording.receipt(reference, day_from(on), pence_from(pounds))
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = recording.record_payment(opened, scheme, round_on, came, recorder)
        of_round = return_of(opened, scheme, round_on)
        found = reconciled(of_round, opened.authority().money.payments.values())
    print(f"GBP {in_pounds_for_people(came.pence)} came for the round of {round_on} ({novelty}); of"
          f" GBP {in_pounds_for_people(found.claimed_pence)} claimed, GBP {in_pounds_for_people(found.received_pence)}"
          f" have come in all: {found.state}.")  # fmt: skip


@payments.command("withdraw")
def withdraw_receipt(
    reference: Annotated[str, typer.Argument(help="The receipt's reference.")], reason: Reason, by: By = None,
    ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record that a receipt, of a contribution or a payment, was recorded in error: it no longer counts."""
    from api.money.recording import withdraw_receipt as take_back

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        take_back(opened, reference, reason, recorder)
    print(f"The receipt {reference} no longer counts.")


@payments.command("list")
def list_payments(
    known: Known = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """Every payment from the government, by the day on which it came."""
    from api.answers.questions import position_asked
    from api.money.standing import PAYMENT_COLUMNS, payments_as_json

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = payments_as_json(opened, position_asked(opened, known))
    write_list(heads(PAYMENT_COLUMNS), (cells(row, PAYMENT_COLUMNS) for row in rows), format)
