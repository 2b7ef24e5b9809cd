"""The process between our commands and the server: it starts the server, and stops it after the last of them.

Run as a program of its own, in its own session, with the standard library alone: `python -I -S supervisor.py ORDERS`.
It knows whether commands are left by a lock that each of them shares, and that the kernel takes from the dead. Signals
that would end it are left to the commands: when a machine goes down, those end first, and the server after them.
A server that crashes while commands are left is started again.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

START_SECONDS = 50  # less than commands wait for, so that they are told the reason
SESSIONS_END_SECONDS = 3
STOP_SECONDS = 60
RESTARTS_LIMIT = 20
WATCH_STEP_SECONDS = 0.1
LOG = 2  # our standard error, and the server's
LOG_START_BYTES = 64_000  # of what a server says, enough to see whether it came up
READY = b"ready to accept connections"
WRITING = b"shutting down"
REMAINS = (  # what a killed server may leave for a while: processes that hold its memory, and its own last moments
    b"is still in use",
    b'lock file "postmaster.pid" already exists',
)
DEATH_SIGNAL_OPTION = 1  # PR_SET_PDEATHSIG


@dataclass(frozen=True)
class Orders:
    """What a command asks of its supervisor."""

    command: list[str]
    environment: dict[str, str]
    user: int | None
    group: int | None
    clients_lock: str
    supervisor_lock: int
    running: int | None


class Server(Protocol):
    """A server process, started here or found."""

    def wait(self) -> int: ...

    def send_signal(self, number: int, /) -> None: ...


@dataclass(frozen=True)
class FoundServer:
    """A server whose supervisor was killed. It is nobody's child any more, so its end has to be looked for."""

    pid: int

    def wait(self) -> int:
        """Wait for its end, which is taken for a good one."""
        while is_running(self.pid):
            time.sleep(WATCH_STEP_SECONDS)
        return 0

    def send_signal(self, number: int, /) -> None:
        """Send it a signal, if it is still there."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)


class Supervisor:
    """Keeps one server as long as commands use it."""

    def __init__(self, orders: Orders) -> None:
        self.orders = orders
        self.is_stopping = threading.Event()
        self.server: Server | None = None

    def run(self) -> None:
        """Supervise until the server has stopped, then let the locks go in the order in which commands look at them."""
        clients = os.open(self.orders.clients_lock, os.O_RDWR | os.O_CLOEXEC)
        threading.Thread(target=self.stop_after_last_client, args=(clients,), daemon=True).start()
        self.keep_serving()
        os.close(self.orders.supervisor_lock)
        os.close(clients)

    def keep_serving(self) -> None:
        """Start the server, and again when it crashed after it was ready, until it ends well or does not start.

        What a killed server leaves behind may bar its successor for a while: that is waited for.
        """
        if self.orders.running is not None:
            self.watch(FoundServer(self.orders.running))
            return
        restarts, deadline = 0, time.monotonic() + START_SECONDS
        while restarts <= RESTARTS_LIMIT and time.monotonic() < deadline:
            log_size = os.fstat(LOG).st_size
            status = self.watch(self.start())
            if status == 0 or self.is_stopping.is_set():
                return
            said = os.pread(LOG, LOG_START_BYTES, log_size)
            if READY in said:
                restarts, deadline = restarts + 1, time.monotonic() + START_SECONDS
            elif not any(words in said for words in REMAINS):
                return
            time.sleep(WATCH_STEP_SECONDS)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server under its account."""
        orders = self.orders
        return subprocess.Popen(
            orders.command,
            env=orders.environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=LOG,
            user=orders.user,
            group=orders.group,
            extra_groups=None if orders.user is None else [],
            preexec_fn=dying_with_parent(),
        )

    def watch(self, server: Server) -> int:
        """Wait for the server's end."""
        self.server = server
        if self.is_stopping.is_set():
            server.send_signal(signal.SIGINT)
        return server.wait()

    def stop_after_last_client(self, clients: int) -> None:
        """Wait until no command is left, then have the server end its sessions, write everything down and stop.

        One that was just recovering from a crash of a session may wait for ever instead (seen in 18.6): it is told to
        stop at once, which loses nothing, as it recovers at the next start. So is one whose writing takes too long.
        """
        fcntl.flock(clients, fcntl.LOCK_EX)
        log_size = os.fstat(LOG).st_size
        self.is_stopping.set()
        self.tell_server(signal.SIGINT)
        time.sleep(SESSIONS_END_SECONDS)
        if WRITING in os.pread(LOG, LOG_START_BYTES, log_size):
            time.sleep(STOP_SECONDS)
        self.tell_server(signal.SIGQUIT)

    def tell_server(self, number: int) -> None:
        """Send the server a signal, if there is one."""
        if self.server is not None:
            self.server.send_signal(number)


def is_running(pid: int) -> bool:
    """Whether there is such a process; one that is dead and waits for its parent to notice is none."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except OSError:
        return True  # another account's, or a system without /proc


def dying_with_parent() -> Callable[[], None] | None:
    """What to do in the server's process so that it stops when its supervisor is killed; on Linux only."""
    if sys.platform != "linux":
        return None
    set_process_option = ctypes.CDLL(None).prctl
    return lambda: set_process_option(DEATH_SIGNAL_OPTION, signal.SIGINT)


def ignore_requests_to_end() -> None:
    """Handle them by doing nothing: a signal ignored outright would stay ignored in the server, which must hear it."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)


def main() -> None:
    """Leave the command that called at once, and supervise from a process that is not its child."""
    if os.fork() == 0:
        ignore_requests_to_end()
        Supervisor(Orders(**json.loads(sys.argv[1]))).run()


if __name__ == "__main__":
    main()
