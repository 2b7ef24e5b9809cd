"""Unit costs: those that the authority supplied, and supplying them, row by row or as a list that was filled in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import POOL_CONTRIBUTIONS, READ_PROGRAMME
from api.errors import OptionUnusable
from api.pages.drawing.numbers import Numbers
from api.pages.frame.acting import DONE, Refused, act_once, done_at, refused, seen_from
from api.pages.frame.forms import Form, FormNotOurs, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.pages.money.costs_form import SEEN, CostsForm, costs_form, measures_to_choose, rows_filled_in
from api.savings.asking import unit_costs
from api.savings.rows import BYTES_MAX, FORM_COLUMNS, CostRow, costs_in, form, rows_in
from api.savings.supplying import record_costs
from api.wording.pounds import in_pounds_for_people
from api.wording.words import capital, counted, short_day
from domain.savings.costs import CostsRefused
from domain.savings.measures import MEASURES

router = APIRouter()

PATH = "/savings/unit-costs"
SUPPLIED = "supplied"
_Reads = Annotated[Visit, visits(READ_PROGRAMME)]
_Supplies = Annotated[Visit, visits(POOL_CONTRIBUTIONS)]


@router.get(PATH)
def costs(visit: _Reads) -> Response:
    return _page(visit, costs_form(visit))


@router.get(f"{PATH}.csv")
def to_fill_in(visit: _Reads) -> Response:
    """Those on record, and every other measure that is counted without a figure."""
    return as_csv("unit-costs", FORM_COLUMNS, form(unit_costs(visit.ledger, visit.clocks.known)))


@router.post(PATH)
def supply(visit: _Supplies, sent: Sent) -> Response:
    return _supplied(visit, sent, rows_filled_in(sent))


@router.post(f"{PATH}/file")
def supply_file(visit: _Supplies, sent: Sent) -> Response:
    try:
        content = _content(sent)
        rows = rows_in(content)
    except OptionUnusable as error:
        return _refused(visit, refused(error))
    return _supplied(visit, sent, rows, content)


def _supplied(visit: Visit, sent: Form, rows: list[CostRow], content: bytes | None = None) -> Response:
    """What is wrong is shown in the form, row by row, wherever the rows came from."""
    seen, by = _seen(sent), visit.asking.caller.name
    try:
        costs = costs_in(rows, "row" if content is None else "line")
    except CostsRefused as error:
        return _refused(visit, refused(error), rows, error)
    found = act_once(visit, sent, lambda ledger: record_costs(ledger, costs, by, content, seen))
    if isinstance(found, Refused):
        return _refused(visit, found, rows)
    return done_at(visit, PATH, SUPPLIED)


def _refused(
    visit: Visit, refusal: Refused, rows: list[CostRow] | None = None, why: CostsRefused | None = None
) -> Response:
    there = seen_from(visit, PATH)
    return _page(there, costs_form(there, rows or (), why), refusal)


def _page(visit: Visit, filling: CostsForm | None, refusal: Refused | None = None) -> Response:
    _ = visit.as_of  # found before anything is read: the page knows at least as much
    done = "The unit costs are on record." if visit.parameters.get(DONE) == SUPPLIED else None
    return shown(
        visit, "money/unit_costs", refusal.status if refusal else 200, stated=_stated(visit), form=filling,
        measures=measures_to_choose(), done=done, mistake=refusal.what if refusal else None)  # fmt: skip


def _stated(visit: Visit) -> Numbers:
    rows = [[capital(MEASURES[one.measure].words), in_pounds_for_people(one.pence), MEASURES[one.measure].unit,
             short_day(one.from_on), one.price_year, one.source]
            for one in unit_costs(visit.ledger, visit.clocks.known)]  # fmt: skip
    head = ("What", "Pounds", "For each", "From", "In prices of", "Source")
    title = f"{counted(len(rows), 'unit cost')} on record"
    return Numbers("unit-costs", title, head, rows, frozenset({"For each", "From", "In prices of", "Source"}))


def _content(sent: Form) -> bytes:
    """Raises `OptionUnusable`."""
    files = sent.files("file")
    if len(files) != 1:
        raise OptionUnusable("Choose the list first: one file, as it is to be had on this page.")
    content = files[0].file.read(BYTES_MAX + 1)
    if len(content) > BYTES_MAX:
        raise OptionUnusable(f"The file has more than {BYTES_MAX:,} bytes; a list of unit costs is a page.")
    return content


def _seen(sent: Form) -> str:
    """Raises `FormNotOurs`."""
    seen = sent.text(SEEN)
    if seen is None:
        raise FormNotOurs
    return seen
