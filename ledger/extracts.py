"""The loads: which extract files were read into this ledger, when, by whom, and what became of each row."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Self

from psycopg import Cursor
from psycopg.rows import class_row

from ledger.identity import Cursors


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file. `read` is the sum of the others; the table refuses anything else."""

    recorded: int = 0
    corrected: int = 0
    repeated: int = 0
    rejected: int = 0
    blank: int = 0

    @property
    def read(self) -> int:
        return self.recorded + self.corrected + self.repeated + self.rejected + self.blank


@dataclass(frozen=True, slots=True)
class Extract:
    """One loading of one file. `digest` is that of the file's bytes; `position` that of the log when it was done.

    Without `finished_at` it is under way, or was interrupted.
    """

    load: int
    digest: str
    file: str
    kind: str
    loaded_by: str
    started_at: datetime
    finished_at: datetime | None
    read: int
    recorded: int
    corrected: int
    repeated: int
    rejected: int
    blank: int
    position: int | None
    rejects_path: str | None


EXTRACT_LENGTH = 16
"""So many characters of a file's digest stand in the events that its rows became."""
_ENDED_BY = "(%s::bigint IS NULL OR position <= %s)"


class Totals(NamedTuple):
    """How many files were loaded, and of how many rows that were read some were rejected."""

    files: int
    read: int
    rejected: int


class Extracts:
    """Each method is a transaction of its own, unless made from the caller's cursor."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    @classmethod
    def within(cls, cursor: Cursor[Any]) -> Self:
        """Writes and reads in the caller's transaction. `cursor` gives tuples."""
        return cls(lambda: nullcontext(cursor))

    def start(self, digest: str, file: str, kind: str, by: str) -> int:
        """Notes that loading has begun; returns the number of the load."""
        with self._cursors() as cursor:
            cursor.execute(
                "INSERT INTO extract (digest, file, kind, loaded_by) VALUES (%s, %s, %s, %s) RETURNING load",
                (digest, file, kind, by),
            )
            row = cursor.fetchone()
        assert row is not None
        return int(row[0])

    def finish(self, load: int, counts: Counts, position: int, rejects_path: str | None = None) -> None:
        with self._cursors() as cursor:
            cursor.execute(
                "UPDATE extract SET finished_at = clock_timestamp(), read = %s, recorded = %s, corrected = %s,"
                " repeated = %s, rejected = %s, blank = %s, position = %s, rejects_path = %s WHERE load = %s",
                (
                    counts.read, counts.recorded, counts.corrected, counts.repeated, counts.rejected, counts.blank,
                    position, rejects_path, load,
                ),
            )  # fmt: skip

    def every(self, known: int | None = None, after: int = 0, most: int | None = None) -> list[Extract]:
        """In the order in which they were begun; with `known` those that had ended at that position of the log.

        At most so many, past the load `after`.
        """
        statement = f"SELECT * FROM extract WHERE {_ENDED_BY} AND load > %s ORDER BY load LIMIT %s"
        with self._cursors() as cursor:
            return self._extracts(cursor, statement, known, known, after, most)

    def latest(self, most: int, known: int | None = None) -> list[Extract]:
        """At most so many, the newest first; with `known` of those that had ended at that position of the log."""
        with self._cursors() as cursor:
            statement = f"SELECT * FROM extract WHERE {_ENDED_BY} ORDER BY load DESC LIMIT %s"
            return self._extracts(cursor, statement, known, known, most)

    def totals(self, known: int | None = None) -> Totals:
        """Of all of them, or of those that had ended at a position of the log."""
        with self._cursors() as cursor:
            sums = "count(*), coalesce(sum(read), 0), coalesce(sum(rejected), 0)"
            row = cursor.execute(f"SELECT {sums} FROM extract WHERE {_ENDED_BY}", (known, known)).fetchone()
        assert row is not None
        return Totals(*map(int, row))

    def files(self) -> dict[str, str]:
        """The name under which each file was last loaded, by the characters of its digest that events carry."""
        with self._cursors() as cursor:
            rows = cursor.execute("SELECT left(digest, %s), file FROM extract ORDER BY load", (EXTRACT_LENGTH,))
            return dict(rows.fetchall())

    def numbered(self, load: int) -> Extract | None:
        with self._cursors() as cursor:
            found = self._extracts(cursor, "SELECT * FROM extract WHERE load = %s", load)
        return found[0] if found else None

    def of_file(self, digest: str) -> list[Extract]:
        """The loadings of a file with these bytes, under whatever name."""
        with self._cursors() as cursor:
            return self._extracts(cursor, "SELECT * FROM extract WHERE digest = %s ORDER BY load", digest)

    def unfinished(self) -> list[Extract]:
        with self._cursors() as cursor:
            return self._extracts(cursor, "SELECT * FROM extract WHERE finished_at IS NULL ORDER BY load")

    @staticmethod
    def _extracts(cursor: Cursor[Any], statement: Any, *values: Any) -> list[Extract]:
        with cursor.connection.cursor(row_factory=class_row(Extract)) as own:
            return own.execute(statement, values).fetchall()
