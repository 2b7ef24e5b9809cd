"""`outcomes demo`."""

from __future__ import annotations

from api.command_line.options import By, DataDir


def demo(by: By = None, data_dir: DataDir = None) -> int:
    """Load the sample extract of Oxfordshire, and show what a programme manager would ask of it."""
    from api.demo.demo import run_demo

    return run_demo(data_dir, by)
