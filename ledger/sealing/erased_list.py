"""The list of erased persons, kept beside the master key and applied to whatever is restored.

A backup of the database may be older than an erasure, and then holds the person's wrapped key again. Whoever brings
back the master key brings back this list with it; opening a ledger destroys once more what the list says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from ledger.sealing.master import FILE_VARIABLE, KEYS_FOLDER

LIST_VARIABLE = "OUTCOMES_ERASED_LIST"
FILE_NAME = "erased.jsonl"


@dataclass(frozen=True, slots=True)
class Erasure:
    """`person` is a pseudonym, which names nobody any more; `erased_at` an instant in ISO form."""

    ledger: str
    person: str
    reason: str
    decided_by: str
    erased_at: str


def list_file(environment: Mapping[str, str], data_folder: Path | None) -> Path | None:
    """None where the key itself comes from the environment and nobody said where the list is."""
    if named := environment.get(LIST_VARIABLE):
        return Path(named)
    if key_file := environment.get(FILE_VARIABLE):
        return Path(key_file).parent / FILE_NAME
    return data_folder / KEYS_FOLDER / FILE_NAME if data_folder is not None else None


def read_list(file: Path | None) -> list[Erasure]:
    """A line that was cut off while it was written is left out; the ledger itself still has that erasure."""
    if file is None or not file.exists():
        return []
    found = []
    for line in file.read_bytes().splitlines():
        try:
            found.append(Erasure(**orjson.loads(line)))
        except (ValueError, TypeError):
            continue
    return found


def add_to_list(file: Path, erasures: Iterable[Erasure]) -> None:
    lines = b"".join([orjson.dumps(asdict(erasure)) + b"\n" for erasure in erasures])
    if not lines:
        return
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with open(os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as stream:
        if stream.tell() and not file.read_bytes().endswith(b"\n"):
            stream.write(b"\n")
        stream.write(lines)
        stream.flush()
        os.fsync(stream.fileno())
