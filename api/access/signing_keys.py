"""The keys that sign local tokens: given by the environment, or made in the data folder beside the master key.

One PEM after the other, the newest last: new tokens are signed with it. Those of the others hold until the ledger
retires their key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from api.access.errors import TokenKeyUnusable
from ledger.private_files import make_once, replace_private

KEY_VARIABLE = "OUTCOMES_TOKEN_KEY"
FILE_VARIABLE = "OUTCOMES_TOKEN_KEY_FILE"
KEY_PLACE = Path("keys/tokens.pem")

_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----\n?", re.DOTALL)
_HOW_TO_MAKE = "Make one with: openssl genpkey -algorithm ed25519"


def token_keys(environment: Mapping[str, str], data_folder: Path) -> list[OKPKey]:
    """The newest last; made at first use where the environment names none. Where tokens are only checked, public
    halves do.

    Raises `TokenKeyUnusable`.
    """
    if text := environment.get(KEY_VARIABLE):
        return _parsed(text, f"in {KEY_VARIABLE}")
    file = keys_file(environment, data_folder)
    if FILE_VARIABLE not in environment:
        make_once(file, lambda: new_key().as_pem(private=True))
    return _read(file)


def keys_file(environment: Mapping[str, str], data_folder: Path) -> Path:
    named = environment.get(FILE_VARIABLE)
    return Path(named) if named else data_folder / KEY_PLACE


def add_key(environment: Mapping[str, str], data_folder: Path, key: OKPKey) -> Path:
    """Puts it last, so that new tokens are signed with it; answers the file. Raises `TokenKeyUnusable`."""
    return _write_anew(environment, data_folder, [*token_keys(environment, data_folder), key])


def drop_key(environment: Mapping[str, str], data_folder: Path, id: str) -> Path:
    """Raises `TokenKeyUnusable`."""
    kept = [key for key in token_keys(environment, data_folder) if key.kid != id]
    return _write_anew(environment, data_folder, kept)


def new_key() -> OKPKey:
    """One whose id can be written on a command line: it does not begin as an option does."""
    while True:
        key = OKPKey.generate_key("Ed25519")
        key.ensure_kid()
        if not str(key.kid).startswith("-"):
            return key


def refuse_given_keys(environment: Mapping[str, str]) -> None:
    """Raises `TokenKeyUnusable` for those that are no file."""
    if environment.get(KEY_VARIABLE):
        raise TokenKeyUnusable(
            f"The keys are in {KEY_VARIABLE}, which this program cannot change: put them in a file, one PEM after the"
            f" other and the newest last, and name it by {FILE_VARIABLE}.")


def _write_anew(environment: Mapping[str, str], data_folder: Path, keys: Sequence[OKPKey]) -> Path:
    refuse_given_keys(environment)
    file = keys_file(environment, data_folder)
    replace_private(file, b"".join(key.as_pem(private=key.is_private) for key in keys))
    return file


def _read(file: Path) -> list[OKPKey]:
    try:
        return _parsed(file.read_text("ascii"), f"in {file}")
    except FileNotFoundError:
        raise TokenKeyUnusable(f"The key that signs tokens is not at {file}. Put it there. {_HOW_TO_MAKE}") from None
    except UnicodeDecodeError:
        return _parsed("", f"in {file}")


def _parsed(text: str, where: str) -> list[OKPKey]:
    """One PEM after the other."""
    try:
        keys = [OKPKey.import_key(found[0]) for found in _PEM.finditer(text)]
    except (JoseError, ValueError, TypeError):
        keys = []
    if not keys or any(key.curve_name != "Ed25519" for key in keys):
        raise TokenKeyUnusable(f"What is {where} is no Ed25519 key in PEM. {_HOW_TO_MAKE}")
    for key in keys:
        key.ensure_kid()
    return keys
