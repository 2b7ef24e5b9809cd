"""Noting a token in its ledger, without which it lets nobody in."""

from __future__ import annotations

from datetime import UTC, datetime

from api.access.errors import TokenKeyUnusable
from api.access.local_tokens import LocalToken
from api.access.signing_keys import FILE_VARIABLE
from ledger.ledger import Ledger
from ledger.token_keys import takes_key
from ledger.tokens import note_token


def issue(ledger: Ledger, token: LocalToken, by: str) -> None:
    """Raises `TokenKeyUnusable` where the ledger takes tokens of another key."""
    if not takes_key(ledger, token.key_id):
        raise TokenKeyUnusable(
            f"The ledger {ledger.name} takes tokens of another key than the one given here. Name the file with its key"
            f" by {FILE_VARIABLE}."
        )
    caller = token.caller
    note_token(
        ledger, token.id, caller.name, sorted(caller.roles), sorted(caller.scopes), caller.sample, by,
        datetime.fromtimestamp(token.expires_at, UTC), token.key_id)  # fmt: skip
