"""A checkpoint: what the ledger signs of itself, in the form of c2sp.org/tlog-checkpoint.

    outcomes-ledger/oxfordshire                    the origin: which log this is
    41207                                          how many events
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=   the root over all of them
    streams <base64>                               the root over the last version of every stream
    position 41209                                 that of the last event in the log
    sealed-at 2026-11-22T09:30:00Z                 by the ledger's clock
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from domain.counts import how_many
from ledger.proof.hashing import HASH_BYTES
from ledger.proof.notes import ED25519, Note, NoteUnusable, PublicKey

_TIME = "%Y-%m-%dT%H:%M:%SZ"


def origin_of(ledger: str) -> str:
    return f"outcomes-ledger/{ledger}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`position` is that of the last of the `size` events; `streams` the root of ledger/proof/streams.py."""

    origin: str
    size: int
    root: bytes
    streams: bytes
    position: int
    sealed_at: datetime

    @property
    def text(self) -> str:
        return (
            f"{self.origin}\n{self.size}\n{_base64(self.root)}\nstreams {_base64(self.streams)}\n"
            f"position {self.position}\nsealed-at {self.sealed_at.astimezone(UTC).strftime(_TIME)}\n"
        )

    @property
    def name(self) -> str:
        """For people: which checkpoint it is."""
        return f"the checkpoint of {self.sealed_at.astimezone(UTC).strftime(_TIME)} over {how_many(self.size, 'event')}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NoteUnusable`. Only a text in exactly our form is one: its parts written again give it back."""
        try:
            origin, size, root, streams, position, sealed_at, end = text.split("\n")
            found = cls(
                origin, int(size), _hash(root), _hash(streams.removeprefix("streams ")),
                int(position.removeprefix("position ")),
                datetime.strptime(sealed_at.removeprefix("sealed-at "), _TIME).replace(tzinfo=UTC),
            )  # fmt: skip
            if end or found.text != text or found.size < 0:
                raise ValueError(text)
        except (ValueError, binascii.Error):
            raise NoteUnusable("the note is no checkpoint of an outcomes ledger") from None
        return found


def trusted_checkpoint(note: Note, keys: Iterable[PublicKey], signatures_needed: int = 1) -> Checkpoint:
    """The checkpoint that a note holds, signed by the keys. Raises `NoteUnusable`.

    The ledger's own key has to be among those that signed; further ones are witnesses'.
    """
    trusted = list(keys)
    signed = note.signed_by(trusted)
    checkpoint = Checkpoint.parse(note.text)
    own = [key for key in signed if key.name == checkpoint.origin and key.kind == ED25519]
    if not own:
        raise NoteUnusable(
            f"the checkpoint of {checkpoint.origin} is not signed by the key that is trusted:"
            f" {', '.join(map(str, trusted)) or 'none was given'}"
        )
    if len(signed) < signatures_needed:
        raise NoteUnusable(f"{len(signed)} of {signatures_needed} trusted keys have signed the checkpoint")
    return checkpoint


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _hash(text: str) -> bytes:
    value = base64.b64decode(text, validate=True)
    if len(value) != HASH_BYTES:
        raise ValueError(text)
    return value
