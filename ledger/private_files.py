"""Files that hold a secret or are about people: readable by their owner alone, from their first moment on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

ONLY_OWNER_FILE, ONLY_OWNER_FOLDER = 0o600, 0o700


def new_private(file: Path) -> BinaryIO:
    """To be written, and read again. Raises `FileExistsError`, also for a link."""
    return open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, ONLY_OWNER_FILE), "w+b")


def on_the_disk(stream: BinaryIO) -> None:
    """Returns when a crash of the machine loses nothing of it any more."""
    stream.flush()
    os.fsync(stream.fileno())


def write_private(file: Path, content: bytes) -> None:
    """A new file, on the disk when this returns. Raises `FileExistsError`."""
    with new_private(file) as stream:
        stream.write(content)
        on_the_disk(stream)


def replace_private(file: Path, content: bytes) -> None:
    """Whole, or not at all."""
    _beside(file, content).rename(file)


def make_once(file: Path, content: Callable[[], bytes]) -> None:
    """Makes it where it is not there. Of several processes that make it at once, one wins: read what is there then."""
    if file.exists():
        return
    file.parent.mkdir(mode=ONLY_OWNER_FOLDER, parents=True, exist_ok=True)
    made = _beside(file, content())
    try:
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def _beside(file: Path, content: bytes) -> Path:
    beside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    write_private(beside, content)
    return beside
