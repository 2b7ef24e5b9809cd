"""The token of the account that the data folder belongs to: it can read every key there, so it may hold every role.

Kept in `tokens/LEDGER` of the data folder, readable by its owner alone, so that it survives a restart.
"""

from __future__ import annotations

import getpass
import time
from dataclasses import dataclass, field
from pathlib import Path

from api.access.door import Door
from api.access.errors import TokenRefused
from api.access.issuing import issue
from api.access.local_tokens import DAY_SECONDS
from api.access.roles import HELD_BY_OWNER
from ledger.private_files import replace_private

FOLDER = Path("tokens")
DAYS = 90
RENEWED_BEFORE_DAYS = 14
"""A token that ends sooner is made anew at the next start."""


@dataclass(frozen=True, slots=True)
class OwnerToken:
    ledger: str
    file: Path
    text: str = field(repr=False)


def owner_tokens(door: Door, data_folder: Path) -> list[OwnerToken]:
    """One for each ledger served; none where the key can only check tokens."""
    if not door.tokens.may_make:
        return []
    folder = data_folder / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [
        OwnerToken(name, folder / name, _kept_or_made(door, name, folder / name))
        for name in door.ledger_names()
    ]


def _kept_or_made(door: Door, ledger: str, file: Path) -> str:
    try:
        kept = file.read_text("ascii").strip()
        door.caller(kept)
        caller, expires_at = door.tokens.read(kept)
        lasts = expires_at > time.time() + RENEWED_BEFORE_DAYS * DAY_SECONDS
        if caller.ledger == ledger and caller.roles == HELD_BY_OWNER and lasts:
            return kept
    except (FileNotFoundError, UnicodeDecodeError, TokenRefused):
        pass
    made = door.tokens.make(account(), ledger, HELD_BY_OWNER, DAYS)
    issue(door.ledger_named(ledger), made, by=account())
    replace_private(file, made.text.encode() + b"\n")
    return made.text


def account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "owner"
