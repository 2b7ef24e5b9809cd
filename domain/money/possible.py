"""What families may bring in still, and what is at stake if the target is missed. Sums in pence.

Each is a most: a family brings in the most that one result pays under the cap, if it is turned around in time.
rules.md section 1, 'Attachment and money'.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from domain.dates import financial_year
from domain.rules.scheme import Scheme


class Attached(NamedTuple):
    """Families attached on one day that stand alike. `claimed_pence` is of each, in claims that stand."""

    attached_on: date
    claimed_pence: int
    turned_around: bool
    families: int

    @property
    def funded(self) -> bool:
        """Takes one of the places that are paid for."""
        return self.claimed_pence > 0


@dataclass(frozen=True, slots=True)
class Stake:
    """`places` are the families whose results are paid for, of `target`; None where every family's are.

    `possible_pence` is what attached families may bring in still, by the year of attachment; `to_attach_pence` what
    `to_attach` further families would, attached now. Together they are lost if the target is missed by all of them.
    """

    target: int | None
    places: int | None
    places_taken: int
    possible: dict[str, int]
    possible_families: int
    to_attach: int
    to_attach_pence: int

    @property
    def possible_pence(self) -> int:
        return sum(self.possible.values())

    @property
    def at_stake_pence(self) -> int:
        return self.possible_pence + self.to_attach_pence


def at_stake(scheme: Scheme, target: int | None, attached: Iterable[Attached], day: date) -> Stake:
    """On the day, of the families attached by then."""
    groups = list(attached)
    places = _places(scheme, target, day)
    taken = sum(group.families for group in groups if group.funded)
    left = None if places is None else max(0, places - taken)
    possible: dict[str, int] = {}
    hopeful = 0
    for group in sorted(groups, key=lambda group: (not group.funded, -room_pence(scheme, group, day))):
        room = room_pence(scheme, group, day)
        families = group.families if group.funded or left is None else min(group.families, left)
        if not (room and families):
            continue
        if not group.funded and left is not None:
            left -= families
        year = financial_year(group.attached_on.toordinal())
        possible[year] = possible.get(year, 0) + families * room
        hopeful += families
    to_attach = _to_attach(scheme, target, groups, left, day)
    each = scheme.payments.cap.on(scheme.payments.rate_day(day, day)) if to_attach else 0
    return Stake(target, places, taken, possible, hopeful, to_attach, to_attach * each)


def room_pence(scheme: Scheme, group: Attached, day: date) -> int:
    """The most that one family of the group may bring in still: 0 once it is turned around, or claims are over.

    A step towards work after that may pay what the main result left under the cap; it is not reckoned with.
    """
    if group.turned_around or day > scheme.claims_until:
        return 0
    payments = scheme.payments
    return max(0, payments.cap.on(payments.rate_day(group.attached_on, day)) - group.claimed_pence)


def _places(scheme: Scheme, target: int | None, day: date) -> int | None:
    if target is None or scheme.payments.funded_share is None:
        return None
    return scheme.payments.families_funded(target, day.toordinal())


def _to_attach(scheme: Scheme, target: int | None, groups: list[Attached], left: int | None, day: date) -> int:
    """Families short of the target, as far as places are left for them, while families may be attached."""
    if target is None or not scheme.attachments_from <= day <= scheme.attachments_until:
        return 0
    short = max(0, target - sum(group.families for group in groups))
    return short if left is None else min(short, left)
