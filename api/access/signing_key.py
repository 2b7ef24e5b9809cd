"""The key that signs local tokens: given by the environment, or made in the data folder beside the master key."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from api.access.errors import TokenKeyUnusable

KEY_VARIABLE = "OUTCOMES_TOKEN_KEY"
FILE_VARIABLE = "OUTCOMES_TOKEN_KEY_FILE"
KEY_PLACE = Path("keys/tokens.pem")

_HOW_TO_MAKE = "Make one with: openssl genpkey -algorithm ed25519"


def signing_key(environment: Mapping[str, str], data_folder: Path) -> OKPKey:
    """Made at first use where the environment names none. Where tokens are only checked, the public half does.

    Raises `TokenKeyUnusable`.
    """
    if text := environment.get(KEY_VARIABLE):
        return _parsed(text, f"in {KEY_VARIABLE}")
    if named := environment.get(FILE_VARIABLE):
        return _read(Path(named))
    return _read_or_make(data_folder / KEY_PLACE)


def _read(file: Path) -> OKPKey:
    try:
        return _parsed(file.read_text("ascii"), f"in {file}")
    except FileNotFoundError:
        raise TokenKeyUnusable(f"The key that signs tokens is not at {file}. Put it there. {_HOW_TO_MAKE}") from None
    except UnicodeDecodeError:
        return _parsed("", f"in {file}")


def _parsed(text: str, where: str) -> OKPKey:
    try:
        key = OKPKey.import_key(text)
    except (JoseError, ValueError, TypeError):
        key = None
    if key is None or key.curve_name != "Ed25519":
        raise TokenKeyUnusable(f"What is {where} is no Ed25519 key in PEM. {_HOW_TO_MAKE}")
    key.ensure_kid()
    return key


def _read_or_make(file: Path) -> OKPKey:
    """Of several processes that make it at once, one wins: the others read what it made."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        write_secret(made, OKPKey.generate_key("Ed25519").as_pem(private=True))
        try:
            os.link(made, file)
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return _read(file)


def write_secret(file: Path, content: bytes) -> None:
    """A new file, readable by its owner alone from the first moment, and on the disk."""
    descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
