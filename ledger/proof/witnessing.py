"""Being a witness for another's ledger: co-signing a checkpoint that goes on from the last one seen."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from pathlib import Path

from ledger.errors import LedgerError
from ledger.private_files import write_private
from ledger.proof.checkpoints import Checkpoint, trusted_checkpoint
from ledger.proof.hashing import is_consistent
from ledger.proof.notes import COSIGNATURE, Note, NoteUnusable, PublicKey, SigningKey

SEED_BYTES = 32


class NotWitnessed(LedgerError):
    """The checkpoint was not co-signed: it does not go on from the one that was seen. Ask the ledger why."""


def cosigned(
    text: str, trusted: Sequence[PublicKey], key_file: Path, name: str, at_seconds: int,
    seen: Path | None = None, proof: Path | None = None,
) -> tuple[Note, PublicKey]:
    """The note with the witness's signature. With `seen`, only what goes on from there; it then moves on.

    Raises `NotWitnessed`.
    """
    try:
        note = Note.parse(text)
        checkpoint = trusted_checkpoint(note, trusted)
        if seen is not None and seen.exists():
            before = trusted_checkpoint(Note.parse(seen.read_text("utf-8")), trusted)
            refuse_other_history(before, checkpoint, proof.read_text("ascii") if proof else "")
    except NoteUnusable as unusable:
        raise NotWitnessed(f"Nothing was co-signed: {unusable}.") from None
    except ValueError:  # bytes that are no text, or text that is no base64
        raise NotWitnessed("Nothing was co-signed: what was seen last, or the proof, is another file.") from None
    if not name.isprintable() or "+" in name or " " in name:
        raise NotWitnessed("Nothing was co-signed: a witness's name has no blank, no + and no control character.")
    key = _witness_key(key_file, name)
    if seen is not None:
        seen.write_text(text, "utf-8")
    return note.with_signature(key.sign(note.text, at_seconds)), key.public


def refuse_other_history(before: Checkpoint, now: Checkpoint, proof: str) -> None:
    """`proof` is the hashes in base64, one a line. Raises `NotWitnessed`, and ValueError for what is no base64."""
    path = [base64.b64decode(line, validate=True) for line in proof.split()]
    if before.origin != now.origin or not is_consistent(before.size, now.size, before.root, now.root, path):
        raise NotWitnessed(
            f"Nothing was co-signed: it is not proved that {now.name} goes on from {before.name}, which was seen last."
            f" Ask for the proof: outcomes checkpoint consistency {before.size} {now.size}")


def _witness_key(file: Path, name: str) -> SigningKey:
    if not file.exists():
        write_private(file, base64.b64encode(secrets.token_bytes(SEED_BYTES)) + b"\n")
    try:
        seed = base64.b64decode(file.read_text("ascii").strip(), validate=True)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise NotWitnessed(f"Nothing was co-signed: {file} holds no key of a witness.")
    return SigningKey(name, seed, COSIGNATURE)
