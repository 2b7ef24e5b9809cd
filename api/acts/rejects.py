"""Where rejected rows are put, a folder for each load, so that none replaces another's; and where they are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from api.places import Place
from ledger.extracts import Extract


def rejects_folder_for(place: Place, ledger: str, pack: Path) -> Path:
    """Named after the moment and the pack; made only when there is something to put in it."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    folder = place.rejects_folder / ledger
    names = (f"{moment}-{pack.resolve().stem}{suffix}" for suffix in _suffixes())
    return next(folder / name for name in names if not (folder / name).exists())


def rejects_of(place: Place, load: Extract) -> Path | None:
    """None where there were none, or they are not kept on this machine's disk."""
    path = Path(load.rejects_path).resolve() if load.rejects_path else None
    return path if path and path.is_relative_to(place.rejects_folder.resolve()) and path.is_file() else None


def _suffixes() -> Iterator[str]:
    return (f"-{number}" if number else "" for number in count())
