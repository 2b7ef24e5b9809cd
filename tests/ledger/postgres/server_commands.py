"""Commands of ours as real processes, and what to look for when they end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import ledger
from ledger.postgres.postmaster import read_postmaster

REPOSITORY = Path(ledger.__file__).parent.parent
COMMAND = """
import signal
import sys
from pathlib import Path
from ledger.postgres import DatabaseUnavailable, serve
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may have them ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
try:
    with serve(Path(sys.argv[1])) as conninfo:
        print(conninfo, flush=True)
        sys.stdin.read()
except DatabaseUnavailable as error:
    print(f"{type(error).__name__}: {error}", flush=True)
"""


class Command:
    """One of our commands in a process of its own: it says where the server is, and stays until told to end."""

    def __init__(self, data_folder: Path, *interpreter: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            [*(interpreter or (sys.executable,)), "-c", COMMAND, str(data_folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
            env={**os.environ, **environment},
        )

    def conninfo(self) -> str:
        """What it says first, when it is attached or has failed."""
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        """Let it end in good order."""
        self.process.communicate(timeout=20)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal and see it end."""
        self.process.send_signal(number)
        self.process.wait(timeout=20)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream
            stream.close()


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what has to come about within so many seconds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"it did not come about within {seconds} s"
        time.sleep(0.02)


def server_pid(data_folder: Path) -> int:
    """The process number of the server that runs on the data folder."""
    postmaster = read_postmaster(data_folder / "postgres")
    assert postmaster
    return postmaster.pid


def supervisor_pids(data_folder: Path) -> list[int]:
    """The supervisors of the data folder's server. Linux only."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _is_supervisor(entry, data_folder)
    ]


def _is_supervisor(entry: Path, data_folder: Path) -> bool:
    try:
        line = (entry / "cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return b"supervisor.py" in line and bytes(data_folder) in line
