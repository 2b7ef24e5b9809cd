"""A backup is the whole ledger as of one moment, or it is refused; what comes back is what was sealed, and no more."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from family_builders import ANN, BY, family_of, stay
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from tampering import tampered

from domain.events.erasure import Erased
from domain.family import Family
from ledger.backup.archive import DUMP, MANIFEST, NOTE, Archive, Manifest
from ledger.backup.errors import BackupFailed, BackupInTheWay, BackupToolMissing, BackupUnusable
from ledger.backup.programs import command, program
from ledger.backup.restoring import restore
from ledger.backup.taking import back_up
from ledger.database import Database
from ledger.errors import AppendRefused, LedgerExists
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.ledgers import ledger_names
from ledger.proof.notes import Note, PublicKey, SigningKey
from ledger.sealing.erasing import erase_person
from ledger.sealing.errors import MasterKeyMissing, MasterKeyWrong
from ledger.sealing.ledger_keys import public_key
from ledger.sealing.master import MasterKey
from ledger.token_keys import take_only, takes_key
from ledger.tokens import note_token, revoke_token, tokens_made, usable

_EVENTS = """
SELECT leaf, notification_id, originator_id, originator_version, recorded_at, topic, state FROM event ORDER BY leaf
"""


@pytest.fixture
def elsewhere(server: str) -> Iterator[Database]:
    """Another database of the same server, under the same master key."""
    name = f"restored_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    try:
        with Database(make_conninfo(server, dbname=name)) as opened:
            yield opened
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture
def home(ledger: Ledger) -> UUID:
    """A family of Ann, who is in the register."""
    family = family_of(4)
    registration = Registration()
    registration.person(Person(ANN, "P1", "Zebedee", "Quartermaine"))
    registration.membership(ANN, family.id)
    ledger.save(family, register=registration)
    return family.id


def rows(ledger: Ledger, statement: str = _EVENTS) -> list[tuple[Any, ...]]:
    with ledger.transaction() as cursor:
        return cursor.execute(statement).fetchall()


def key_of(ledger: Ledger) -> PublicKey:
    with ledger.transaction() as cursor:
        key = public_key(cursor)
    assert key is not None
    return key


def rewritten(file: Path, **members: bytes) -> Path:
    """A copy of the archive with other contents in these members."""
    other = file.with_suffix(".changed")
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            after.writestr(name, members.get(name.replace(".", "_"), before.read(name)))
    return other


# ---- there and back ----------------------------------------------------------------------------------------------


def test_what_comes_back_is_what_was_there(ledger: Ledger, home: UUID, tmp_path: Path, elsewhere: Database) -> None:
    made = back_up(ledger, tmp_path / "backup")
    assert (made.position, made.events, made.sealed_events) == (ledger.position(), ledger.event_count(), made.events)
    restored = restore(elsewhere, tmp_path / "backup", [key_of(ledger)])
    assert rows(restored.ledger) == rows(ledger)
    assert restored.ledger.register.people(["P1"]) == ledger.register.people(["P1"])
    assert restored.ledger.history(home) == ledger.history(home)


def test_the_restored_ledger_goes_on(ledger: Ledger, home: UUID, tmp_path: Path, elsewhere: Database) -> None:
    back_up(ledger, tmp_path / "backup")
    again = restore(elsewhere, tmp_path / "backup").ledger
    again.save(family_of(3))
    assert again.position() == ledger.position() + 3
    with pytest.raises(AppendRefused, match="never change"), again.transaction() as cursor:
        cursor.execute("DELETE FROM event")
    back_up(again, tmp_path / "second")


@pytest.mark.parametrize("tokens_hold", [False, True])
def test_no_token_of_a_backup_lets_anyone_in_unless_that_is_said(
    ledger: Ledger, tmp_path: Path, elsewhere: Database, tokens_hold: bool
) -> None:
    """Which were revoked since the backup, nobody can tell: so none of them holds."""
    assert takes_key(ledger, "key")
    until = datetime.now(UTC) + timedelta(days=9)
    for id in ("kept", "leaver"):
        note_token(ledger, id, "A. Person", ["analyst"], [], None, "tests", until, "key")
    back_up(ledger, tmp_path / "backup")
    revoke_token(ledger, "leaver", "tests")
    again = restore(elsewhere, tmp_path / "backup", tokens_hold=tokens_hold).ledger
    assert usable(ledger).tokens == {"kept"}
    assert usable(again).tokens == ({"kept", "leaver"} if tokens_hold else set())
    assert [one.id for one in tokens_made(again)] == ["kept", "leaver"]
    assert take_only(again, "new key", "tests") and usable(again).keys == {"new key"}
    assert take_only(again, "key", "tests") is False


def test_a_backup_of_a_ledger_in_use_is_of_one_moment(ledger: Ledger, tmp_path: Path, elsewhere: Database) -> None:
    ledger.save(family_of(3))
    stop = Event()

    def write() -> None:
        while not stop.is_set():
            ledger.save(family_of(3, by=BY))

    writer = Thread(target=write)
    writer.start()
    try:
        made = back_up(ledger, tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    assert ledger.event_count() > made.events >= made.sealed_events
    assert restore(elsewhere, tmp_path / "backup").ledger.event_count() == made.events


def test_neither_the_master_key_nor_a_name_is_in_it(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    back_up(ledger, tmp_path / "backup")
    with zipfile.ZipFile(tmp_path / "backup") as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
    key = ledger.database.master_key
    assert key.key not in everything and str(key).encode() not in everything
    assert b"Quartermaine" not in everything and key.id.encode() in everything
    assert (tmp_path / "backup").stat().st_mode & 0o777 == 0o600


# ---- what is refused ---------------------------------------------------------------------------------------------


def test_no_file_is_replaced_and_no_ledger(ledger: Ledger, home: UUID, tmp_path: Path) -> None:
    back_up(ledger, tmp_path / "backup")
    with pytest.raises(BackupInTheWay, match="no backup is ever replaced"):
        back_up(ledger, tmp_path / "backup")
    with pytest.raises(LedgerExists, match="none is ever replaced"):
        restore(ledger.database, tmp_path / "backup")
    assert [file.name for file in tmp_path.iterdir()] == ["backup"]


@pytest.fixture
def backup(ledger: Ledger, home: UUID, tmp_path: Path) -> Path:
    back_up(ledger, tmp_path / "backup")
    return tmp_path / "backup"


def test_a_changed_dump_is_refused(backup: Path, elsewhere: Database) -> None:
    with zipfile.ZipFile(backup) as archive:
        dump = bytearray(archive.read(DUMP))
    dump[len(dump) // 2] ^= 1
    with pytest.raises(BackupUnusable, match="the dump is not what was signed"):
        restore(elsewhere, rewritten(backup, ledger_dump=bytes(dump)))
    assert ledger_names(elsewhere) == []


def test_a_changed_manifest_is_refused(backup: Path, elsewhere: Database) -> None:
    with zipfile.ZipFile(backup) as archive:
        manifest = archive.read(MANIFEST)
    with pytest.raises(BackupUnusable, match="not what was signed"):
        restore(elsewhere, rewritten(backup, manifest_json=manifest.replace(b'"events": 5', b'"events": 4')))
    with pytest.raises(BackupUnusable, match="manifest of the backup cannot be read"):
        restore(elsewhere, rewritten(backup, manifest_json=manifest.replace(b"{", b"{\n", 1)))


def test_a_backup_that_someone_else_signed_is_refused(
    ledger: Ledger, backup: Path, elsewhere: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dump is a program: PostgreSQL must see nothing of one that anybody could have made."""
    forger = SigningKey(f"outcomes-ledger/{ledger.name}", bytes(32))
    marker = SigningKey(f"outcomes-ledger/{ledger.name}/backup", bytes(32))
    forged = Manifest(**{**_manifest(backup), "public_key": str(forger.public)})
    note = str(Note(forged.signed_text, (forger.sign(forged.signed_text), marker.sign(forged.signed_text))))
    changed = rewritten(backup, manifest_json=forged.as_bytes(), manifest_note=note.encode())
    monkeypatch.setattr("ledger.backup.restoring._put_back", lambda *_: pytest.fail("PostgreSQL was given it"))
    for trusted in ([key_of(ledger)], []):
        with pytest.raises(BackupUnusable, match="not signed by the key that is trusted"):
            restore(elsewhere, changed, trusted)
    assert ledger_names(elsewhere) == []


def test_a_backup_without_the_mark_of_the_master_key_needs_its_ledgers_key(
    ledger: Ledger, backup: Path, elsewhere: Database
) -> None:
    """As one was made by a program before backups were marked."""
    with zipfile.ZipFile(backup) as archive:
        note = Note.parse(archive.read(NOTE).decode())
    older = rewritten(backup, manifest_note=str(Note(note.text, note.signatures[:1])).encode())
    with pytest.raises(BackupUnusable, match="say by --key which key is its ledger's"):
        restore(elsewhere, older)
    assert restore(elsewhere, older, [key_of(ledger)]).ledger.event_count() == ledger.event_count()


def _manifest(backup: Path) -> dict[str, Any]:
    manifest = Archive(backup).manifest
    return {name: getattr(manifest, name) for name in Manifest.__slots__}


@pytest.mark.parametrize("left", [0, 10, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_refused(backup: Path, elsewhere: Database, left: float) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(left if left >= 1 else left * len(whole))])
    with pytest.raises(BackupUnusable, match="cut off or changed"):
        restore(elsewhere, backup)


def test_a_log_that_is_not_what_was_sealed_is_taken_away_again(
    ledger: Ledger, home: UUID, tmp_path: Path, elsewhere: Database
) -> None:
    """Somebody changed the database, and it was backed up without anyone noticing."""
    back_up(ledger, tmp_path / "before")
    with tampered(ledger) as cursor:
        cursor.execute("UPDATE event SET state = state || '\\x00'::bytea WHERE originator_id = %s", (home,))
    back_up(ledger, tmp_path / "after")
    with pytest.raises(BackupUnusable, match=r"not what was sealed: .*position 2"):
        restore(elsewhere, tmp_path / "after", [key_of(ledger)])
    assert ledger_names(elsewhere) == []
    assert restore(elsewhere, tmp_path / "before", [key_of(ledger)]).ledger.event_count() == ledger.event_count()


def test_without_its_master_key_nothing_is_restored(
    backup: Path, elsewhere: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "key_folder", tmp_path / "new")
    with pytest.raises(MasterKeyMissing, match="not in it and not here"):
        restore(elsewhere, backup)
    assert not (tmp_path / "new").exists()
    monkeypatch.setenv("OUTCOMES_MASTER_KEY", str(MasterKey.new()))
    with pytest.raises(MasterKeyWrong, match="Give the other one"):
        restore(elsewhere, backup)
    assert ledger_names(elsewhere) == []


def test_a_dump_that_breaks_off_leaves_no_file(
    ledger: Ledger, home: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking = tmp_path / "pg_dump"
    breaking.write_text("#!/bin/sh\nprintf PGDMP\necho 'pg_dump: error: the disk went away' >&2\nexit 1\n")
    breaking.chmod(0o700)
    monkeypatch.setattr("ledger.backup.taking.program", lambda *_: breaking)
    with pytest.raises(BackupFailed, match="pg_dump failed: the disk went away"):
        back_up(ledger, tmp_path / "backup")
    assert list(tmp_path.iterdir()) == [breaking]


# ---- erased persons ----------------------------------------------------------------------------------------------


def test_whoever_was_erased_since_an_older_backup_is_forgotten_again(
    ledger: Ledger, home: UUID, tmp_path: Path, elsewhere: Database
) -> None:
    back_up(ledger, tmp_path / "older")
    erase_person(ledger, ANN, "asked to be forgotten", "the data protection officer", "tests")
    restored = restore(elsewhere, tmp_path / "older", [key_of(ledger)])
    assert restored.forgotten == 1
    of_ann = [entry.event for entry in restored.ledger.history(home) if getattr(entry.event, "person", "") == ANN]
    assert of_ann and all(isinstance(event, Erased) for event in of_ann)
    assert restored.ledger.register.people(["P1"]) == {}
    assert rows(restored.ledger, "SELECT person FROM person_key") == []


def test_what_was_recorded_since_is_not_made_up(
    ledger: Ledger, home: UUID, tmp_path: Path, elsewhere: Database
) -> None:
    back_up(ledger, tmp_path / "older")
    later = Family(uuid4())
    later.record_stay(stay("later" * 3), BY)
    ledger.save(later)
    restored = restore(elsewhere, tmp_path / "older").ledger
    assert restored.family(later.id).version == 0 and restored.position() < ledger.position()


# ---- PostgreSQL's programs ---------------------------------------------------------------------------------------


def test_a_program_older_than_the_server_is_not_used() -> None:
    with pytest.raises(BackupToolMissing, match=r"pg_dump of PostgreSQL 99 or newer is needed.*older: .*pg_dump"):
        program("pg_dump", 990_001)


def test_a_password_is_in_no_list_of_processes(tmp_path: Path) -> None:
    words, environment = command(tmp_path / "pg_dump", "postgresql://me:s%20ecret@db.example:5433/ours", ["--x"])
    assert environment["PGPASSWORD"] == "s ecret" and "ecret" not in " ".join(words)
    assert words[1] == "--dbname=user=me dbname=ours host=db.example port=5433"


def test_every_member_has_its_place(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert archive.namelist() == [DUMP, MANIFEST, NOTE]
