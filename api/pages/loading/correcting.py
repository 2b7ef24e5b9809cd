"""Correcting rejected rows in place: a form with the wrong cells first, loaded as an extract of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.operations import LOAD_EXTRACTS
from api.acts.correcting import left_to_correct, load_corrected
from api.errors import OptionUnusable
from api.pages.frame.acting import Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.pages.loading.rejects import Load, extract_called, key_of
from api.places import Place
from api.today import today_here
from intake.correcting import CorrectedRow
from intake.kinds import form_of
from intake.limits import limits_set
from intake.rejected import Rejected
from ledger.extracts import Extract
from ledger.ledger import Ledger

router = APIRouter()

ROWS_SHOWN = 25
CORRECTED = "corrected"
"""The word by which the file's page says what was done."""
UNCHANGED = "unchanged"
"""The box to tick so that rows go along in which nothing was changed."""
_IDS = ("record_id", "person_id", "family_id", "term_id")

_Loads = Annotated[Visit, visits(LOAD_EXTRACTS)]
After = Annotated[int, Query(ge=0, le=2**31)]
Why = Annotated[str | None, Query(pattern="^[0-9a-f]{12}$")]


@dataclass(frozen=True, slots=True)
class CellShown:
    """`field` is its name in the form; `was` what stands in the file; `problem` is empty where nothing is wrong."""

    field: str
    column: str
    text: str
    was: str
    problem: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """`called` are the references by which whoever knows the file knows the row."""

    line: int
    called: str
    problem: str
    cells: list[CellShown]
    beyond: list[str]

    @property
    def is_told_beside(self) -> bool:
        """Whether something else is wrong with one cell than with another."""
        return len({cell.problem for cell in self.cells if cell.problem}) > 1

    @property
    def wrong(self) -> list[CellShown]:
        return [cell for cell in self.cells if cell.problem] or self.cells

    @property
    def others(self) -> list[CellShown]:
        return [cell for cell in self.cells if not cell.problem] if len(self.wrong) < len(self.cells) else []


@router.get("/extracts/{load}/correct")
def correct(visit: _Loads, load: Load, request: Request, after: After = 0, why: Why = None) -> Response:
    found, place = extract_called(visit.ledger, load), request.app.state.settings.place
    visit.asking.note_list("rejected rows to correct", {"load": load}, visit.as_of.position)
    return _page(visit, found, _to_correct(visit.ledger, place, found, why), after, why)


@router.post("/extracts/{load}/correct")
def corrected(
    visit: _Loads, load: Load, form: Sent, request: Request, after: After = 0, why: Why = None
) -> Response:
    """Those that are still wrong are shown again, with their reasons; the file's page says what became of all."""
    found, place = extract_called(visit.ledger, load), request.app.state.settings.place
    there = seen_from(visit, f"/extracts/{load}/correct")
    by, folder = visit.asking.caller.name, place.rejects_folder / visit.ledger.name

    def act(ledger: Ledger) -> None:
        rows = _as_filled(form, found, _to_correct(ledger, place, found))
        ledger.keep_answer(load_corrected(ledger, found, rows, by, today_here(), folder).as_json())

    done = act_once(visit, form, act, in_parts=True)
    if isinstance(done, Refused):
        return _page(there, found, _to_correct(visit.ledger, place, found, why), after, why, form, done)
    return done_at(visit, f"/extracts/{load}", CORRECTED, into=done.answer["load"])


def _to_correct(ledger: Ledger, place: Place, found: Extract, why: str | None = None) -> Iterator[Rejected]:
    """Of one reason, where it is named."""
    return (row for row in left_to_correct(ledger, place, found) if why in (None, key_of(row)))


def _as_filled(form: Form, found: Extract, left: Iterator[Rejected]) -> list[CorrectedRow]:
    """Raises `OptionUnusable` where nothing is to be sent."""
    said = dict(form.fields)
    rows = [
        CorrectedRow(row, {name: said.get(_field(row, name), "") for name in form_of(found.kind).names})
        for row in left if any(_field(row, name) in said for name in form_of(found.kind).names)
    ]  # fmt: skip
    sent = [row for row in rows if form.ticked(UNCHANGED) or row.changed(found.kind)]
    if not sent:
        raise OptionUnusable(
            "No row is left to be sent: no cell was changed, or somebody else has sent the rows meanwhile. Put right"
            " what is wrong, or tick the box below the rows if what they rest on has come since.")
    return sent


def _field(row: Rejected, column: str) -> str:
    return f"{row.line}.{column}"


def _page(
    visit: Visit, found: Extract, left: Iterator[Rejected], after: int, why: str | None,
    form: Form | None = None, refusal: Refused | None = None,
) -> Response:  # fmt: skip
    """More rows are asked for than are shown, so that it is known whether there are any."""
    rows = list(islice((row for row in left if row.line > after), ROWS_SHOWN + 1))
    said = dict(form.fields) if form else {}
    return shown(
        visit, "loading/correcting", refusal.status if refusal else 200, one=found,
        rows=[_shown(row, found.kind, said) for row in rows[:ROWS_SHOWN]], why=why, after=after,
        more=rows[ROWS_SHOWN - 1].line if len(rows) > ROWS_SHOWN else None, ticked=UNCHANGED in said,
        length_max=limits_set().cell_characters, mistake=refusal.what if refusal else None,
    )  # fmt: skip


def _shown(row: Rejected, kind: str, said: dict[str, str]) -> RowShown:
    values, beside = row.values(kind), row.beside(kind, today_here(), limits_set())
    cells = [CellShown(_field(row, name), name, said.get(_field(row, name), value), value, beside.get(name, ""))
             for name, value in values.items()]  # fmt: skip
    called = ", ".join(values[name] for name in _IDS if values.get(name))
    return RowShown(row.line, called, row.problem, cells, row.beyond)
