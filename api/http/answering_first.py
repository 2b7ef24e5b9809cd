"""Settings of Python for a process in which somebody waits for answers while other threads work."""

from __future__ import annotations

import gc
import sys

SWITCH_SECONDS = 0.001
"""How long a thread that works may keep those waiting that answer: Python's own five milliseconds come several times in
each answer, whenever the tables are being kept up with a load in the same process."""


def answer_first() -> None:
    """Once the program has come up: what it holds by now stays, and is not searched for garbage again and again."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
