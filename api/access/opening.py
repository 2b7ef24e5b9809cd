"""The door as the environment says: with the key of local tokens, and the issuer beside it where there is one."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from api.access.door import Door
from api.access.issuer_settings import issuer_settings
from api.access.issuer_tokens import IssuerTokens
from api.access.local_tokens import LocalTokens
from api.access.signing_keys import token_keys
from ledger.database import Database


def local_tokens(data_folder: Path) -> LocalTokens:
    """Raises `TokenKeyUnusable`."""
    keys = partial(token_keys, os.environ, data_folder)
    return LocalTokens(keys(), keys)


def opened_door(
    database: Database, data_folder: Path, only: str | None = None, nation: str | None = None
) -> Door:
    """Raises `TokenKeyUnusable`, `IssuerUnusable`."""
    issuer = issuer_settings(os.environ)
    return Door(database, local_tokens(data_folder), only, IssuerTokens(issuer) if issuer else None, nation)
