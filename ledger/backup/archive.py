"""The file of a backup: a zip with the dump as pg_dump made it, a manifest, and the ledger's signature over both.

    ledger.dump       pg_dump's custom format, of the ledger's schema and nothing else
    manifest.json     what is in it, with the SHA-256 of the dump, and the last checkpoint
    manifest.note     the SHA-256 of the manifest, signed by the key that signs the ledger's checkpoints, and by one
                      that only the master key gives: by it whoever restores knows whose backup it is
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import IO, Self

import orjson

from ledger.backup.errors import BackupInTheWay, BackupUnusable
from ledger.private_files import new_private, on_the_disk
from ledger.proof.checkpoints import origin_of
from ledger.proof.notes import Note, NoteUnusable, PublicKey, SigningKey
from ledger.sealing.master import MasterKey

FORM = "outcomes-backup/1"
DUMP, MANIFEST, NOTE = "ledger.dump", "manifest.json", "manifest.note"
CHUNK_BYTES = 1 << 20
SMALL_BYTES_MAX = 1 << 20
NO_MASTER_KEY = "not in here; without it, nothing in here about people can be read. Keep a copy of it apart."


@dataclass(frozen=True, slots=True)
class Manifest:
    """As of one moment: `position` and `events` are those of the log in the dump, `checkpoint` the last one signed.

    `master_key_id` says which master key opens it, and nothing about the key. `migrations` is the last number of each
    room's tables.
    """

    form: str
    ledger: str
    made_at: str
    position: int
    events: int
    sealed_events: int
    checkpoint: str
    public_key: str
    master_key_id: str
    migrations: dict[str, int]
    server_version: int
    dump_bytes: int
    dump_sha256: str
    master_key: str = NO_MASTER_KEY

    def as_bytes(self) -> bytes:
        return orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)

    @property
    def signed_text(self) -> str:
        return f"{FORM}\n{self.ledger}\n{sha256(self.as_bytes()).hexdigest()}\n"

    @classmethod
    def parse(cls, text: bytes) -> Self:
        """Raises `BackupUnusable`. Only bytes that it would write itself are one."""
        try:
            said = orjson.loads(text)
            found = cls(**said)
            if said.keys() != {field.name for field in fields(cls)} or found.as_bytes() != text:
                raise ValueError
        except (ValueError, TypeError):
            raise BackupUnusable("The manifest of the backup cannot be read: the file was changed.") from None
        if found.form != FORM:
            raise BackupUnusable(f"The backup has the form {found.form!r}; this program reads {FORM}. Use a newer one.")
        return found


def mark_of(master_key: MasterKey, ledger: str) -> SigningKey:
    """Signs backups of a ledger beside its own key, which nobody knows who has nothing but the master key."""
    return SigningKey(_marked(ledger), master_key.derived("outcomes backups"))


def _marked(ledger: str) -> str:
    return f"{origin_of(ledger)}/backup"


def write_archive(file: Path, dump: Iterable[bytes], describe: Callable[[int, str], tuple[Manifest, str]]) -> Manifest:
    """Appears whole or not at all, readable by its owner alone. `describe` is given the dump's bytes and SHA-256, and
    says the manifest and the signed note over it. Raises `BackupInTheWay`, and whatever `dump` raises.
    """
    if file.exists():
        raise BackupInTheWay(f"{file} is there already, and no backup is ever replaced: name another file.")
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    stream = new_private(partial)
    try:
        with stream:
            with zipfile.ZipFile(stream, "w") as archive:
                size, digest = _write_dump(archive, dump)
                manifest, note = describe(size, digest)
                archive.writestr(MANIFEST, manifest.as_bytes())
                archive.writestr(NOTE, note)
            on_the_disk(stream)
        os.link(partial, file)
    except FileExistsError:
        raise BackupInTheWay(f"{file} was made meanwhile, and no backup is ever replaced: name another file.") from None
    finally:
        partial.unlink()
    return manifest


def _write_dump(archive: zipfile.ZipFile, dump: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, sha256()
    with archive.open(DUMP, "w", force_zip64=True) as member:
        for chunk in dump:
            member.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


class Archive:
    """A backup that is read. Nothing in it is believed before `verified`."""

    def __init__(self, file: Path) -> None:
        """Raises `BackupUnusable`."""
        self.file = file
        try:
            self._zip = zipfile.ZipFile(file)
            if sorted(self._zip.namelist()) != sorted((DUMP, MANIFEST, NOTE)):
                raise zipfile.BadZipFile
            self.manifest = Manifest.parse(self._small(MANIFEST))
            self._note = Note.parse(self._small(NOTE).decode())
        except (zipfile.BadZipFile, NoteUnusable, UnicodeDecodeError, EOFError):
            raise BackupUnusable(f"{file} is no backup of a ledger, or was cut off or changed.") from None

    def verify(self, trusted: Collection[PublicKey]) -> None:
        """That it is whole, and signed by one of these keys. Raises `BackupUnusable`."""
        try:
            signed = self._note.signed_by(trusted)
        except NoteUnusable as unusable:
            raise BackupUnusable(f"{self.file} was changed after it was made: {unusable}.") from None
        if not {key.name for key in signed} & {origin_of(self.manifest.ledger), _marked(self.manifest.ledger)}:
            raise BackupUnusable(
                f"{self.file} is not signed by the key that is trusted. Take another backup; of one by a program that"
                " did not mark backups yet, say by --key which key is its ledger's (`outcomes checkpoint key`).")
        if self._note.text != self.manifest.signed_text:
            raise BackupUnusable(f"{self.file} was changed after it was made: the manifest is not what was signed.")
        digest = sha256()
        for chunk in self.dump():
            digest.update(chunk)
        if digest.hexdigest() != self.manifest.dump_sha256:
            raise BackupUnusable(f"{self.file} was changed after it was made: the dump is not what was signed.")

    def dump(self) -> Iterator[bytes]:
        try:
            with self._zip.open(DUMP) as member:
                yield from _chunks(member)
        except (zipfile.BadZipFile, EOFError):
            raise BackupUnusable(f"{self.file} was cut off or changed.") from None

    def close(self) -> None:
        self._zip.close()

    def _small(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > SMALL_BYTES_MAX:
            raise zipfile.BadZipFile
        return self._zip.read(name)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk
