"""All of England: how far each authority and all together are to their targets, small numbers withheld."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access.operations import READ_NATION
from api.england.national import WITHHELD, National, Row, Shown
from api.england.national import national as added_up
from api.pages.drawing.charts import Chart, Series, side_by_side
from api.pages.drawing.numbers import Numbers, written_out
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.words import counted, number, pounds
from domain.withholding import LEAST_SHOWN

router = APIRouter()

PATH = "/national"
BANDS = ((25, "to 25%"), (50, "to 50%"), (75, "to 75%"), (100, "to 100%"))
"""What share of its target an authority has turned around at most, in a hundred, and what that is called."""
_NONE, _MORE, _NO_TARGET, _WITHHELD = "None", "over 100%", "No target", "Withheld"
_HEAD = ("Authority", "Target", "Published target", "Attached", "Turned around", "Of the target", "Claims", "Claimed",
         "Paid")  # fmt: skip

Reads = Annotated[Visit, visits(READ_NATION)]


@router.get(PATH)
def national(visit: Reads) -> Response:
    found = _found(visit)
    withheld = any(WITHHELD in row for row in found.rows)
    return shown(
        visit, "england/national", found=found, withheld=withheld, least=LEAST_SHOWN, chart=_chart(found),
        table=_table(found))  # fmt: skip


@router.get(f"{PATH}/{{name}}.csv")
def numbers(visit: Reads, name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]) -> Response:
    found = _found(visit)
    return written_out([_chart(found), _table(found)], name)


def _found(visit: Visit) -> National:
    return added_up(visit.ledger.database, visit.clocks.scheme.name)


# ---- what is drawn -----------------------------------------------------------------------------------------------


def _chart(found: National) -> Chart:
    bands = Counter(map(_band, found.authorities))
    places = [_NONE, *(said for _, said in BANDS)] + [said for said in (_MORE, _NO_TARGET, _WITHHELD) if bands[said]]
    series = [Series("Authorities", [bands[said] for said in places], 1)]
    return side_by_side("shares", _title(found), "Of the target turned around", places, series, number)


def _title(found: National) -> str:
    whole, many = found.whole, counted(len(found.authorities), "authority", "authorities")
    if not whole.target:
        return f"{many} turned {number(_sum(whole.turned_around))} families around"
    return (f"{many} turned {number(_sum(whole.turned_around))} of {number(whole.target)} families around,"
            f" {whole.share:.1f}% of their targets together")  # fmt: skip


def _band(row: Row) -> str:
    if row.turned_around == WITHHELD:
        return _WITHHELD
    if not isinstance(row.share, float):
        return _NO_TARGET
    if row.turned_around == 0:
        return _NONE
    return next((said for most, said in BANDS if row.share <= most), _MORE)


# ---- what stands in tables ---------------------------------------------------------------------------------------


def _table(found: National) -> Numbers:
    title = f"{counted(len(found.authorities), 'authority', 'authorities')}, and all together"
    return Numbers("authorities", title, _HEAD, [list(_cells(row)) for row in (*found.authorities, found.whole)])


def _cells(row: Row) -> Iterator[str]:
    share = f"{row.share:.1f}%" if isinstance(row.share, float) else row.share
    yield row.authority
    yield from map(_cell, (row.target, row.published_target, row.attached, row.turned_around, share, row.claims))
    yield from (_cell(pounds(sum_) if isinstance(sum_, int) else sum_) for sum_ in (row.claimed_pence, row.paid_pence))


def _cell(value: Shown) -> str:
    return "–" if value is None else number(value) if isinstance(value, int) else str(value)


def _sum(value: Shown) -> int:
    """The sums are never withheld."""
    assert isinstance(value, int)
    return value
