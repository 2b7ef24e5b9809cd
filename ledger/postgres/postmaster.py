"""The server that runs on a cluster, as its `postmaster.pid` tells of it and as it answers itself."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from ledger.postgres.settings import CLUSTER_NAME, DATABASE, SUPERUSER
from ledger.postgres.supervisor import is_running

CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Postmaster:
    """What `postmaster.pid` says. After a crash it says it still: only an answer proves that the server runs."""

    pid: int
    port: int
    sockets: str
    is_ready: bool

    @property
    def conninfo(self) -> str:
        """How psycopg reaches it. The empty `hostaddr` keeps PGHOSTADDR from leading to some other server."""
        return make_conninfo(host=self.sockets, hostaddr="", port=self.port, user=SUPERUSER, dbname=DATABASE)


def read_postmaster(cluster: Path) -> Postmaster | None:
    """The server that last said it runs on the cluster; None when none does, or it has only begun to say so."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), int(lines[3]), lines[4], is_ready=lines[7].strip() == "ready")
    except (FileNotFoundError, IndexError, ValueError):
        return None


def answering_postmaster(cluster: Path) -> Postmaster | None:
    """The server that runs on the cluster and answers, having shown that this cluster is what it serves."""
    postmaster = read_postmaster(cluster)
    if postmaster is None or not postmaster.is_ready or not postmaster.sockets:
        return None
    try:
        with psycopg.connect(postmaster.conninfo, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    except psycopg.Error:
        return None
    return postmaster if row is not None and os.path.samefile(row[0], cluster) else None


def is_coming_up(cluster: Path) -> bool:
    """Whether a server runs on the cluster that does not answer anybody yet."""
    postmaster = read_postmaster(cluster)
    return postmaster is not None and not postmaster.is_ready and is_running(postmaster.pid)


def reason_for_silence(cluster: Path) -> str:
    """Why the server does not answer, as far as can be told from here."""
    postmaster = read_postmaster(cluster)
    if postmaster is None or not postmaster.is_ready:
        return "it is still starting"
    try:
        psycopg.connect(postmaster.conninfo, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.Error as error:
        return " ".join(str(error).split())
    return "it answers now, or serves another folder"


def was_started_by_us(cluster: Path) -> bool:
    """Whether the server that runs on the cluster was started by one of our commands."""
    try:
        return f"cluster_name={CLUSTER_NAME}" in (cluster / "postmaster.opts").read_text()
    except FileNotFoundError:
        return False


def stale_pid(cluster: Path) -> int | None:
    """The process number that a dead server left in its `postmaster.pid` and that another program has now.

    PostgreSQL would take that program for a server and refuse to start; in a container, where the same few numbers
    return at each start, that is the rule rather than the exception.
    """
    try:
        pid = int((cluster / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    return None if "postgres" in _running_program(pid) else pid


def _running_program(pid: int) -> str:
    """The name of the program that runs under the number; nothing when none does."""
    if not is_running(pid):
        return ""
    if sys.platform != "linux":
        return subprocess.run(["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
