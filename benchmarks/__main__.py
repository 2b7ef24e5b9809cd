"""Runs every benchmark in turn: `make bench`. One of them alone: `python -m benchmarks.deciding`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

_NO_BENCHMARK = {"__init__", "__main__", "families"}


def names() -> list[str]:
    found = {path.stem for path in Path(__file__).parent.glob("*.py")} - _NO_BENCHMARK
    return sorted(found)


def main() -> None:
    for name in sys.argv[1:] or names():
        print(f"== {name}", flush=True)
        import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
