"""What a load did, file by file, in numbers that must add up; and why rows were rejected, equal reasons together."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.counts import how_many
from intake.rows import RejectedRow

_LINES_SHOWN = 5


class CountsDisagree(AssertionError):
    """Rows were lost or counted twice: a fault of the program, never of the extract."""


@dataclass(frozen=True, slots=True)
class FileCounts:
    """read = recorded + corrected + repeated + rejected + blank, or it is not made."""

    file: str
    kind: str
    read: int
    recorded: int
    corrected: int
    repeated: int
    rejected: int
    blank: int

    def __post_init__(self) -> None:
        if self.read != self.recorded + self.corrected + self.repeated + self.rejected + self.blank:
            raise CountsDisagree(str(self))

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.read:,} read = {self.recorded:,} recorded + {self.corrected:,} corrected"
            f" + {self.repeated:,} repeated + {self.rejected:,} rejected + {self.blank:,} blank"
        )


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """Rows of one file rejected for one reason. Holds nothing of the rows themselves, and so may be logged."""

    file: str
    column: str
    reason: str
    count: int
    first_lines: tuple[int, ...]

    def __str__(self) -> str:
        lines = ", ".join(map(str, self.first_lines)) + (", ..." if self.count > len(self.first_lines) else "")
        where = f"{self.file}, {self.column}" if self.column else self.file
        line = "line" if self.count == 1 else "lines"
        return f"{where}: {self.reason} ({how_many(self.count, 'row')}; {line} {lines})"


def count_reasons(rejected: Iterable[RejectedRow]) -> list[ReasonCount]:
    """The most frequent first."""
    lines: dict[tuple[str, str, str], list[int]] = {}
    for row in rejected:
        for problem in row.problems:
            lines.setdefault((row.file, problem.column, problem.reason), []).append(row.line)
    counts = [ReasonCount(*key, len(found), tuple(found[:_LINES_SHOWN])) for key, found in lines.items()]
    return sorted(counts, key=lambda count: (-count.count, count.file, count.first_lines))
