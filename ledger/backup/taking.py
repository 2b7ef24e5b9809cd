"""Taking a backup of a ledger in use: sealed first, then dumped as of one moment; nobody who writes waits for it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Cursor

from ledger.backup.archive import CHUNK_BYTES, FORM, Manifest, mark_of, write_archive
from ledger.backup.programs import command, failed, program
from ledger.database import search_path
from ledger.ledger import Ledger
from ledger.proof.checkpointing import note_over, seal
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.notes import Note
from ledger.sealing.ledger_keys import signing_key

_MIGRATIONS = "SELECT room, max(number) FROM migration GROUP BY room"
_LOG = "SELECT coalesce(max(notification_id), 0), coalesce(max(leaf), -1) + 1, pg_export_snapshot() FROM event"


def back_up(ledger: Ledger, file: Path) -> Manifest:
    """Raises `BackupInTheWay`, `BackupToolMissing`, `BackupFailed`, `SealRefused`, and the errors of the master key."""
    seal(ledger)
    with ledger.transaction() as cursor:
        key = signing_key(cursor, ledger.database.master_key, ledger.name)
    mark = mark_of(ledger.database.master_key, ledger.name)
    with ledger.database.connect() as connection:
        version = connection.info.server_version
        dump = program("pg_dump", version)
        connection.execute("SELECT set_config('search_path', %s, false)", (search_path(ledger.schema),))
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            stand, snapshot = _stand(cursor)

            def describe(size: int, digest: str) -> tuple[Manifest, str]:
                manifest = Manifest(
                    form=FORM, ledger=ledger.name, public_key=str(key.public), server_version=version,
                    master_key_id=ledger.database.master_key.id, dump_bytes=size, dump_sha256=digest, **stand,
                )  # fmt: skip
                text = manifest.signed_text
                return manifest, str(Note(text, (key.sign(text), mark.sign(text))))

            return write_archive(file, _dumped(dump, ledger, snapshot), describe)


def _stand(cursor: Cursor[Any]) -> tuple[dict[str, Any], str]:
    """What the manifest says of the log, and the name of the moment that it is so."""
    row = cursor.execute(_LOG).fetchone()
    assert row is not None
    position, events, snapshot = row
    note = note_over(cursor)
    stand = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "position": position, "events": events,
        "sealed_events": Checkpoint.parse(note.text).size, "checkpoint": str(note),
        "migrations": dict(cursor.execute(_MIGRATIONS).fetchall()),
    }  # fmt: skip
    return stand, snapshot


def _dumped(dump: Path, ledger: Ledger, snapshot: str) -> Iterator[bytes]:
    options = ["--format=custom", "--no-owner", "--no-privileges"]
    of_moment = [f"--schema={ledger.schema}", f"--snapshot={snapshot}"]
    words, environment = command(dump, ledger.database.conninfo, [*options, *of_moment])
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        assert process.stdout
        try:
            while chunk := process.stdout.read(CHUNK_BYTES):
                yield chunk
        except BaseException:
            process.kill()
            raise
        if process.wait():
            said.seek(0)
            raise failed("pg_dump", said.read())
