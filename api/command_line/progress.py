"""Progress on stderr, where there is a terminal to show it; silent everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ledger.progress import Tell, silent

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@contextmanager
def progress_shown() -> Iterator[Tell]:
    """One bar for each thing that is told of, all of them gone at the end."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TextColumn("still to go"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars)


class _Bars:
    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, doing: str, done: int, expected: int) -> None:
        task = self._tasks.get(doing)
        if task is None:
            task = self._tasks[doing] = self._bars.add_task(doing)
        self._bars.update(task, completed=done, total=max(expected, done) or None)
