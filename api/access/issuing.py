"""Noting a token in its ledger, without which it lets nobody in."""

from __future__ import annotations

from datetime import UTC, datetime

from api.access.local_tokens import LocalToken
from ledger.ledger import Ledger
from ledger.tokens import note_token


def issue(ledger: Ledger, token: LocalToken, by: str) -> None:
    caller = token.caller
    note_token(
        ledger, token.id, caller.name, sorted(caller.roles), sorted(caller.scopes), caller.sample, by,
        datetime.fromtimestamp(token.expires_at, UTC))  # fmt: skip
