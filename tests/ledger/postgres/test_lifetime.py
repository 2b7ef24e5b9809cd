"""The server is there as long as one of our commands uses it, however that one ends, and its data outlast it."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from server_commands import Command, server_pid, supervisor_pids, wait_until

from ledger.postgres import DatabaseUnavailable, serve, server
from ledger.postgres.binaries import find_binaries
from ledger.postgres.locks import wait_to_own
from ledger.postgres.postmaster import read_postmaster
from ledger.postgres.supervisor import is_running

pytestmark = pytest.mark.timeout(60)
StartCommand = Callable[[], Command]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def remember(conninfo: str, word: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS words (word text)")
        connection.execute("INSERT INTO words VALUES (%s)", (word,))


def remembered(conninfo: str) -> list[str]:
    with psycopg.connect(conninfo) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM words ORDER BY word")]


def test_data_outlast_the_server_and_the_server_is_gone_when_the_block_is_left(new_folder: Path) -> None:
    with serve(new_folder) as conninfo:
        remember(conninfo, "kept")
        pid = server_pid(new_folder)
    assert not is_running(pid)
    assert not (new_folder / "postgres" / "postmaster.pid").exists()
    with serve(new_folder) as conninfo:
        assert remembered(conninfo) == ["kept"]


def test_an_error_in_the_block_stops_the_server_too(data_folder: Path) -> None:
    with pytest.raises(ZeroDivisionError) as caught, serve(data_folder):
        raise ZeroDivisionError(server_pid(data_folder))
    assert not is_running(caught.value.args[0])


def test_a_restart_is_quicker_than_the_first_start(new_folder: Path) -> None:
    took = []
    for _ in range(2):
        began = time.monotonic()
        with serve(new_folder):
            took.append(time.monotonic() - began)
    first, again = took
    assert again < first / 2


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_is_ended_by_a_signal_takes_its_server_along(
    data_folder: Path, command: StartCommand, number: signal.Signals
) -> None:
    one = command()
    remember(one.conninfo(), "kept")
    pid = server_pid(data_folder)
    one.send(number)
    wait_until(lambda: not is_running(pid), seconds=5)
    with serve(data_folder) as conninfo:
        assert remembered(conninfo) == ["kept"]


def test_a_command_killed_while_it_starts_the_server_leaves_none_behind(
    new_folder: Path, command: StartCommand
) -> None:
    for seconds in (0.2, 0.3, 0.45, 0.6):
        one = command()
        time.sleep(seconds)
        one.send(signal.SIGKILL)
    with serve(new_folder) as conninfo:
        remember(conninfo, "kept")
        pid = server_pid(new_folder)
    assert not is_running(pid)
    assert not list(new_folder.glob("postgres.unfinished-*"))


def test_a_second_command_attaches_and_keeps_the_server_when_the_first_is_killed(
    new_folder: Path, command: StartCommand
) -> None:
    first, second = command(), command()
    assert first.conninfo() == second.conninfo()
    pid = server_pid(new_folder)
    with serve(new_folder) as conninfo:
        first.send(signal.SIGKILL)
        second.end()
        time.sleep(0.5)
        assert is_running(pid)
        remember(conninfo, "still here")
    assert not is_running(pid)


def test_many_commands_starting_and_ending_at_once_share_one_server_at_a_time(data_folder: Path) -> None:
    failures: list[Exception] = []

    def come_and_go(name: str) -> None:
        try:
            for turn in range(5):
                with serve(data_folder) as conninfo:
                    remember(conninfo, f"{name}{turn}")
        except (DatabaseUnavailable, psycopg.Error) as error:
            failures.append(error)

    with serve(data_folder) as conninfo:
        remember(conninfo, "first")
    threads = [threading.Thread(target=come_and_go, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with serve(data_folder) as conninfo:
        assert len(remembered(conninfo)) == 1 + 4 * 5


def test_the_server_killed_under_a_command_comes_back_and_the_data_with_it(
    data_folder: Path, command: StartCommand
) -> None:
    one = command()
    conninfo = one.conninfo()
    remember(conninfo, "kept")
    killed = server_pid(data_folder)
    os.kill(killed, signal.SIGKILL)
    with serve(data_folder) as again:
        assert again == conninfo
        assert remembered(again) == ["kept"]
        assert server_pid(data_folder) != killed


@linux_only
def test_server_and_supervisor_killed_together_do_not_bar_the_next_command(
    data_folder: Path, command: StartCommand
) -> None:
    one = command()
    remember(one.conninfo(), "kept")
    for pid in [*supervisor_pids(data_folder), server_pid(data_folder)]:
        os.kill(pid, signal.SIGKILL)
    one.send(signal.SIGKILL)
    with serve(data_folder) as conninfo:
        assert remembered(conninfo) == ["kept"]


@linux_only
def test_a_killed_supervisor_takes_its_server_along(data_folder: Path, command: StartCommand) -> None:
    one = command()
    one.conninfo()
    pid = server_pid(data_folder)
    (supervisor,) = supervisor_pids(data_folder)
    os.kill(supervisor, signal.SIGKILL)
    wait_until(lambda: not is_running(pid), seconds=5)


@linux_only
def test_requests_to_end_are_left_to_the_commands(data_folder: Path, command: StartCommand) -> None:
    one = command()
    conninfo = one.conninfo()
    (supervisor,) = supervisor_pids(data_folder)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        os.kill(supervisor, number)
    time.sleep(0.3)
    remember(conninfo, "still here")


@linux_only
def test_a_server_whose_supervisor_was_killed_is_found_and_stopped(data_folder: Path) -> None:
    with by_hand(data_folder, "-c", "cluster_name=outcomes-ledger") as server:
        with serve(data_folder):
            assert server_pid(data_folder) == server.pid
        assert server.wait(timeout=10) == 0


@linux_only
def test_a_server_that_somebody_started_by_hand_is_used_and_left_alone(data_folder: Path) -> None:
    with by_hand(data_folder) as server:
        with serve(data_folder) as conninfo:
            remember(conninfo, "kept")
        time.sleep(0.3)
        assert server.poll() is None


@contextmanager
def by_hand(data_folder: Path, *settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that no command of ours looks after."""
    cluster, sockets = data_folder / "postgres", data_folder / "postgres.run" / "socket"
    program = str(find_binaries().program("postgres"))
    command = [program, "-D", str(cluster), "-h", "", "-k", str(sockets), *settings]
    with subprocess.Popen(command, user=owner_if_other(cluster), stderr=subprocess.DEVNULL, cwd="/") as server:
        try:
            wait_until(lambda: (postmaster := read_postmaster(cluster)) is not None and postmaster.is_ready)
            yield server
        finally:
            server.send_signal(signal.SIGINT)


def owner_if_other(path: Path) -> int | None:
    owner = path.stat().st_uid
    return None if owner == os.geteuid() else owner


def test_a_session_that_crashes_just_before_the_end_does_not_keep_the_server(data_folder: Path) -> None:
    with serve(data_folder) as conninfo:
        remember(conninfo, "kept")
        pid = server_pid(data_folder)
        session = psycopg.connect(conninfo)
        os.kill(session.info.backend_pid, signal.SIGKILL)
        wait_until(lambda: b"was terminated by signal 9" in (data_folder / "postgres.log").read_bytes())
        session.close()
    assert not is_running(pid)
    with serve(data_folder) as conninfo:
        assert remembered(conninfo) == ["kept"]


def test_a_server_that_is_long_coming_up_is_waited_for(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a crash in the middle of a great load, on a slow disk: given up, it would begin anew each time."""
    monkeypatch.setattr(server, "READY_SECONDS", 0.2)
    pid_file, served = data_folder / "postgres" / "postmaster.pid", threading.Event()
    coming_up = f"{os.getpid()}\n{pid_file.parent}\n0\n5432\n/nowhere\n\n\nstarting\n"

    def come() -> None:
        with serve(data_folder) as conninfo:
            psycopg.connect(conninfo).close()
            served.set()

    supervisor = wait_to_own(data_folder / "postgres.run" / "supervisor.lock", 1)
    assert supervisor
    with closing(supervisor):
        pid_file.write_text(coming_up)
        command = threading.Thread(target=come)
        command.start()
        time.sleep(1)
        assert command.is_alive()
        monkeypatch.setattr(server, "READY_SECONDS", 60)
        time.sleep(0.5)
        pid_file.unlink()
    assert served.wait(30)
    command.join()


def test_a_number_left_by_a_dead_server_and_taken_by_another_program_does_not_bar_the_start(data_folder: Path) -> None:
    owner = (data_folder / "postgres").stat()
    with subprocess.Popen(["sleep", "60"], user=owner_if_other(data_folder / "postgres")) as other:
        pid_file = data_folder / "postgres" / "postmaster.pid"
        pid_file.write_text(
            f"{other.pid}\n{data_folder}/postgres\n1700000000\n5432\n/nowhere\n\n  1234 5678\nready   \n"
        )
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with serve(data_folder):
            assert server_pid(data_folder) != other.pid
        assert other.poll() is None
        other.kill()


def test_nothing_listens_on_the_network_and_the_environment_leads_nowhere_else(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as decoy:
        decoy.settimeout(0.2)
        monkeypatch.setenv("PGHOSTADDR", "127.0.0.1")
        monkeypatch.setenv("PGPORT", str(decoy.getsockname()[1]))
        monkeypatch.setenv("PGHOST", "localhost")
        monkeypatch.setenv("PGUSER", "somebody")
        monkeypatch.setenv("PGDATABASE", "elsewhere")
        with serve(data_folder) as conninfo, psycopg.connect(conninfo) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SELECT current_user, current_database()").fetchone() == ("postgres", "postgres")
        with pytest.raises(TimeoutError):
            decoy.accept()
