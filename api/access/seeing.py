"""Who sees who people are: everybody else gets the ledger with pseudonyms, so that no answer can say more."""

from __future__ import annotations

from api.access.caller import Caller
from api.access.operations import READ_IDENTITIES, Operation
from ledger.ledger import Ledger


def as_seen(ledger: Ledger, caller: Caller, operation: Operation) -> Ledger:
    """The ledger as the caller may see it in this operation."""
    return ledger if sees_identities(caller, operation) else ledger.with_pseudonyms()


def sees_identities(caller: Caller, operation: Operation) -> bool:
    """A practitioner sees who people are in assigned families alone: not where another role lets them see all."""
    if operation.by_reference:
        return True
    return caller.may(READ_IDENTITIES) and (
        caller.sees_assigned_only(operation) or not caller.sees_assigned_only(READ_IDENTITIES))
