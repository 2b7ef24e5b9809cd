"""Referrals in and out on a day: what became of each, and of those of each agency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import READ_FAMILIES
from api.pages.casework.asked import DIRECTIONS, After, Said
from api.pages.drawing.charts import Chart, Series, stacked
from api.pages.frame.anew import anew
from api.pages.frame.rendering import shown
from api.pages.frame.spreadsheets import as_csv
from api.pages.frame.visiting import Visit, visits
from api.wording.words import counted, number
from domain.casework.choices import ANSWERS
from projections.queries.caseloads import Referral, ReferralsOfAgency
from projections.queries.work_lists import WAITING, Listed, Some, Wanted, referrals_on

router = APIRouter()

PATH = "/casework"
REFERRALS_SHOWN, AGENCIES_DRAWN, REFERRALS_WRITTEN_MAX = 50, 8, 100_000
FATES = (WAITING, *ANSWERS)

Reads = Annotated[Visit, visits(READ_FAMILIES)]


@router.get(PATH)
def referrals(visit: Reads, direction: Said = "", agency: Said = "", fate: Said = "", after: After = 0) -> Response:
    visit.note_list("referrals page", visit.parameters)
    wanted = Wanted(direction if direction in DIRECTIONS else None, agency or None, fate if fate in FATES else None)
    listed, agencies = _asked(visit, wanted, REFERRALS_SHOWN + 1, after)
    return shown(
        visit, "casework/referrals", rows=listed.rows[:REFERRALS_SHOWN], number_found=listed.number, agencies=agencies,
        more=after + REFERRALS_SHOWN if len(listed.rows) > REFERRALS_SHOWN else None, first=not after, fates=FATES,
        directions=DIRECTIONS, named=sorted({one.agency for one in agencies}), wanted=wanted,
        waiting=sum(one.waiting for one in agencies), drawn=_fates(agencies),
    )  # fmt: skip


@router.get(f"{PATH}/referrals.csv")
def written(visit: Reads) -> Response:
    return as_csv("referrals", Referral._fields, _all(visit, REFERRALS_WRITTEN_MAX)[0].rows)


@router.get(f"{PATH}/referrals-by-agency.csv")
def by_agency(visit: Reads) -> Response:
    return as_csv("referrals-by-agency", ReferralsOfAgency._fields, _all(visit, 0)[1])


def _all(visit: Visit, most: int) -> tuple[Listed[Referral], list[ReferralsOfAgency]]:
    visit.note_list("referrals page")
    return _asked(visit, Wanted(), most, 0)


def _asked(visit: Visit, wanted: Wanted, most: int, after: int) -> tuple[Listed[Referral], list[ReferralsOfAgency]]:
    """As known then the whole list is made once, for all its pages. Raises `UnderWay`."""
    clocks, some = visit.clocks, Some(most, after, visit.theirs())
    if clocks.known is None:
        return referrals_on(visit.ledger, clocks.scheme.name, clocks.on, wanted, some)
    listed, agencies = anew(
        visit, "Referrals", referrals_on, clocks.scheme.name, clocks.on, wanted, Some(only=some.only), clocks.known)
    return listed._replace(rows=some.of(listed.rows)), agencies


def _fates(agencies: Sequence[ReferralsOfAgency]) -> Chart | None:
    """Of the agencies with most referrals, in and out together."""
    if not agencies:
        return None
    fates: dict[str, Counter[str]] = {}
    for one in agencies:
        fates.setdefault(one.agency, Counter()).update(
            {"accepted": one.accepted, "declined": one.declined, "no answer": one.no_answer, WAITING: one.waiting})
    made: Counter[str] = sum(fates.values(), Counter())
    title = (f"Of {counted(made.total(), 'referral')} {number(made['accepted'])} were accepted,"
             f" {number(made['declined'])} declined, {number(made['no answer'])} not answered; {number(made[WAITING])}"
             f" {'waits' if made[WAITING] == 1 else 'wait'}")  # fmt: skip
    most = sorted(fates, key=lambda name: (-fates[name].total(), name))[:AGENCIES_DRAWN]
    series = [Series(words, [fates[name][fate] for name in most], tone) for tone, (fate, words) in enumerate(
        {"accepted": "Accepted", "declined": "Declined", WAITING: "Waiting", "no answer": "No answer"}.items(), 1)]
    return stacked("referrals-by-agency", title, "Agency", most, series, number)
