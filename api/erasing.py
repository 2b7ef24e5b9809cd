"""Erasing a person by the authority's own person_id."""

from __future__ import annotations

from api.errors import AskedWrongly
from ledger.errors import ConflictingWrite
from ledger.ledger import Ledger
from ledger.sealing.erasing import erase_person

ATTEMPTS = 5


class PersonUnknown(AskedWrongly):
    """Nobody of this person_id is in the register: check it, or the person was erased before."""


def erase_called(ledger: Ledger, person_id: str, reason: str, decided_by: str, by: str) -> int:
    """In how many families' streams the decision is recorded. The tables are brought up to date at once."""
    found = ledger.register.people([person_id]).get(person_id)
    if found is None:
        raise PersonUnknown(f"There is no person {person_id!r} in ledger {ledger.name!r}, or not any more.")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            families = erase_person(ledger, found.pseudonym, reason, decided_by, by)
            break
        except ConflictingWrite:
            if attempt == ATTEMPTS:
                raise
    _forget_in_tables(ledger)
    return len(families)


def _forget_in_tables(ledger: Ledger) -> None:
    """What the tables said of the person goes now, and not when someone next asks; older tables go altogether."""
    from projections.errors import NotProjected
    from projections.rebuild import drop_previous
    from projections.runner import catch_up
    from projections.tracking import live

    try:
        live(ledger)
    except NotProjected:
        return
    catch_up(ledger)
    drop_previous(ledger)
