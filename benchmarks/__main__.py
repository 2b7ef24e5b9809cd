"""`make bench`: every target in a line of its own, in a few minutes. `python -m benchmarks NAME ...` runs one program.

A module in `TARGETS` gives its lines by `lines(stage)`; a program that is run by name has a `main(*words)`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module

from benchmarks.measuring import Line
from benchmarks.stage import Stage, stage

TARGETS = ("appending", "loading", "proving", "rebuilding", "projecting", "asking", "serving", "ledgers")
"""In the order of a fact's way."""


def told(names: tuple[str, ...] = TARGETS) -> list[Line]:
    found = []
    with stage() as shared:
        for line in _lines(names, shared):
            print(f"{line}\n    {line.raw}", flush=True)
            found.append(line)
    return found


def _lines(names: tuple[str, ...], shared: Stage) -> Iterator[Line]:
    for name in names:
        print(f"== {name}", flush=True)
        yield from import_module(f"benchmarks.{name}").lines(shared)


def main() -> None:
    if len(sys.argv) > 1:
        name, *words = sys.argv[1:]
        import_module(f"benchmarks.{name}").main(*(int(word) if word.isdigit() else word for word in words))
        return
    found = told()
    missed = [line.what for line in found if line.holds is False]
    print(f"{len(found)} lines, {len(missed)} missed{': ' if missed else ''}{'; '.join(missed)}")


if __name__ == "__main__":
    main()
