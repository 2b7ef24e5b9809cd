"""What the authority decides: loaded, decided on and recorded, for the plan, the money and whatever it agrees to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from domain.authority import Authority
from ledger.ledger import Ledger

Done = TypeVar("Done")


def decided(ledger: Ledger, decide: Callable[[Authority], Done]) -> Done:
    """What `decide` raises is recorded nowhere; what it finds to be on record already adds nothing."""
    authority = ledger.authority()
    done = decide(authority)
    ledger.save(authority)
    return done


def evenly_spaced(text: str) -> str:
    """So that what is said twice is found to be the same."""
    return " ".join(text.split())
