"""The forecast: how many families will be claimable by each coming round, how far that was right, and beside others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.access.operations import READ_PROGRAMME
from api.forecasting.asking import INTERVAL_PERCENT, Forecasted
from api.forecasting.beside import OURS, share_said
from api.forecasting.published import Figure
from api.forecasting.seen import Seen, seen
from api.pages.drawing.charts import Chart, Series, ranging
from api.pages.drawing.numbers import Numbers, written_out
from api.pages.frame.anew import anew
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.wording.words import counted, day, number, share, short_day
from domain.dates import date_of
from domain.forecasting.back_testing import Compared

router = APIRouter()

_INTERVAL = f"{INTERVAL_PERCENT}% interval"


@router.get("/forecast")
def forecast(visit: Annotated[Visit, visits(READ_PROGRAMME)]) -> Response:
    _ = visit.as_of  # found before anything is read: the page knows at least as much
    of = _seen(visit)
    found = of.forecasted
    return shown(
        visit, "money/forecast", found=found, charts=_charts(of), tables=_tables(of),
        reliability=of.tested.reliability, percent=INTERVAL_PERCENT, funded=_funded(visit),
        last=found.said.rounds[-1] if found.said.rounds else None)  # fmt: skip


@router.get("/forecast/{name}.csv")
def numbers(
    visit: Annotated[Visit, visits(READ_PROGRAMME)], name: Annotated[str, Path(pattern=r"^[a-z-]{1,40}$")]
) -> Response:
    of = _seen(visit)
    return written_out([*_charts(of), *_tables(of)], name)


def _seen(visit: Visit) -> Seen:
    """The way of every family is followed, for what earlier rounds would have said too. Raises `UnderWay`."""
    clocks = visit.clocks
    return anew(visit, "The forecast", seen, clocks.scheme.name, clocks.on, clocks.known, visit.as_of.position)


def _funded(visit: Visit) -> int | None:
    """The families whose results are paid for."""
    target, scheme = visit.authority.target, visit.clocks.scheme
    return None if target is None else scheme.payments.families_funded(target, visit.clocks.on.toordinal())


# ---- what is drawn -----------------------------------------------------------------------------------------------


def _charts(of: Seen) -> list[Chart]:
    found = of.forecasted
    charts = [_coming(found)] if found.said.rounds and found.said.attached else []
    next_ones = _one_round_ahead(of.tested.tested)
    return [*charts, _right_before(next_ones)] if next_ones else charts


def _coming(found: Forecasted) -> Chart:
    rounds = found.said.rounds
    last = rounds[-1]
    title = (f"Of {counted(found.said.attached, 'family', 'families')} attached, {number(round(last.expected))} are"
             f" expected to have been claimable by {day(date_of(last.by))}")  # fmt: skip
    places = [short_day(date_of(one.by)) for one in rounds]
    rows = [[place, f"{one.expected:.1f}", number(one.low), number(one.high)]
            for place, one in zip(places, rounds, strict=True)]  # fmt: skip
    return ranging(
        "coming-rounds", title, "By", places, Series(_INTERVAL, [one.high for one in rounds], 3),
        [Series("Expected", [round(one.expected) for one in rounds], 2)], [one.low for one in rounds], number,
        ("By", "Expected", "From", "To"), rows)  # fmt: skip


def _right_before(tests: list[Compared]) -> Chart:
    inside = sum(one.inside for one in tests)
    title = f"Asked one round before, {number(inside)} of {counted(len(tests), 'interval')} held what came"
    places = [short_day(date_of(one.said.by)) for one in tests]
    rows = [[place, short_day(date_of(one.asked)), f"{one.said.expected:.1f}", number(one.said.low),
             number(one.said.high), number(one.actual)] for place, one in zip(places, tests, strict=True)]  # fmt: skip
    return ranging(
        "one-round-ahead", title, "By", places, Series(_INTERVAL, [one.said.high for one in tests], 3),
        [Series("Expected", [round(one.said.expected) for one in tests], 2),
         Series("Came", [one.actual for one in tests], 1)], [one.said.low for one in tests], number,
        ("By", "Asked on", "Expected", "From", "To", "Came"), rows)  # fmt: skip


def _one_round_ahead(tested: Iterable[Compared]) -> list[Compared]:
    """Of each earlier forecast the first round that it spoke of."""
    firsts: dict[int, Compared] = {}
    for one in tested:
        firsts.setdefault(one.asked, one)
    return list(firsts.values())


# ---- what stands in tables ---------------------------------------------------------------------------------------


def _tables(of: Seen) -> list[Numbers]:
    tables = [_every_test(of.tested.tested)] if of.tested.tested else []
    return [*tables, _beside(of.others)]


def _every_test(tested: list[Compared]) -> Numbers:
    rows = [[short_day(date_of(one.asked)), short_day(date_of(one.said.by)), f"{one.said.expected:.1f}",
             number(one.said.low), number(one.said.high), number(one.actual), f"{one.error:+.1f}".replace("-", "−"),
             "yes" if one.inside else "no"] for one in tested]  # fmt: skip
    head = ("Asked on", "By", "Expected", "From", "To", "Came", "Off by", "Held")
    title = f"What {counted(len(rows), 'earlier forecast')} said, beside what came"
    return Numbers("tests", title, head, rows, frozenset({"By", "Held"}))


def _beside(figures: list[Figure]) -> Numbers:
    own = next(one for one in figures if one.kind == OURS)
    said = "" if own.target is None or own.claimed is None else f": ours is {share(own.claimed, own.target)}"
    head = ("Area", "Kind", "As of", "Claimed", "Funded", "Target", "Share", "Source")
    rows = [[one.area, one.kind, _as_of(one.as_of), *map(_count, (one.claimed, one.funded, one.target)),
             share_said(one) or "–", one.source] for one in figures]  # fmt: skip
    return Numbers("beside", f"The share of the target claimed, beside published figures{said}", head, rows,
                   frozenset({"Kind", "As of", "Source"}))  # fmt: skip


def _count(value: int | None) -> str:
    return "–" if value is None else number(value)


def _as_of(said: str) -> str:
    """A day as people write it; a month, or nothing, as it was published."""
    try:
        return short_day(date.fromisoformat(said))
    except ValueError:
        return said or "–"
