"""The file in which a family travels: closed with a passphrase that both authorities know, and signed by the sender.

    outcomes-move.v1, a newline
    16 bytes    salt: with the passphrase it gives the key (scrypt, N 2^15, r 8, p 1, 32 bytes)
    12 bytes    nonce
    the rest    AES-256-GCM of JSON, with everything before the nonce as associated data; 16 bytes of tag at the end

The JSON has `pack`, the evidence pack as text; `sheet`, who the people are; and `note`, which the sender's key signed
over the SHA-256 of both: the names are in no log, so that the log alone cannot vouch for them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Self

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from ledger.moving.errors import MoveUnusable
from ledger.proof.notes import Note, NoteUnusable, PublicKey, SigningKey

FORM = b"outcomes-move.v1\n"
PASSPHRASE_LEAST = 16
_SALT_BYTES, _NONCE_BYTES = 16, 12


@dataclass(frozen=True, slots=True)
class Letter:
    """`sheet` holds the sender's `family_id` and its `people`, by pseudonym; `note` is signed over both."""

    pack: bytes
    sheet: Mapping[str, Any]
    note: str

    @property
    def digest(self) -> str:
        """Of the pack, as both authorities record it."""
        return sha256(self.pack).hexdigest()

    @classmethod
    def signed(cls, key: SigningKey, pack: bytes, sheet: Mapping[str, Any], to: str, moved_on: date) -> Self:
        text = _text(key.name, pack, sheet, to, moved_on)
        return cls(pack, sheet, str(Note(text, (key.sign(text),))))

    def read_for(self, ledger: str, key: PublicKey) -> date:
        """The day of the move, of a letter to this ledger signed by this key. Raises `MoveUnusable`."""
        try:
            note = Note.parse(self.note)
            if key not in note.signed_by([key]):
                raise MoveUnusable(f"The file is not signed by {key}, which is the key that was given as the sender's.")
            moved_on = date.fromisoformat(note.text.split("\n")[2].removeprefix("moved-on "))
            to = note.text.split("\n")[1].removeprefix("to ")
        except (NoteUnusable, ValueError, IndexError) as error:
            raise error if isinstance(error, MoveUnusable) else _changed() from None
        if note.text != _text(key.name, self.pack, self.sheet, to, moved_on):
            raise _changed()
        if to != ledger:
            raise MoveUnusable(f"The family was sent to {to}, and this is the ledger {ledger}.")
        return moved_on

    # ---- as bytes -------------------------------------------------------------------------------------------------

    def closed(self, passphrase: str) -> bytes:
        head = FORM + os.urandom(_SALT_BYTES)
        nonce = os.urandom(_NONCE_BYTES)
        said = orjson.dumps({"pack": self.pack.decode(), "sheet": self.sheet, "note": self.note})
        return head + nonce + _key(passphrase, head).encrypt(nonce, said, head)

    @classmethod
    def opened(cls, content: bytes, passphrase: str) -> Self:
        """Raises `MoveUnusable`."""
        head, rest = content[: len(FORM) + _SALT_BYTES], content[len(FORM) + _SALT_BYTES :]
        if not content.startswith(FORM):
            raise MoveUnusable("The file is no family's that moves: it is to be as `outcomes move out` wrote it.")
        try:
            said = orjson.loads(_key(passphrase, head).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], head))
            return cls(said["pack"].encode(), said["sheet"], said["note"])
        except (InvalidTag, ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, MoveUnusable):
                raise
            raise MoveUnusable(
                "The file does not open: the passphrase is another, or the file was changed or cut.") from None


def _text(sender: str, pack: bytes, sheet: Mapping[str, Any], to: str, moved_on: date) -> str:
    digests = sha256(pack).hexdigest(), sha256(orjson.dumps(sheet, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return "family moves from {}\nto {}\nmoved-on {}\npack {}\nsheet {}\n".format(sender, to, moved_on, *digests)


def _key(passphrase: str, salt: bytes) -> AESGCM:
    if len(passphrase) < PASSPHRASE_LEAST:
        raise MoveUnusable(f"The passphrase is too short: agree on one of {PASSPHRASE_LEAST} characters or more.")
    return AESGCM(Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode()))


def _changed() -> MoveUnusable:
    return MoveUnusable("What the sender signed is not what is in the file: it was changed. Ask for it again.")
