"""What works, with what has to be said beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.errors import OptionUnusable
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from projections.queries.asking import scheme_as_known
from projections.queries.comparing_work import (
    BEGUN_WITHIN_MONTHS,
    WITHIN_MONTHS,
    Cohort,
    Compared,
    Group,
    Lasted,
    cohort,
    compare,
    kinds_told,
    lasted,
    set_aside,
)
from projections.queries.followed_in_tables import cohort_in
from projections.queries.pages import moment
from projections.queries.since import OF_CLAIMS
from projections.queries.studying import studied
from projections.queries.unmoved import while_unmoved

SMALLEST_GROUP_VARIABLE = "OUTCOMES_SMALLEST_GROUP"
SMALLEST_GROUP = 10
SMALLEST_GROUP_MIN = 5
MONTHS_MAX = 120

CAVEATS = (
    "No control group was drawn by lot: families are given an intervention because of what they need, and differ from"
    " those who are not. A difference between the two is no effect of the intervention.",
    "A result is counted when it may first be claimed on what is known. A family of whom agencies no longer report"
    " looks like one for whom things went well.",
    "The intervals are of chance alone, 19 in 20 for each number by itself. Of twenty comparisons one would differ by"
    " chance if nothing worked.",
    "Families may have had several kinds of intervention at once: the kinds are not apart from each other.",
)


@dataclass(frozen=True, slots=True)
class WhatWorks:
    """`set_aside`: of each result how many reached it before and of how many it cannot be said; None where withheld."""

    scheme: str
    at: date
    begun_within_months: int
    within_months: int
    smallest_group: int
    compared: list[Compared]
    lasted: list[Lasted]
    kinds_withheld: int
    set_aside: dict[str, tuple[int, int]] | None
    not_yet_followed: int
    position: int


def smallest_group() -> int:
    """As configured. Raises `OptionUnusable`."""
    said = os.environ.get(SMALLEST_GROUP_VARIABLE) or str(SMALLEST_GROUP)
    if not said.isdecimal() or int(said) < SMALLEST_GROUP_MIN:
        raise OptionUnusable(
            f"{SMALLEST_GROUP_VARIABLE} is set to {said!r}. Say a number from {SMALLEST_GROUP_MIN} on, or unset it.")
    return int(said)


def what_works(
    ledger: Ledger, scheme: str, day: date, known: int | None = None, begun_within: int = BEGUN_WITHIN_MONTHS,
    within: int = WITHIN_MONTHS,
) -> WhatWorks:  # fmt: skip
    """As known now it is worked out once for as long as the tables stand still."""
    rules, asked = scheme_as_known(ledger, scheme, known), (smallest_group(), day, begun_within, within)
    if known is not None:
        return _worked_out(ledger, rules, known, *asked)
    return while_unmoved(
        ledger, ("what works", rules.digest, *asked), lambda: _worked_out(ledger, rules, None, *asked))


def _worked_out(
    ledger: Ledger, rules: Scheme, known: int | None, smallest: int, day: date, begun_within: int, within: int
) -> WhatWorks:  # fmt: skip
    position, found = _cohort(ledger, rules, day, known, begun_within, within)
    families = found.families
    kinds, others = kinds_told(families, smallest)
    return WhatWorks(
        rules.name, day, begun_within, within, smallest,
        [compare(families, kind, result, smallest) for kind in kinds for result in rules.results],
        [lasted("support, from the first day of the work to the last", found.support, smallest),
         *(lasted(kind, found.kinds.get(kind, []), smallest) for kind in kinds)],
        others, set_aside(families, rules.results, smallest), found.not_yet, position)


def _cohort(
    ledger: Ledger, rules: Scheme, day: date, known: int | None, begun_within: int, within: int
) -> tuple[int, Cohort]:
    with moment(ledger, known) as (position, tables):
        if tables is not None:
            return position, cohort_in(tables, rules.name, rules.results, day, begun_within, within)
    rows = studied(ledger, rules.name, tuple(rules.results), position, OF_CLAIMS).rows
    return position, cohort(rows, rules.results, day, begun_within, within)


def as_json(found: WhatWorks) -> dict[str, Any]:
    return {
        "scheme": found.scheme, "at": found.at, "begun_within_months": found.begun_within_months,
        "within_months": found.within_months, "smallest_group": found.smallest_group,
        "compared": [{"kind": one.kind, "result": one.result, "had": _group(one.had), "had_not": _group(one.had_not)}
                     for one in found.compared],
        "lasted": [one._asdict() for one in found.lasted],
        "kinds_withheld": found.kinds_withheld,
        "set_aside": None if found.set_aside is None else [
            {"result": result, "reached_before": before, "unknown": unknown}
            for result, (before, unknown) in found.set_aside.items()],
        "not_yet_followed": found.not_yet_followed, "caveats": list(CAVEATS), "position": found.position,
    }  # fmt: skip


def _group(group: Group | None) -> dict[str, Any] | None:
    return None if group is None else group._asdict()
