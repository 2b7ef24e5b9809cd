"""`make bench`: every target in a line of its own, in a few minutes. `python -m benchmarks NAME ...` runs one program.

A module in `TARGETS` gives its lines by `lines(stage)`, also alone by its name; one that takes words has a
`main(*words)`.
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Iterator
from importlib import import_module

from benchmarks.measuring import Line
from benchmarks.processes import Run
from benchmarks.stage import Stage, stage

TARGETS = ("appending", "loading", "proving", "rebuilding", "projecting", "asking", "serving", "ledgers")
"""In the order of a fact's way."""
ALONE = ("casework", "claims", "deciding", "england", "matching", "pages", "proof_cost", "proposing", "scale",
         "train_likeness")  # fmt: skip
"""What takes long, or words of its own."""


def told(names: tuple[str, ...] = TARGETS) -> list[Line]:
    found: list[Line] = []
    with stage() as shared, Run(shared.database) as run:
        began, worked = time.monotonic(), run.core_seconds()
        for line in _lines(names, shared):
            print(f"{line}\n    {line.raw}", flush=True)
            found.append(line)
        _tell_conditions(run.core_seconds() - worked, time.monotonic() - began)
    return found


def _tell_conditions(core_seconds: float, seconds: float) -> None:
    """What a figure in seconds is worth depends on how much of the machine others left to us."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()},"
          f" load {os.getloadavg()[0]:.1f}: we had {core_seconds / seconds:.2f} cores on average")


def _lines(names: tuple[str, ...], shared: Stage) -> Iterator[Line]:
    for name in names:
        print(f"== {name}", flush=True)
        yield from import_module(f"benchmarks.{name}").lines(shared)


def main() -> None:
    if len(sys.argv) > 1:
        name, *words = sys.argv[1:]
        if name not in TARGETS + ALONE:
            sys.exit(f"There is no benchmark {name!r}. Those of `make bench` are {', '.join(TARGETS)};"
                     f" beside them there are {', '.join(ALONE)}.")
        main_of_it = getattr(import_module(f"benchmarks.{name}"), "main", None)
        if main_of_it is not None:
            main_of_it(*words)
            return
        found = told((name,))
    else:
        found = told()
    missed = [line.what for line in found if line.holds is False]
    print(f"{len(found)} lines, {len(missed)} missed{': ' if missed else ''}{'; '.join(missed)}")


if __name__ == "__main__":
    main()
