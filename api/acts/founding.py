"""Founding a ledger, for every way in."""

from __future__ import annotations

from ledger.database import Database
from ledger.errors import LedgerExists
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, open_ledger, schema_of
from ledger.rule_sets import SCHEMES, texts_of


def found_ledger(
    database: Database, name: str, by: str, authority_name: str | None, target: int | None, overlay: str | None
) -> Ledger:
    """Raises `LedgerNameInvalid`, `UnknownOverlay` before anything is made, and `LedgerExists`."""
    schema_of(name)
    if overlay is not None:
        texts_of(SCHEMES[0], overlay)
    return create_ledger(database, name, by, authority_name, target, overlay)


def found_ledger_once(
    database: Database, name: str, by: str, authority_name: str | None, target: int | None, overlay: str | None
) -> Ledger:
    """The same for a request that may have been cut off: what it had founded a moment ago is the ledger it asks for.

    Raises `LedgerExists` where the ledger is another's, was founded otherwise, or has gone on since.
    """
    try:
        return found_ledger(database, name, by, authority_name, target, overlay)
    except LedgerExists:
        held = open_ledger(database, name)
        authority = held.authority()
        as_asked = (authority.target, authority.overlay) == (target, overlay)
        founded_by = held.history(authority.id)[0].event.by
        if authority.version > 1 or founded_by != by or not as_asked or authority_name not in (None, authority.name):
            raise
        return held
