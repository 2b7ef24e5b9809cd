"""Exchanging the key that signs tokens: a new one signs from now on, and those that an old one signed hold until it is
retired. The keys are the installation's, and so it is done for every ledger of its database at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.access.errors import TokenKeyUnusable
from api.access.signing_keys import add_key, drop_key, new_key, refuse_given_keys, token_keys
from ledger.database import Database
from ledger.errors import TokenKeyUnknown
from ledger.ledgers import ledger_names, open_ledger
from ledger.token_keys import retire_key, take_key


@dataclass(frozen=True, slots=True)
class Rotated:
    """`passed_over` are ledgers that take tokens of another installation's keys."""

    key: str
    file: Path
    ledgers: list[str]
    passed_over: list[str]


def rotate(database: Database, environment: Mapping[str, str], data_folder: Path, by: str) -> Rotated:
    """Every ledger takes the new key before anything is signed with it. Raises `TokenKeyUnusable`."""
    refuse_given_keys(environment)
    held, key = [str(one.kid) for one in token_keys(environment, data_folder) if one.is_private], new_key()
    took = {name: take_key(open_ledger(database, name), str(key.kid), held, by) for name in ledger_names(database)}
    if not any(took.values()):
        raise TokenKeyUnusable("No ledger here takes tokens of the keys that are here, so that none can be exchanged.")
    file = add_key(environment, data_folder, key)
    return Rotated(str(key.kid), file, [name for name in took if took[name]], [n for n in took if not took[n]])


def retire(database: Database, environment: Mapping[str, str], data_folder: Path, key: str, by: str) -> list[str]:
    """The ledgers that took it. It is taken out of the file of keys as well. Raises `TokenKeyUnusable`,
    `TokenKeyUnknown`."""
    refuse_given_keys(environment)
    keys = token_keys(environment, data_folder)
    if keys[-1].kid == key:
        raise TokenKeyUnusable("New tokens are signed with this key. Make another one first: outcomes token rotate.")
    took = [name for name in ledger_names(database) if _retired(database, name, key, by)]
    if not took:
        raise TokenKeyUnknown(f"No ledger here ever took the key {key!r}; see `outcomes token keys`.")
    if any(one.kid == key for one in keys):
        drop_key(environment, data_folder, key)
    return took


def _retired(database: Database, name: str, key: str, by: str) -> bool:
    try:
        retire_key(open_ledger(database, name), key, by)
    except TokenKeyUnknown:
        return False
    return True
