"""A return as people need it: its lines, its fees and its totals, as CSV or as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from api.claiming.places import attached_families, return_of, scheme_of
from api.errors import OptionUnusable
from api.wording.pounds import PENCE_IN_POUND, in_pounds
from api.wording.spreadsheets import guarded
from domain.claims.claim import Claim, ClaimUnknown, Status, apply_to_claims
from domain.claims.lines import Line
from domain.claims.returns import Return, return_stream
from domain.claims.totals import totals_of
from domain.events import TOPICS
from domain.events.claims import ClaimEvent
from domain.events.family import AttachmentAmended, AttachmentWithdrawn, FamilyAttached
from ledger.ledger import Ledger
from projections.queries.pages import moment

COLUMNS = ("what", "claim", "family_id", "name", "number", "amount", "paid", "status", "audit")
"""`what` is claim, fee or total; `name` a kind of result, a financial year or the total's name; sums are in pounds."""

MONEY = ("amount", "paid")

_ATTACHING = (FamilyAttached.topic, AttachmentAmended.topic, AttachmentWithdrawn.topic)
_ATTACHED = "SELECT count(*) FROM attached WHERE scheme = %(scheme)s AND attached_on <= %(until)s"
_STATUSES = "SELECT claim, status FROM claim WHERE claim = ANY(%(claims)s)"
_ABOUT_CLAIMS = tuple(topic for topic, event in TOPICS.items() if issubclass(event, ClaimEvent))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a return as it is written out; sums in pence."""

    what: str
    claim: str | None = None
    family_id: str | None = None
    name: str = ""
    number: int = 1
    amount: int | None = None
    paid: int | None = None
    status: str | None = None
    audit: str | None = None


def return_rows(ledger: Ledger, scheme: str, round_on: date, known: int | None = None) -> list[Row]:
    """Every line, every fee, and the totals, as they stand or stood. Raises ClaimUnknown where there is no return."""
    of_round = return_of(ledger, scheme, round_on, known)
    if of_round.version == 0:
        raise ClaimUnknown(f"there is no return of {scheme} for {round_on} yet; prepare its claims first")
    return rows_of_return(ledger, of_round, known)


def rows_of_return(
    ledger: Ledger, of_round: Return, known: int | None = None, lines_most: int | None = None
) -> list[Row]:
    """As `return_rows`, of a return that was opened and read up to `known`, or only the first so many lines."""
    scheme, round_on = of_round.scheme, of_round.day
    totals = totals_of(of_round, scheme_of(ledger, scheme), families_attached(ledger, scheme, round_on, known))
    return [
        *_lines(ledger, of_round, known, lines_most),
        *(Row("fee", name=fee.year, number=fee.families, amount=fee.amount_pence) for fee in of_round.fees.values()),
        *(Row("total", name=total.name, number=total.number, amount=total.claimed_pence, paid=total.paid_pence)
          for total in totals),
    ]


def made_at(ledger: Ledger, scheme: str, round_on: date, known: int | None = None) -> datetime:
    """When the return last changed (by then)."""
    return ledger.history(return_stream(scheme, round_on), known)[-1].recorded_at


def families_attached(ledger: Ledger, scheme: str, until: date, known: int | None = None) -> int:
    """How many families stand as attached to the scheme on a day up to `until`: by the tables, if they stand there."""
    with moment(ledger, ledger.position() if known is None else known) as (_, tables):
        if tables is not None:
            return int(tables.execute(_ATTACHED, {"scheme": scheme, "until": until}).fetchall()[0][0])
    attached_on: dict[UUID, date | None] = {}
    for entry in ledger.reader.streams_about(attached_families(ledger), _ATTACHING, known):
        event = entry.event
        if isinstance(event, FamilyAttached | AttachmentAmended | AttachmentWithdrawn) and event.scheme == scheme:
            attached_on[event.originator_id] = None if isinstance(event, AttachmentWithdrawn) else event.attached_on
    return sum(on is not None and on <= until for on in attached_on.values())


def as_csv(rows: list[Row]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(guarded, cells(row)) for row in rows)
    return stream.getvalue()


def cells(row: Row) -> list[str | int | None]:
    """Sums as pounds with two decimals."""
    found = ((name, getattr(row, name)) for name in COLUMNS)
    return [in_pounds(cell) if name in MONEY and cell is not None else cell for name, cell in found]


def write_return(path: Path, rows: list[Row], made_at: datetime) -> None:
    """By the file's ending. `made_at` is written into a workbook, so that the same return gives the same bytes."""
    ending = path.suffix.lower()
    if ending == ".csv":
        path.write_text(as_csv(rows), encoding="utf-8", newline="")
    elif ending == ".xlsx":
        _write_workbook(path, rows, made_at)
    else:
        raise OptionUnusable(f"{path} ends in neither .csv nor .xlsx; name the file so that its ending says which.")


def _write_workbook(path: Path, rows: list[Row], made_at: datetime) -> None:
    """Two sheets, lines and totals. Text stays text: nothing in a cell is taken for a formula, a number or a link."""
    import xlsxwriter  # type: ignore[import-untyped]

    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), plain) as workbook:
        workbook.set_properties({"created": made_at.replace(tzinfo=None)})
        bold, money = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "#,##0.00"})
        for name, kept in (("lines", ("claim", "fee")), ("totals", ("total",))):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, COLUMNS, bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(COLUMNS) - 1, 18)
            for place, row in enumerate((row for row in rows if row.what in kept), 1):
                _write_row(sheet, place, row, money)


def _write_row(sheet: Any, place: int, row: Row, money: Any) -> None:
    for column, title in enumerate(COLUMNS):
        cell = getattr(row, title)
        if title in MONEY and cell is not None:
            sheet.write_number(place, column, cell / PENCE_IN_POUND, money)
        elif isinstance(cell, int):
            sheet.write_number(place, column, cell)
        elif cell is not None:
            sheet.write_string(place, column, cell)


def _lines(ledger: Ledger, of_round: Return, known: int | None, most: int | None) -> Iterator[Row]:
    lines = list(islice(of_round.lines.values(), most))
    families = {UUID(line.family) for line in lines}
    names, statuses = ledger.register.family_ids(families), _statuses(ledger, lines, families, known)
    for line in lines:
        audit = None if line.claim not in of_round.sample else {None: "waiting", True: "passed", False: "failed"}[
            line.audited]
        yield Row(
            "claim", line.claim, names.get(UUID(line.family), line.family), line.result, 1, line.amount_pence,
            line.paid_pence - line.repaid_pence, statuses[line.claim], audit)


def _statuses(ledger: Ledger, lines: Iterable[Line], families: set[UUID], known: int | None) -> dict[str, Status]:
    """By claim: by the tables, if they stand there, and else from what is recorded of the claims."""
    with moment(ledger, ledger.position() if known is None else known) as (_, tables):
        if tables is not None:
            return dict(tables.execute(_STATUSES, {"claims": [line.claim for line in lines]}).fetchall())
    claims: dict[str, Claim] = {}
    for entry in ledger.reader.streams_about(families, _ABOUT_CLAIMS, known):
        assert isinstance(entry.event, ClaimEvent)
        apply_to_claims(claims, entry.event, entry.position)
    return {name: claim.status for name, claim in claims.items()}
