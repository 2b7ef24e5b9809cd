from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest
from family_builders import family_of

from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger, open_ledger
from ledger.postgres import scratch_server
from ledger.sealing.errors import MasterKeyMissing, MasterKeyUnusable, MasterKeyWrong
from ledger.sealing.master import MasterKey, master_key_from, read_master_key
from ledger.sealing.rotating import rotate

TEXT = base64.b64encode(b"k" * 32).decode()


def test_it_is_made_at_first_use_for_its_owner_alone(tmp_path: Path) -> None:
    made = master_key_from({}, tmp_path)
    assert made.file == tmp_path / "keys" / "master.key"
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.file.parent.stat().st_mode) == 0o700
    assert master_key_from({}, tmp_path) == made
    assert list(made.file.parent.iterdir()) == [made.file]


def test_the_environment_comes_first(tmp_path: Path) -> None:
    file = tmp_path / "own.key"
    file.write_text(TEXT + "\n")
    assert master_key_from({"OUTCOMES_MASTER_KEY_FILE": str(file)}, tmp_path).key == b"k" * 32
    assert master_key_from({"OUTCOMES_MASTER_KEY": TEXT}, tmp_path).key == b"k" * 32
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"k" * 31).decode(), "not base64 at all!"])
def test_what_is_no_key_is_said_to_be_none(text: str, tmp_path: Path) -> None:
    file = tmp_path / "own.key"
    file.write_text(text)
    with pytest.raises(MasterKeyUnusable, match="32 bytes"):
        master_key_from({"OUTCOMES_MASTER_KEY_FILE": str(file)}, None)


def test_without_one_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyMissing, match="OUTCOMES_MASTER_KEY_FILE"):
        master_key_from({}, None)
    with pytest.raises(MasterKeyMissing, match="Put it there again"):
        master_key_from({"OUTCOMES_MASTER_KEY_FILE": str(tmp_path / "gone")}, None)


def test_it_is_never_shown() -> None:
    assert "kkkk" not in repr(MasterKey(b"k" * 32)) and TEXT not in repr(MasterKey(b"k" * 32))


def test_another_master_key_is_told_apart(ledger: Ledger) -> None:
    ledger.save(family_of(3))
    assert ledger.keyring.register_key
    with Database(ledger.database.conninfo) as database:
        database.__dict__["master_key"] = MasterKey(b"x" * 32)
        far = open_ledger(database, ledger.name)
        with pytest.raises(MasterKeyWrong):
            list(far.every_family())
        with pytest.raises(MasterKeyWrong, match=ledger.database.master_key.id):
            far.keyring.lookup("person", "P1")


@pytest.mark.timeout(120)
def test_rotation_wraps_every_key_anew_and_touches_no_event() -> None:
    with scratch_server() as conninfo, Database(conninfo) as database:
        ledgers = [create_ledger(database, name, by="tests") for name in ("kent", "essex")]
        families = [family_of(4) for _ in ledgers]
        for ledger, family in zip(ledgers, families, strict=True):
            ledger.save(family)
        before = [events(ledger) for ledger in ledgers]
        old = database.master_key
        assert rotate(database) == 2 * 3, "the register's lookup key, that of names, and one person's, of each ledger"
        assert old.file is not None and read_master_key(old.file).id != old.id
        assert [events(ledger) for ledger in ledgers] == before
        with Database(conninfo) as fresh:
            for ledger, family in zip(ledgers, families, strict=True):
                assert open_ledger(fresh, ledger.name).family(family.id).version == 4
        interrupted_before_the_file_was_in_place(database, conninfo)


def test_the_new_key_takes_no_other_place_than_that_of_the_old_one(tmp_path: Path) -> None:
    """Written elsewhere it would not be looked for, and over another file it might be the end of another key."""
    (tmp_path / "another.key").write_text(TEXT)
    with scratch_server() as conninfo:
        with Database(conninfo, data_folder=tmp_path) as database:
            create_ledger(database, "kent", "tests")
            for to in (tmp_path / "new.key", tmp_path / "another.key", tmp_path):
                with pytest.raises(MasterKeyUnusable, match="leave out --to"):
                    rotate(database, to)
            text = str(database.master_key)
        with Database(conninfo) as database:
            database.__dict__["master_key"] = MasterKey.parse(text)
            for to in (tmp_path / "another.key", tmp_path):
                with pytest.raises(MasterKeyUnusable, match="is there already"):
                    rotate(database, to)
            assert open_ledger(database, "kent").event_count() == 1
            rotate(database, tmp_path / "new.key")
        with Database(conninfo) as database:
            database.__dict__["master_key"] = read_master_key(tmp_path / "new.key")
            assert open_ledger(database, "kent").event_count() == 1
    assert (tmp_path / "another.key").read_text() == TEXT


def interrupted_before_the_file_was_in_place(database: Database, conninfo: str) -> None:
    file = database.master_key.file
    assert file is not None
    held = file.read_text()
    rotate(database)
    file.rename(file.with_name("master.key.next"))
    file.write_text(held)
    with Database(conninfo) as again:
        rotate(again)
        assert open_ledger(again, "kent").event_count() == 5
        assert len(list(open_ledger(again, "kent").every_family())) == 1


def events(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.transaction() as cursor:
        return cursor.execute("SELECT leaf, state FROM event ORDER BY leaf").fetchall()
