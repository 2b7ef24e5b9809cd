"""A shell for examples: `outcomes` runs in this process, everything else in bash, in a folder of its own.

Each data folder has a database of its own, so that pages do not disturb each other.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from base64 import b64encode
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import BytesIO, TextIOWrapper
from pathlib import Path
from unittest.mock import patch

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from api.command_line import main
from tests.docs.examples import PROJECT

_ASSIGNMENT = re.compile("([A-Z]+)=")

MASTER_KEY = b64encode(bytes(32)).decode()
PROGRAM = (sys.executable, "-c", "import sys; from api.command_line import main; sys.exit(main())")

LINES_OF_A_SERVER = {"serve": 4, "project": 1}
"""How many lines the commands that run until stopped print before they are of use."""

SERVED_AT = "http://127.0.0.1:8000"
"""What pages say; here it is at any port that is free."""


@dataclass(slots=True)
class Shell:
    """`folder` looks like a copy of the project; `server` is the PostgreSQL server for its databases."""

    folder: Path
    server: str
    databases: dict[str, str] = field(default_factory=dict)
    printed_by_demo: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    data_folder: str = ".data"
    code: int = 0
    serving: subprocess.Popen[str] | None = None
    address: str = SERVED_AT

    def __post_init__(self) -> None:
        for name in ("docs", "samples"):
            (self.folder / name).symlink_to(PROJECT / name)
        self._put_outcomes_on_the_path()
        # The claim rounds take most of a minute, and tests/api runs them; so do what the police have, and the casework.
        with patch("api.demo.demo._claim"), patch("api.demo.demo._match"), patch("api.demo.demo._work"):
            self.printed_by_demo = self._outcomes(["demo"], "")
        assert self.code == 0, "\n".join(self.printed_by_demo)

    def new_session(self) -> None:
        """As on a machine where `make demo` has come to its claim rounds and nothing else has run."""
        self._stop_serving()
        self.data_folder, self.code, self.variables = ".data", 0, {}
        for data_folder in [name for name in self.databases if name != self.data_folder]:
            self._drop(self.databases.pop(data_folder))
        with psycopg.connect(self._database(), autocommit=True) as connection:
            others = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^ledger_' AND nspname <> 'ledger_oxfordshire'"
            for (schema,) in connection.execute(others).fetchall():
                connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))

    def run(self, command: str) -> list[str]:
        """What the command prints, errors included."""
        if assigned := _ASSIGNMENT.match(command):
            self.variables[assigned[1]] = self._bash(f"{command}; echo ${assigned[1]}", "")[0]
            return []
        for name, value in self.variables.items():
            command = command.replace(f"${name}", value)
        first, _, rest = command.partition(" | ")
        words = shlex.split(first)
        if command == "echo $?":
            return [str(self.code)]
        if words[0] == "export":
            self.data_folder = words[1].removeprefix("OUTCOMES_DATA_DIR=")
            return []
        if words == ["make", "demo"]:
            return self.printed_by_demo
        if words == ["outcomes", "serve", "&"]:
            return self._serve()
        if words[0] == "outcomes" and words[1] in LINES_OF_A_SERVER:
            return self._until_of_use(words[1:])
        return self._outcomes(words[1:], rest) if words[0] == "outcomes" else self._bash(command, "")

    def _outcomes(self, words: list[str], piped_to: str) -> list[str]:
        printed = TextIOWrapper(BytesIO(), "utf-8", write_through=True)  # some commands write bytes
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            with patch.dict(os.environ, self._environment()), redirect_stdout(printed), redirect_stderr(printed):
                self.code = main(words)
        finally:
            os.chdir(before)
        printed.seek(0)
        text = printed.read()
        return self._bash(piped_to, text) if piped_to else text.splitlines()

    def _bash(self, command: str, given: str) -> list[str]:
        ended = subprocess.run(
            ["bash", "-c", command.replace(SERVED_AT, self.address)],
            cwd=self.folder, input=given, text=True, check=False, stdout=subprocess.PIPE,
            env=os.environ | self._environment(), timeout=20)
        return ended.stdout.replace("\ufeff", "").replace(self.address, SERVED_AT).splitlines()

    def _until_of_use(self, words: list[str]) -> list[str]:
        running, printed = self._started(words)
        self.code = _stopped(running)
        return printed

    def _serve(self) -> list[str]:
        """Until the page ends."""
        self.serving, printed = self._started(["serve"])
        self.address = printed[0].rpartition(" ")[2]
        return [line.replace(self.address, SERVED_AT) for line in printed]

    def _stop_serving(self) -> None:
        if self.serving is not None:
            _stopped(self.serving)
        self.serving, self.address = None, SERVED_AT

    def _started(self, words: list[str]) -> tuple[subprocess.Popen[str], list[str]]:
        port = ["--port", "0"] if words[0] == "serve" else []
        running = subprocess.Popen(
            [*PROGRAM, *words, *port], cwd=self.folder, text=True, stdout=subprocess.PIPE,
            env=os.environ | self._environment())
        assert running.stdout is not None
        return running, [running.stdout.readline().rstrip("\n") for _ in range(LINES_OF_A_SERVER[words[0]])]

    def _environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self._database(),
            "LOGNAME": "reader",
            "OUTCOMES_DATA_DIR": self.data_folder,
            "OUTCOMES_MASTER_KEY": MASTER_KEY,
            "PATH": f"{self.folder}:{os.environ['PATH']}",
            "PYTHONPATH": str(PROJECT),
        }

    def _put_outcomes_on_the_path(self) -> None:
        """For where a command stands within another."""
        program = self.folder / "outcomes"
        program.write_text(f"#!/bin/sh\nexec {shlex.join(PROGRAM)} \"$@\"\n", "utf-8")
        program.chmod(0o755)

    def _database(self) -> str:
        if self.data_folder not in self.databases:
            name = f"docs_{os.getpid()}_{re.sub('[^a-z]', '_', self.data_folder)}"
            with psycopg.connect(self.server, autocommit=True) as connection:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
            self.databases[self.data_folder] = make_conninfo(self.server, dbname=name)
        return self.databases[self.data_folder]

    def close(self) -> None:
        self._stop_serving()
        for conninfo in self.databases.values():
            self._drop(conninfo)

    def _drop(self, conninfo: str) -> None:
        name = str(conninfo_to_dict(conninfo)["dbname"])
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _stopped(running: subprocess.Popen[str]) -> int:
    with running:
        running.send_signal(signal.SIGTERM)
        return running.wait(timeout=20)
