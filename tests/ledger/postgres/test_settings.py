"""The server is durable, sorts alike everywhere, and its log holds nothing of the data."""

import os
import signal
import stat
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from server_commands import wait_until

from ledger.postgres import scratch_server, serve
from ledger.postgres.settings import shared_buffers

pytestmark = pytest.mark.timeout(60)


def show(conninfo: str, *names: str) -> list[str]:
    with psycopg.connect(conninfo) as connection:
        return [str(connection.execute("SELECT current_setting(%s)", (name,)).fetchone()[0]) for name in names]


def test_the_server_is_durable_and_sorts_by_code_point(new_folder: Path) -> None:
    with serve(new_folder) as conninfo:
        assert show(conninfo, "fsync", "synchronous_commit", "full_page_writes") == ["on", "on", "on"]
        assert show(conninfo, "server_encoding", "TimeZone") == ["UTF8", "UTC"]
        with psycopg.connect(conninfo) as connection:
            provider = connection.execute(
                "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = current_database()"
            )
            assert provider.fetchone() == ("b", "C.UTF-8")


@pytest.mark.parametrize(("gigabytes", "buffers"), [(0.5, "128MB"), (4, "512MB"), (24, "1024MB"), (512, "1024MB")])
def test_its_buffers_are_an_eighth_of_the_memory_within_limits(gigabytes: float, buffers: str) -> None:
    assert shared_buffers(int(gigabytes * (1 << 30))) == buffers


def test_what_the_caller_sets_goes_before_what_is_worked_out() -> None:
    with scratch_server({"shared_buffers": "16MB"}) as conninfo:
        assert show(conninfo, "shared_buffers", "max_wal_size") == ["16MB", "3GB"]


def test_a_scratch_server_forgets_and_leaves_nothing_behind() -> None:
    with scratch_server({"work_mem": "8MB"}) as conninfo:
        assert show(conninfo, "fsync", "work_mem") == ["off", "8MB"]
        folder = Path(show(conninfo, "data_directory")[0])
    assert not folder.parent.exists()


def test_the_log_is_private_and_holds_no_value_of_the_data(data_folder: Path) -> None:
    with serve(data_folder) as conninfo:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            connection.execute("CREATE TABLE people (number integer PRIMARY KEY)")
            for statement, parameters in (
                ("INSERT INTO people VALUES ('Secret Name')", None),
                ("SELECT %s::int", ("Secret Name",)),
                ("DO $$ BEGIN RAISE WARNING 'Secret Name'; RAISE EXCEPTION 'Secret Name'; END $$", None),
                ("SELECT 'Secret Name' FROM nowhere", None),
            ):
                with pytest.raises(psycopg.Error):
                    connection.execute(statement, parameters)
        crash_backend(conninfo, "SELECT 'Secret Name', pg_sleep(30)")
        wait_until(lambda: b"was terminated by signal 9" in (data_folder / "postgres.log").read_bytes())
    log = data_folder / "postgres.log"
    assert b"Secret" not in log.read_bytes()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def crash_backend(conninfo: str, statement: str) -> None:
    with closing(psycopg.connect(conninfo)) as connection:
        connection.pgconn.send_query(statement.encode())
        with psycopg.connect(conninfo, autocommit=True) as other:  # within a transaction the view stays as it was first
            query = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = %s"
            wait_until(lambda: other.execute(query, (connection.info.backend_pid,)).fetchone() == (1,))
        os.kill(connection.info.backend_pid, signal.SIGKILL)


def test_a_log_that_has_grown_too_long_is_put_aside(data_folder: Path) -> None:
    with serve(data_folder):
        pass
    log = data_folder / "postgres.log"
    log.write_bytes(b"x" * 10_000_001)
    with serve(data_folder):
        assert log.stat().st_size < 10_000
    assert (data_folder / "postgres.log.1").stat().st_size > 10_000_000
