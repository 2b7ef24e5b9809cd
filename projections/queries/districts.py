"""Every count of the programme by the district in which families live on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from domain.rules.scheme import Scheme
from projections.queries.caseloads import NOWHERE, in_force, is_worked_with
from projections.queries.studying import Studied
from projections.reported import ELIGIBILITY


class District(NamedTuple):
    """`claimable` are results that may be claimed on the day, by kind; `paid` claims that were paid by rounds to it.

    `turned_around` has a main result claimable on the day, as in the numbers of the programme.
    """

    district: str
    families: int
    eligible: int
    attached: int
    worked_with: int
    turned_around: int
    claimable: dict[str, int]
    paid: int
    paid_pence: int


def clauses_for_districts(scheme: Scheme) -> tuple[str, ...]:
    return ELIGIBILITY, *scheme.results


def districts(families: Iterable[Studied], scheme: Scheme, day: date) -> list[District]:
    """Families whose district is not on record are counted under `NOWHERE`: the rows add up to the programme's."""
    held: dict[str, list[Studied]] = defaultdict(list)
    for family in families:
        held[in_force(family.casework.districts, day) or NOWHERE].append(family)
    return [_in_numbers(name, live_there, scheme, day) for name, live_there in sorted(held.items())]


def _in_numbers(district: str, families: list[Studied], scheme: Scheme, day: date) -> District:
    ordinal = day.toordinal()
    attached = [one for one in families if one.attached is not None and one.attached.attached_on <= day]
    claimable = {kind: {one.family_id for one in attached if ordinal in one.outcome(kind).met}
                 for kind in scheme.results}  # fmt: skip
    main = [claimable[kind] for kind, result in scheme.results.items() if result.main]
    paid = [claim for one in families for claim in one.claims if claim.status == "paid" and claim.round_on <= day]
    return District(
        district, len(families), sum(ordinal in one.outcome(ELIGIBILITY).met for one in families), len(attached),
        sum(is_worked_with(one.attached, day) for one in attached), len(set().union(*main)),
        {kind: len(found) for kind, found in claimable.items()}, len(paid), sum(claim.paid_pence for claim in paid))
