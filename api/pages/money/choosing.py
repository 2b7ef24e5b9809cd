"""A contribution of the pooled budget in a form: what it is called, and the value that stands for it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from api.errors import OptionUnusable
from domain.money.record import Contribution, Pot


def pots_to_choose(pool: Iterable[Contribution]) -> list[tuple[str, str]]:
    """The value and the words of each."""
    return [(json.dumps(one.pot), f"{one.pot.partner}, {one.pot.year}: {one.pot.purpose}") for one in pool]


def pot_chosen(value: str | None) -> Pot:
    """Raises `OptionUnusable`."""
    try:
        partner, year, purpose = json.loads(value or "")
        return Pot(str(partner), str(year), str(purpose))
    except ValueError:
        raise OptionUnusable("Choose a contribution from the list.") from None
