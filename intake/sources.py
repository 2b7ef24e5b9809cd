"""The files of an opened pack, and how to read each again and again."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import TracebackType
from typing import Self

from intake.errors import AmbiguousPack
from intake.kinds import KINDS, order_of
from intake.problems import Notice
from intake.rows import RawRow
from ledger.extracts import EXTRACT_LENGTH

EXPECTED = f"an extract's files are named {', '.join(f'{kind}.csv' for kind in KINDS)}"
_HIDDEN = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a pack. `raw_rows` may be called again: each call reads the file from its start, header included."""

    name: str
    kind: str
    sha256: str
    rows_expected: int
    """As far as can be told without reading, 0 if not at all: for a progress bar."""
    raw_rows: Callable[[], Iterator[RawRow]]

    @property
    def extract(self) -> str:
        return self.sha256[:EXTRACT_LENGTH]


@dataclass(slots=True)
class Pack:
    """The known files of a pack in the order of KINDS. To be closed, or used in a `with`."""

    files: list[SourceFile] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)

    def add(self, file: SourceFile) -> None:
        for other in self.files:
            if other.kind == file.kind:
                raise AmbiguousPack(
                    f"{other.name} and {file.name} are both {file.kind}; keep one of them, or join them"
                )
        self.files.append(file)
        self.files.sort(key=lambda file: order_of(file.kind))

    def pass_over(self, name: str) -> None:
        self.notices.append(Notice(name, f"not read: {EXPECTED}"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.close()


def is_hidden(name: str) -> bool:
    """What operating systems leave beside people's files, which is no news to anyone."""
    return any(part.startswith((".", "~$")) or part in _HIDDEN for part in PurePosixPath(name).parts)
