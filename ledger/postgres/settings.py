"""How the embedded server is set: durable, deaf to the network, and silent about the data."""

import os
from collections.abc import Mapping
from pathlib import Path

from ledger.postgres.binaries import Binaries

SUPERUSER = "postgres"
DATABASE = "postgres"
PORT = 5432  # names the socket's file; nothing listens on the network

CLUSTER_NAME = "outcomes-ledger"
"""Tells a server that one of our commands started from one that somebody started by hand."""

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
"""Nothing of the caller's: PGPORT, PGDATA and the like would change the server, LC_* its messages."""

DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}

ROOMY = {"max_wal_size": "3GB", "min_wal_size": "1GB", "checkpoint_timeout": "30min"}
"""After a checkpoint the first change of a page writes the whole page to the write-ahead log. A load into a large
ledger changes a page of the register's index for every other row, so checkpoints are seldom; after a crash at most so
much of that log is gone through again. Its files are used again, not made anew.
"""

BUFFERS_SHARE, BUFFERS_MIB_MIN, BUFFERS_MIB_MAX = 8, 128, 1024

SILENT = {
    "log_statement": "none",
    "log_min_messages": "log",  # an ERROR's first line may quote a value; the caller is told it anyway
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # no DETAIL: it quotes rows, and the query of a backend that crashed
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_duration_statement": "-1",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] ",
}


def shared_buffers(memory_bytes: int) -> str:
    """An eighth of the machine's memory, within limits; taken only as pages are used.

    A large ledger's register is looked up by random keys. With room for a tenth of its pages, entering a record costs
    the server half as much again as with room for most of them.
    """
    wanted = memory_bytes // BUFFERS_SHARE >> 20
    return f"{min(BUFFERS_MIB_MAX, max(BUFFERS_MIB_MIN, wanted))}MB"


def memory_here() -> int:
    """Of the machine, in bytes."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def server_command(binaries: Binaries, cluster: Path, sockets: Path, settings: Mapping[str, str]) -> list[str]:
    """The command line of the server. All is set here, so that the cluster's own files cannot say otherwise."""
    local = {
        "cluster_name": CLUSTER_NAME,
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": _quoted(sockets),
        "unix_socket_permissions": "0700",
    }
    options = {**DURABLE, **ROOMY, "shared_buffers": shared_buffers(memory_here()), **SILENT, **settings, **local}
    return [
        str(binaries.program("postgres")),
        "-D",
        str(cluster),
        *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
    ]


def _quoted(folder: Path) -> str:
    """One entry of PostgreSQL's list of folders, whose names may hold commas and spaces."""
    return '"' + str(folder).replace('"', '""') + '"'
