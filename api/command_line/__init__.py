"""The command line `outcomes`: one module for each command or two, and `main`, which pyproject.toml names."""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code. Without arguments those of the process are taken."""
    from api.command_line.ending import run

    return run(arguments)


__all__ = ["main"]
