"""The one way in for an extract pack: read, each row checked by itself and against the others. Nothing is recorded."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from intake.agencies.checking import check_agencies
from intake.checking import check_pack
from intake.errors import EmptyPack
from intake.known import Known, NothingKnown
from intake.limits import Limits, limits_set
from intake.packs import open_pack
from intake.problems import Notice
from intake.readings import FileReading, Progress, read_file
from intake.rows import RejectedRow, Row
from ledger.uncollected import uncollected


@dataclass(frozen=True, slots=True)
class ReadPack:
    """Everything that was read, in the order of `KINDS`. For each file: read = good + rejected + blank."""

    files: tuple[FileReading, ...]
    notices: tuple[Notice, ...]

    def rows(self, kind: str) -> list[Row]:
        """The rows of a kind that can be used, in the order of their file."""
        return next((file.good for file in self.files if file.kind == kind), [])

    @property
    def rejected(self) -> list[RejectedRow]:
        return [row for file in self.files for row in file.rejected]

    @property
    def read(self) -> int:
        return sum(file.read for file in self.files)

    @property
    def blank(self) -> int:
        return sum(file.blank for file in self.files)


def read_pack(
    path: Path,
    *,
    today: date,
    known: Known | None = None,
    as_kind: str | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> ReadPack:
    """Raises an IntakeError when the pack as a whole cannot be read; a bad row is only ever rejected.

    Without `limits` they are as the environment sets them.
    """
    limits = limits or limits_set()
    with uncollected(), open_pack(Path(path), as_kind=as_kind, limits=limits) as pack:
        files = [read_file(source, today, limits, progress) for source in pack.files]
        if all(file.read == file.blank for file in files):
            raise EmptyPack(
                f"{path} holds no row ({', '.join(file.file for file in files)}); ask for the extract again"
            )
        notices = [*pack.notices, *(notice for file in files for notice in file.notices)]
        ours = {file.kind: file for file in files if file.agency is None}
        notices += check_pack(ours, known or NothingKnown())
        check_agencies([file for file in files if file.agency], ours.get("terms"), known or NothingKnown())
    return ReadPack(tuple(files), tuple(notices))
