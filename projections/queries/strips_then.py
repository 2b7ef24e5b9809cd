"""Families with their strips as they were known at a moment: decided anew, from the log.

A list of which nothing has to be decided is made a page at a time. Of any other every family is decided once, by
several processes where there are many; which ones match is then known, and a page of it takes only its own families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from domain.authority import Term
from domain.dates import Day
from domain.days import Days
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.nearly import ELIGIBILITY as NEAR_ELIGIBILITY
from domain.rules.nearly import near_misses
from domain.rules.outcome import NOT_MET, Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.folding import unfoldable
from projections.queries.as_known import Answer, answers, telling
from projections.queries.asking import rows_of, scheme_as_known
from projections.queries.pages import WHOLE
from projections.queries.strips import SOON_DAYS, Page, Row, Standing, Wanted, conditions_of, values_of
from projections.reported import ELIGIBILITY

LOOKED_AT_MAX = 400
"""Families of the register that are looked up for one page; those not on record yet then cost next to nothing."""
_FOLDED_AT_A_TIME = 50

Named = tuple[str, UUID]

_NEXT = """
SELECT family_id COLLATE "C" AS named, pseudonym FROM family
WHERE family_id COLLATE "C" > %(after)s{conditions} ORDER BY named LIMIT %(limit)s
"""


def strips_then(
    ledger: Ledger, scheme: Scheme, wanted: Wanted, day: date, known: int, after: str, limit: int
) -> Page:  # fmt: skip
    """Of a plain question, or of few families: a bounded number of them is looked at for a page."""
    plain = Wanted(reference=wanted.reference, only=wanted.only)
    statement = _NEXT.format(conditions="".join(f" AND {one}" for one in conditions_of(plain)))
    values = values_of(scheme, wanted, day) | {"after": after, "limit": LOOKED_AT_MAX + 1}
    named = rows_of(ledger, statement, values)
    looked_at = _Counted(iter(named[:LOOKED_AT_MAX]))
    matching = (row for row in _decided(ledger, scheme, looked_at, wanted, day, known)
                if holds(wanted, row, day))  # fmt: skip
    rows = list(islice(matching, limit + 1))
    if len(rows) > limit:
        return Page(rows[:limit], rows[limit - 1].family_id, None, looked_at.number)
    return Page(rows, named[LOOKED_AT_MAX - 1][0] if len(named) > LOOKED_AT_MAX else None, None, looked_at.number)


def page_of(
    ledger: Ledger, scheme: Scheme, found: Sequence[Named], wanted: Wanted, day: date, known: int, after: str,
    limit: int,
) -> Page:  # fmt: skip
    """Of those that `Matching` found."""
    page = list(islice((one for one in found if one[0] > after), limit + 1))
    rows = list(_decided(ledger, scheme, iter(page[:limit]), wanted, day, known))
    return Page(rows, page[limit - 1][0] if len(page) > limit else None, len(found))


@dataclass(frozen=True, slots=True)
class Matching:
    """Asked of every family as it was known at a position: is it one of those wanted on the day?

    `erased` is how many people are erased: that alone changes what can be read of then.
    """

    scheme: str
    wanted: Wanted
    day: date
    known: int
    erased: int

    def __call__(self, ledger: Ledger, tell: Tell) -> list[Named]:
        with telling(tell):
            return list(answers(ledger, self.known, WHOLE, self))

    def of(self, ledger: Ledger) -> Answer[Named]:
        rules, terms = scheme_as_known(ledger, self.scheme, self.known), ledger.authority(self.known).terms.values()
        only = None if self.wanted.only is None else set(self.wanted.only)
        beginning = self.wanted.reference.lower()

        def rows(family_id: str, family: Family) -> Iterator[Named]:
            fits = (only is None or family.id in only) and family_id.lower().startswith(beginning)
            row = _row(family_id, family, terms, rules, self.wanted, self.day) if fits else None
            if row is not None and holds(self.wanted, row, self.day):
                yield family_id, family.id

        return rows


class _Counted:
    def __init__(self, named: Iterator[Named]) -> None:
        self._named = named
        self.number = 0

    def __iter__(self) -> Iterator[Named]:
        return self

    def __next__(self) -> Named:
        one = next(self._named)
        self.number += 1
        return one


def _decided(
    ledger: Ledger, scheme: Scheme, named: Iterator[Named], wanted: Wanted, day: date, known: int
) -> Iterator[Row]:  # fmt: skip
    """Families that were not on record yet are passed over."""
    terms = ledger.authority(known).terms.values()
    while batch := list(islice(named, _FOLDED_AT_A_TIME)):
        families = ledger.families([family for _, family in batch], known)
        for family_id, stream in batch:
            if families[stream].version:
                yield _row(family_id, families[stream], terms, scheme, wanted, day)


def _row(
    family_id: str, family: Family, terms: Iterable[Term], scheme: Scheme, wanted: Wanted, day: date
) -> Row:  # fmt: skip
    attachment = family.attachments.get(scheme.name)
    with unfoldable(family):
        decided = standing(family, terms, scheme)
        said: dict[str, Outcome] = {name: one.outcome(decided.case) for name, one in scheme.criteria.items()}
        said[ELIGIBILITY] = scheme.eligibility.outcome(decided.case)
        if attachment is not None:
            prospects = decided.prospects(attachment)
            said |= {kind: prospects.outcome(kind) for kind in scheme.results}
        near = near_misses(family, terms, scheme, day.toordinal(), SOON_DAYS) if wanted.tells_what_is_missing else []
    return Row(
        family_id, family.id, attachment.attached_on if attachment else None,
        attachment.closed_on if attachment else None, said, near)  # fmt: skip


def holds(wanted: Wanted, row: Row, on: date) -> bool:
    """What the conditions in SQL ask, of a row at hand."""
    day, said = on.toordinal(), row.said
    attached = row.attached_on is not None and row.attached_on <= on
    return (
        (wanted.standing is None or _stands(row, wanted.standing, day))
        and (wanted.criterion is None or day in said.get(wanted.criterion, NOT_MET).met)
        and (wanted.attached is None or attached == (wanted.attached == "yes"))
        and (not wanted.results or (attached and any(_claimable(wanted, said.get(one, NOT_MET), day)
                                                     for one in wanted.results))))  # fmt: skip


def _stands(row: Row, wanted: Standing, day: Day) -> bool:
    eligible = row.said.get(ELIGIBILITY, NOT_MET)
    answer = eligible.on(day)
    if wanted == "nearly":
        return any(near.what == NEAR_ELIGIBILITY for near in row.near)
    if wanted == "soon":
        return answer != "met" and _is_met_soon(eligible, day)
    return {"eligible": "met", "unknown": "unknown"}.get(wanted, "not met") == answer.replace("not relevant", "not met")


def _claimable(wanted: Wanted, result: Outcome, day: Day) -> bool:
    if not wanted.results_nearly:
        return day in result.met
    return day not in result.met and (day in result.unknown or _is_met_soon(result, day))


def _is_met_soon(outcome: Outcome, day: Day) -> bool:
    return bool(outcome.met & Days.between(day + 1, day + SOON_DAYS))
