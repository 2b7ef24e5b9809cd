"""Signed notes and their keys, as c2sp.org/signed-note and c2sp.org/tlog-cosignature define them, with Ed25519.

    text, every line ended by a newline
    (an empty line)
    — key name, a space, base64(4 bytes of key id || signature)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04

SIGNATURES_MAX = 64
"""No note of ours has more; a longer one is refused before it costs anything."""

_DASH = "\u2014 "


class NoteUnusable(ValueError):
    """The note or key is not of the published form, or is not signed by the key that is trusted."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whom a signature is by: the name, and the key. Written as `name+4 bytes in hex+base64(kind || key)`."""

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.kind]) + self.key)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoteUnusable`."""
        name, _, rest = text.strip().partition("+")
        given_id, _, encoded = rest.partition("+")
        material = _unbase64(encoded)
        if not name or len(material) != 33 or material[0] not in (ED25519, COSIGNATURE):
            raise NoteUnusable(f"{text.strip()[:80]!r} is no public key: write it as `outcomes checkpoint key` does")
        found = cls(name, material[0], material[1:])
        if found.id.hex() != given_id.lower():
            raise NoteUnusable(f"the public key of {name} was changed in writing: its id is {found.id.hex()}")
        return found

    def verifies(self, text: str, signature: bytes) -> bool:
        """`signature` is what follows the key's id. A cosignature says its time first."""
        said, signed = signature, text.encode()
        if self.kind == COSIGNATURE:
            said, signed = signature[8:], _cosigned(text, int.from_bytes(signature[:8], "big"))
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(said, signed)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    name: str
    seed: bytes
    kind: int = ED25519

    @property
    def public(self) -> PublicKey:
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return PublicKey(self.name, self.kind, key)

    def sign(self, text: str, at_seconds: int = 0) -> str:
        """The signature line. `at_seconds` since 1970 is part of a cosignature, and of nothing else."""
        key = Ed25519PrivateKey.from_private_bytes(self.seed)
        if self.kind == COSIGNATURE:
            signature = at_seconds.to_bytes(8, "big") + key.sign(_cosigned(text, at_seconds))
        else:
            signature = key.sign(text.encode())
        return f"{_DASH}{self.name} {_base64(self.public.id + signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """`text` ends with a newline; `signatures` are whole lines."""

    text: str
    signatures: tuple[str, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(self.signatures)

    @classmethod
    def parse(cls, note: str) -> Self:
        """Raises `NoteUnusable`. What is in the text must not be believed before `signed_by`."""
        text, blank, signatures = note.rpartition("\n\n")
        lines = signatures.splitlines(keepends=True)
        if not blank or not text or not lines or len(lines) > SIGNATURES_MAX or not note.endswith("\n"):
            raise NoteUnusable("this is no signed note: a text, an empty line and signature lines")
        if any(ord(character) < 0x20 and character != "\n" for character in note):
            raise NoteUnusable("a signed note holds no control characters")
        for line in lines:
            _parts(line)
        return cls(text + "\n", tuple(lines))

    def signed_by(self, keys: Iterable[PublicKey]) -> list[PublicKey]:
        """Which of these keys signed it. Raises `NoteUnusable` for a signature of a known key that does not verify."""
        known = {(key.name, key.id): key for key in keys}
        found: list[PublicKey] = []
        for line in self.signatures:
            name, key_id, signature = _parts(line)
            key = known.get((name, key_id))
            if key is None or key in found:
                continue
            if not key.verifies(self.text, signature):
                raise NoteUnusable(f"the signature of {name} does not verify: the text or the signature was changed")
            found.append(key)
        return found

    def with_signature(self, line: str) -> Note:
        return self if line in self.signatures else Note(self.text, (*self.signatures, line))


def _parts(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).rstrip("\n").partition(" ")
    signature = _unbase64(encoded)
    if not line.startswith(_DASH) or not line.endswith("\n") or not name or "+" in name or len(signature) < 5:
        raise NoteUnusable("a signature line of the note cannot be read")
    return name, signature[:4], signature[4:]


def _cosigned(text: str, at_seconds: int) -> bytes:
    return f"cosignature/v1\ntime {at_seconds}\n{text}".encode()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
