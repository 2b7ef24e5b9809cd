"""How a delivery stands, in a word and in a sentence: told alike on pages and over HTTP; and who has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from ledger.deliveries import Delivery
from ledger.ledger import Ledger

Stands = Literal["waiting", "under way", "cut off", "loaded", "refused"]

_HOLDERS = "deliveries"
"""In whose name a delivery is held while it is loaded."""
_SAFE = "What was recorded stays; to send the extract again is safe, because nothing is recorded twice."
WHAT_TO_DO: dict[Stands, str] = {
    "waiting": "It is kept on the server, and its turn comes by itself: you need not wait here.",
    "under way": "It goes on by itself: you need not wait here.",
    "cut off": "The server that has it has stopped, and goes on with it when it comes up again. Or send it again."
    f" {_SAFE}",
    "loaded": "It is loaded.",
    "refused": f"The extract was not loaded to its end. Mend what the problem says, and send it again. {_SAFE}",
}


def stands(ledger: Ledger, delivery: Delivery) -> Stands:
    if delivery.finished_at is not None:
        return "loaded" if delivery.answer is not None else "refused"
    if ledger.database.under_way.is_held(ledger.schema, _HOLDERS, str(delivery.delivery)):
        return "under way"
    return "waiting" if delivery.attempts == 0 else "cut off"


@contextmanager
def taken(ledger: Ledger, delivery: Delivery) -> Iterator[None]:
    """For as long as this server loads it: known everywhere, and forgotten when the server dies.

    Raises `RequestUnderWay` where another has it.
    """
    with ledger.database.under_way.alone(ledger.schema, _HOLDERS, str(delivery.delivery)):
        yield
