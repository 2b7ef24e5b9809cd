"""Starting the supervisor, the process that outlives the command and stops the server after the last one."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from ledger.postgres import supervisor
from ledger.postgres.accounts import Account
from ledger.postgres.folders import DataFolder
from ledger.postgres.locks import Lock
from ledger.postgres.postmaster import stale_pid
from ledger.postgres.settings import ENVIRONMENT


def supervise_new_server(place: DataFolder, lock: Lock, command: Sequence[str], account: Account) -> None:
    """Have a supervisor start the server under the account. It owns `lock` from its first instant, by inheritance."""
    orders = supervisor.Orders(
        command=list(command),
        environment=_environment(place),
        user=None if account.is_ours else account.uid,
        group=None if account.is_ours else account.gid,
        clients_lock=str(place.clients_lock),
        supervisor_lock=lock.descriptor,
        running=None,
    )
    _start_supervisor(place, orders)


def supervise_running_server(place: DataFolder, lock: Lock, pid: int) -> None:
    """Have a supervisor stop the running server once nobody uses it. It owns `lock` from its first instant."""
    orders = supervisor.Orders(
        command=[],
        environment={},
        user=None,
        group=None,
        clients_lock=str(place.clients_lock),
        supervisor_lock=lock.descriptor,
        running=pid,
    )
    _start_supervisor(place, orders)


def _start_supervisor(place: DataFolder, orders: supervisor.Orders) -> None:
    log = place.open_log()
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", supervisor.__file__, json.dumps(asdict(orders))],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=[orders.supervisor_lock],
            start_new_session=True,  # Ctrl-C and the end of a terminal are for the command, not for the server
            cwd="/",
            check=False,
        )
    finally:
        os.close(log)


def _environment(place: DataFolder) -> dict[str, str]:
    """PostgreSQL takes no process named as its grandparent for another server, and checks everything else still."""
    pid = stale_pid(place.cluster)
    return ENVIRONMENT if pid is None else {**ENVIRONMENT, "PG_GRANDPARENT_PID": str(pid)}
