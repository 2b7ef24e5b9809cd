"""The master key, which wraps all other keys and is never in the database.

It comes from OUTCOMES_MASTER_KEY (the key itself, in base64), from the file that OUTCOMES_MASTER_KEY_FILE names, or
from `keys/master.key` in the data folder, which is made at first use.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ledger.private_files import make_once, replace_private
from ledger.sealing.boxes import close, opened
from ledger.sealing.errors import MasterKeyMissing, MasterKeyUnusable, MasterKeyWrong

KEY_VARIABLE = "OUTCOMES_MASTER_KEY"
FILE_VARIABLE = "OUTCOMES_MASTER_KEY_FILE"

KEY_BYTES = 32
KEYS_FOLDER = "keys"
FILE_NAME = "master.key"


@dataclass(frozen=True)
class MasterKey:
    """`id` may be told to anyone: it says which key it is, and nothing about it. `file` is where it was read."""

    key: bytes = field(repr=False)
    file: Path | None = None

    def __post_init__(self) -> None:
        if len(self.key) != KEY_BYTES:
            raise MasterKeyUnusable(f"A master key is {KEY_BYTES} bytes, written in base64; this one is not.")

    @classmethod
    def new(cls) -> Self:
        return cls(secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str, file: Path | None = None) -> Self:
        try:
            return cls(base64.b64decode(text.strip(), validate=True), file)
        except (binascii.Error, ValueError):
            raise MasterKeyUnusable(
                f"The master key{f' in {file}' if file else ''} is not {KEY_BYTES} bytes in base64. Make one with:"
                " head -c 32 /dev/urandom | base64"
            ) from None

    def __str__(self) -> str:
        return base64.b64encode(self.key).decode("ascii")

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self.key)

    @cached_property
    def id(self) -> str:
        return sha256(b"outcomes master key " + self.key).hexdigest()[:16]

    def derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose, from which this one cannot be told."""
        return HKDF(SHA256(), KEY_BYTES, None, purpose.encode()).derive(self.key)

    def wrap(self, name: str, key: bytes) -> bytes:
        """`name` is bound to it: a wrapped key put in another's place does not open."""
        return close(self._cipher, key, name.encode())

    def unwrap(self, name: str, wrapped: bytes) -> bytes:
        try:
            return opened(self._cipher, wrapped, name.encode())
        except InvalidTag:
            raise MasterKeyWrong(
                f"The wrapped key of {name} does not open: it was changed, or is another's. Restore the key tables"
                " from a backup, and then run `outcomes check`."
            ) from None


def master_key_from(environment: Mapping[str, str], data_folder: Path | None) -> MasterKey:
    """`data_folder` is where the key is kept when the environment does not say. Raises `MasterKeyMissing`."""
    if text := environment.get(KEY_VARIABLE):
        return MasterKey.parse(text)
    if named := environment.get(FILE_VARIABLE):
        return read_master_key(Path(named))
    if data_folder is None:
        raise MasterKeyMissing(
            "The master key is not given. With a database server of your own, put it into a file that the server's"
            f" account cannot read, and name the file by {FILE_VARIABLE} (or give the key itself by {KEY_VARIABLE})."
            " Make one with: head -c 32 /dev/urandom | base64"
        )
    file = data_folder / KEYS_FOLDER / FILE_NAME
    make_once(file, lambda: _written(MasterKey.new()))
    return read_master_key(file)


def master_key_there(environment: Mapping[str, str], data_folder: Path | None) -> MasterKey | None:
    """As `master_key_from`, and None where that would make one. Raises `MasterKeyMissing` for a file that is named."""
    given = environment.get(KEY_VARIABLE) or environment.get(FILE_VARIABLE)
    made_at_use = data_folder is None or not (data_folder / KEYS_FOLDER / FILE_NAME).exists()
    return None if not given and made_at_use else master_key_from(environment, data_folder)


def write_master_key(key: MasterKey, file: Path) -> None:
    """It is on the disk before anything is wrapped by it."""
    replace_private(file, _written(key))


def _written(key: MasterKey) -> bytes:
    return f"{key}\n".encode("ascii")


def read_master_key(file: Path) -> MasterKey:
    try:
        return MasterKey.parse(file.read_text("ascii"), file)
    except FileNotFoundError:
        raise MasterKeyMissing(
            f"The master key is not at {file}. Put it there again: without it nothing about people can be read."
        ) from None
    except UnicodeDecodeError:
        return MasterKey.parse("", file)
