"""The forecast with how far it was right before, and the share claimed beside others': all that a page shows of it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from api.forecasting.asking import BackTest, Forecasted, back_test, forecasted
from api.forecasting.beside import beside_others
from api.forecasting.published import Figure
from ledger.ledger import Ledger


class Seen(NamedTuple):
    forecasted: Forecasted
    tested: BackTest
    others: list[Figure]


def seen(ledger: Ledger, scheme: str, at: date, known: int | None, position: int) -> Seen:
    """As known at the position, which is that of the tables where `known` is None. Raises `UnknownScheme`."""
    return Seen(forecasted(ledger, scheme, at, position), back_test(ledger, scheme, at, position),
                beside_others(ledger, scheme, at, known))  # fmt: skip
