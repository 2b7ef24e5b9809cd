"""The program as the shell runs it: an embedded server, pipes, signals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.samples import ATTACHED, PROJECT

PROGRAM = [sys.executable, "-c", "import sys; from api.command_line import main; sys.exit(main())"]
SECONDS_MAX = 60


def run(data: Path, *arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], env=environment(data), cwd=PROJECT, text=True, timeout=SECONDS_MAX,
        **({"capture_output": True} | options),
    )  # fmt: skip


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "OUTCOMES_DEBUG")}
    return kept | {"OUTCOMES_DATA_DIR": str(data), "PYTHONPATH": str(PROJECT)}


@pytest.fixture(scope="module")
def data(small_pack: Path) -> Iterator[Path]:
    """A data folder with a ledger in it, in a place that the server's account can reach."""
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="outcomes-api-"))
    folder.chmod(0o711)
    try:
        data = folder / "data"
        assert run(data, "create", "small", "--overlay", "oxfordshire").returncode == 0
        loaded = run(data, "load", small_pack)
        assert (loaded.returncode, loaded.stderr) == (0, "")
        yield data
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def assert_server_has_stopped(data: Path) -> None:
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_the_server_is_stopped_when_the_command_ends(data: Path) -> None:
    listed = run(data, "eligibility", "--at", "2014-03-31")
    assert listed.stdout.startswith("family_id,eligible,criteria\n") and listed.stderr == ""
    assert_server_has_stopped(data)


def test_a_reader_that_goes_away_is_no_error(data: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = run(data, "history", ATTACHED, capture_output=False, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
def test_an_output_that_cannot_be_written_is_told(data: Path) -> None:
    with open("/dev/full", "w") as full:
        ended = run(data, "claimable", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1 and "The disk is full" in ended.stderr


def test_an_error_is_one_line_without_a_traceback(data: Path) -> None:
    ended = run(data, "explain", "OXF-99999")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "outcomes: There is no family 'OXF-99999' in ledger 'small'. Check the family_id.\n"


def test_a_name_that_is_no_utf8_is_told(data: Path) -> None:
    ended = subprocess.run(
        [*PROGRAM, "history", b"caf\xe9"], env=environment(data), capture_output=True, timeout=SECONDS_MAX
    )
    assert (ended.returncode, ended.stderr.count(b"\n")) == (2, 1)
    assert b"UTF-8" in ended.stderr


def test_help_imports_nothing_heavy(data: Path) -> None:
    code = (
        "import sys; from api.command_line import main; main(['--help']);"
        " heavy = {'fastapi', 'psycopg', 'eventsourcing', 'pydantic', 'uvicorn', 'rich', 'domain.events'};"
        " heavy &= set(sys.modules);"
        " sys.exit(f'{heavy} were imported' if heavy else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment(data), cwd=PROJECT, capture_output=True, text=True
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_serving_ends_in_good_order_when_told_to(data: Path, told: signal.Signals) -> None:
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0"], env=environment(data), cwd=PROJECT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as server:  # fmt: skip
        assert server.stdout and server.stderr
        address = server.stdout.readline().removeprefix("Listening on ").strip()
        token = server.stdout.readline().removeprefix("Token: ").strip()
        asked = urllib.request.Request(f"{address}/v1/status", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=SECONDS_MAX) as answer:
            assert answer.status == 200 and "uvicorn" not in answer.headers.get("server", "")
        server.send_signal(told)
        assert server.wait(SECONDS_MAX) == 0
        assert address.startswith("http://127.0.0.1:")
        logged = [json.loads(line) for line in server.stderr.read().splitlines()]
        assert [(line["event"], line["route"]) for line in logged] == [("request answered", "/v1/status")]
    assert_server_has_stopped(data)


def test_a_worker_ends_in_good_order_when_told_to(data: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "project"], env=environment(data), cwd=PROJECT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as worker:  # fmt: skip
        assert worker.stdout and worker.stderr
        assert worker.stdout.readline() == "Keeping the tables of small up with its log.\n"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS_MAX) == 0
        assert worker.stderr.read() == ""
    assert_server_has_stopped(data)


def test_answers_are_sent_at_once() -> None:
    """Nagle's algorithm would hold the second half of every answer back for 40 milliseconds."""
    import socket

    from api.http.serving import _listening

    with _listening("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        taken_up, _ = listening.accept()
        with taken_up:
            assert taken_up.proto == socket.IPPROTO_TCP  # what asyncio looks at before it sets TCP_NODELAY


def test_a_port_that_is_taken_is_told(data: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run(data, "serve", "--port", taken.getsockname()[1])
    assert ended.returncode == 2
    assert "cannot listen on 127.0.0.1" in ended.stderr and ended.stderr.count("\n") == 1


def test_serving_without_a_ledger_is_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path / "none", "serve", "--port", "0")
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "outcomes create NAME" in ended.stderr
