"""Parts of a list come to the whole list, from the tables and from the log, whoever writes in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from ledger.ledger import Ledger
from projections.errors import CriterionUnknown, ResultUnknown
from projections.queries.claiming import claimable_page
from projections.queries.eligible import eligibility_page
from projections.queries.families import families_page
from projections.queries.nearing import nearly_page
from projections.queries.pages import WHOLE, Page, Part
from projections.runner import catch_up
from tests.projections.agencies import Agencies

SCHEME, ON = "troubled-families-2012", date(2014, 10, 31)
Ask = Callable[[int | None, Part], Page[Any]]
Lists = dict[str, tuple[Ask, Callable[[Any], tuple[Any, ...]]]]


def lists(ledger: Ledger) -> Lists:
    """Each with the key that its parts go on from."""
    return {
        "eligibility": (lambda known, part: eligibility_page(ledger, SCHEME, ON, known, part), _by_family),
        "eligible": (lambda known, part: eligibility_page(ledger, SCHEME, ON, known, part, True), _by_family),
        "a criterion": (
            lambda known, part: eligibility_page(ledger, SCHEME, ON, known, part, None, "education"), _by_family),
        "claimable": (lambda known, part: claimable_page(ledger, SCHEME, ON, known, part), _by_result),
        "not valid": (
            lambda known, part: claimable_page(ledger, SCHEME, ON, known, part, None, "not-valid"), _by_result),
        "one result": (lambda known, part: claimable_page(ledger, SCHEME, ON, known, part, "CE"), _by_result),
        "nearly": (
            lambda known, part: nearly_page(ledger, SCHEME, ON, 60, known, part),
            lambda row: (row.family_id, row.what)),
        "families": (lambda known, part: families_page(ledger, known, part), _by_family),
        "attached": (lambda known, part: families_page(ledger, known, part, SCHEME), _by_family),
    }  # fmt: skip


def _by_family(row: Any) -> tuple[Any, ...]:
    return (row.family_id,)


def _by_result(row: Any) -> tuple[Any, ...]:
    return row.family_id, row.result


def in_parts(ask: Ask, key: Callable[[Any], tuple[Any, ...]], known: int | None, limit: int) -> tuple[int, list[Any]]:
    """As a reader gets it: the position is that of the first part for all the others."""
    position, rows = ask(known, Part(limit=limit))
    found = list(rows)
    while len(rows) == limit:
        rows = ask(position, Part(key(found[-1]), limit)).rows
        found += rows
    return position, found


def test_parts_come_to_the_whole_and_the_log_says_what_the_tables_say(agencies: Agencies) -> None:
    agencies.record(len(agencies.rows) * 2 // 3)
    position = catch_up(agencies.ledger)
    whole = {name: ask(None, WHOLE) for name, (ask, _) in lists(agencies.ledger).items()}
    agencies.record()
    catch_up(agencies.ledger)
    for name, (ask, key) in lists(agencies.ledger).items():
        assert whole[name].position == position, name
        assert ask(position, WHOLE) == whole[name], name
        for limit in (1, 3, max(1, len(whole[name].rows))):
            assert in_parts(ask, key, position, limit) == tuple(whole[name]), (name, limit)
        assert in_parts(ask, key, None, 4) == tuple(ask(None, WHOLE)), name


def test_parts_belong_together_whoever_writes_between_them(agencies: Agencies) -> None:
    agencies.record(len(agencies.rows) // 2)
    catch_up(agencies.ledger)
    for ask, key in lists(agencies.ledger).values():
        position, whole = ask(None, WHOLE)
        first = ask(None, Part(limit=2))
        agencies.record(20)
        catch_up(agencies.ledger)
        found = list(first.rows)
        while len(found) % 2 == 0 and found:
            rest = ask(first.position, Part(key(found[-1]), 2)).rows
            found += rest
            if not rest:
                break
        assert (first.position, found) == (position, whole)


def test_what_a_scheme_does_not_have_is_refused(agencies: Agencies) -> None:
    catch_up(agencies.ledger)
    with pytest.raises(CriterionUnknown, match="crime-asb"):
        eligibility_page(agencies.ledger, SCHEME, ON, criterion="nothing of ours")
    with pytest.raises(ResultUnknown, match="CAE"):
        claimable_page(agencies.ledger, SCHEME, ON, result="SSP")
    with pytest.raises(ResultUnknown, match="eligibility, CAE"):
        nearly_page(agencies.ledger, SCHEME, ON, 60, what="SSP")
