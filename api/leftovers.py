"""Folders of extracts that a server which was killed did not come to take away: they hold personal data."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

HOUR_SECONDS = 3600


def take_away_left(folder: Path, hours_max: float, wanted: Collection[str] = ()) -> None:
    """Whatever lies in the folder for longer, but for what is wanted by its name."""
    for left in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if left.name not in wanted and left.stat().st_mtime < time.time() - hours_max * HOUR_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
