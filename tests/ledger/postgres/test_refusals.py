"""Where there can be no server, one clear sentence says what happened, to what, and what to do."""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from server_commands import Command

from ledger.postgres import (
    DatabaseUnavailable,
    FolderOfOtherVersion,
    FolderUnusable,
    NoSpace,
    ServerBusy,
    ServerNotStarted,
    ServerTooOld,
    ServerUnreachable,
    database,
    failures,
    serve,
    server,
)
from ledger.postgres.locks import wait_to_own

pytestmark = pytest.mark.timeout(60)
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system or changes account")


def test_a_folder_of_another_version_is_refused_and_left_as_it_is(data_folder: Path) -> None:
    (data_folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(FolderOfOtherVersion, match=r"made by PostgreSQL 17, and the embedded server is 18.*pg_dump"):
        serve(data_folder).__enter__()
    assert (data_folder / "postgres" / "PG_VERSION").read_text() == "17\n"


def test_a_folder_that_holds_something_else_is_refused(new_folder: Path) -> None:
    (new_folder / "postgres").mkdir(parents=True)
    (new_folder / "postgres" / "letter.txt").write_text("not a database")
    with pytest.raises(FolderUnusable):
        serve(new_folder).__enter__()
    assert [path.name for path in (new_folder / "postgres").iterdir()] == ["letter.txt"]


def test_a_data_folder_that_is_a_file_is_refused(new_folder: Path) -> None:
    new_folder.write_text("")
    with pytest.raises(FolderUnusable, match=r"it is a file, or lies in one\. Choose another data folder"):
        serve(new_folder).__enter__()


def test_a_server_that_does_not_start_shows_the_end_of_its_log(data_folder: Path) -> None:
    with pytest.raises(ServerNotStarted, match=r'(?s)did not start.*unrecognized configuration parameter "no_such"'):
        serve(data_folder, settings={"no_such": "setting"}).__enter__()
    with serve(data_folder) as conninfo:
        psycopg.connect(conninfo).close()


def test_a_command_that_hangs_while_starting_does_not_hang_the_others_for_ever(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE_SECONDS", 0.2)
    lock = wait_to_own(data_folder / "postgres.run" / "start.lock", 1)
    assert lock
    with closing(lock), pytest.raises(ServerBusy, match="has been starting"):
        serve(data_folder).__enter__()


def test_a_server_that_is_not_ready_in_time_says_why(data_folder: Path) -> None:
    with serve(data_folder):
        place = server.EmbeddedServer(data_folder, {}).place
        assert "did not answer within 60 s" in str(failures.not_ready(place, 60))


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@root_only
def test_a_full_disk_is_named_and_nothing_half_made_is_left(new_folder: Path) -> None:
    with small_disk(new_folder, "size=8m,mode=0711"):
        with pytest.raises(NoSpace, match=r"No space is left on the disk.*free some"):
            serve(new_folder).__enter__()
        assert not list(new_folder.glob("postgres.unfinished-*"))
        assert not (new_folder / "postgres").exists()


@root_only
def test_a_disk_that_fills_up_between_two_starts_is_named(new_folder: Path) -> None:
    with small_disk(new_folder, "size=80m,mode=0711"):
        with serve(new_folder):
            pass
        with (new_folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(bytes(4096))
        with pytest.raises(NoSpace):
            serve(new_folder).__enter__()
        (new_folder / "ballast").unlink()
        with serve(new_folder):
            pass


@root_only
def test_a_read_only_disk_is_named(new_folder: Path) -> None:
    with small_disk(new_folder, "size=8m,ro"), pytest.raises(FolderUnusable, match="Read-only file system"):
        serve(new_folder).__enter__()


def test_a_url_is_used_as_it_is_and_nothing_is_started(data_folder: Path) -> None:
    other = data_folder.with_name("other")
    with serve(data_folder) as conninfo, database(other, conninfo) as url:
        assert url == conninfo
    assert not other.exists()


def test_without_a_url_the_embedded_server_serves(new_folder: Path) -> None:
    for nothing in (None, ""):
        with database(new_folder, nothing) as conninfo:
            psycopg.connect(conninfo).close()


def test_a_server_that_does_not_answer_is_named_without_its_password(new_folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ServerUnreachable, match=f"database ledger on 127.0.0.1, port {port}") as caught:
        database(new_folder, f"postgresql://anna:hidden@127.0.0.1:{port}/ledger").__enter__()
    assert "hidden" not in str(caught.value)
    assert "DATABASE_URL" in str(caught.value)


def test_an_address_that_is_none_is_not_shown(new_folder: Path) -> None:
    with pytest.raises(ServerUnreachable, match="postgresql://user:password@host") as caught:
        database(new_folder, "postgres+asyncpg:anna:hidden@host/ledger").__enter__()
    assert "hidden" not in str(caught.value)


def test_a_server_older_than_fifteen_is_refused(new_folder: Path) -> None:
    with old_server() as port, pytest.raises(ServerTooOld, match="is PostgreSQL 14; the ledger needs 15 or later"):
        database(
            new_folder, f"postgresql://anna@127.0.0.1:{port}/ledger?sslmode=disable&gssencmode=disable"
        ).__enter__()


@contextmanager
def old_server() -> Iterator[int]:
    """Speaks just enough of PostgreSQL's protocol to say that it is version 14."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=greet_as_fourteen, args=(listener,))
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(timeout=10)


def greet_as_fourteen(listener: socket.socket) -> None:
    settings = b"".join(
        b"S" + (4 + len(text)).to_bytes(4, "big") + text
        for text in (b"server_version\x0014.9\x00", b"client_encoding\x00UTF8\x00")
    )
    connection, _ = listener.accept()
    with connection:
        connection.recv(1024)
        connection.sendall(b"R\x00\x00\x00\x08\x00\x00\x00\x00" + settings + b"Z\x00\x00\x00\x05I")
        while message := connection.recv(1024):
            if message[:1] == b"X":
                return
            connection.sendall(b"C\x00\x00\x00\x0bCOMMIT\x00" + b"Z\x00\x00\x00\x05I")


@root_only
def test_as_an_ordinary_user_a_closed_folder_and_a_foreign_one_are_refused(data_folder: Path) -> None:
    for folder, words in ((data_folder, "it may not be written"), (Path("/proc/none"), "FolderUnusable")):
        one = Command(folder, *ordinary_python())
        assert words in one.conninfo()
        one.end()


@root_only
def test_an_ordinary_user_runs_the_server_under_its_own_account(new_folder: Path) -> None:
    new_folder.mkdir()
    os.chown(new_folder, 65534, 65534)
    one = Command(new_folder, *ordinary_python())
    with psycopg.connect(one.conninfo()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert (new_folder / "postgres").stat().st_uid == 65534
    one.end()
    with serve(new_folder) as conninfo:  # as root, on the data of another account
        psycopg.connect(conninfo).close()
    assert (new_folder / "postgres").stat().st_uid == 65534


def ordinary_python() -> list[str]:
    """A Python that the account `nobody` can run, with what this one has installed."""
    python = next((path for path in ("/usr/bin/python3.11", "/usr/local/bin/python3.11") if os.path.exists(path)), None)
    if python is None or shutil.which("setpriv") is None:
        pytest.skip("there is no Python that an ordinary user can run")
    site = Path(psycopg.__file__).parent.parent
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", f"PYTHONPATH={site}", python]


def test_every_refusal_is_one_kind_of_unavailability() -> None:
    assert all(
        issubclass(kind, DatabaseUnavailable) for kind in (FolderUnusable, NoSpace, ServerBusy, ServerTooOld)
    )  # fmt: skip
