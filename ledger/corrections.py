"""Which rejected row came back corrected, in which line of which extract, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from psycopg.rows import class_row

from ledger.identity import Cursors

Outcome = Literal["recorded", "rejected"]

_OF_LOAD = """
WITH RECURSIVE chain AS (
    SELECT line AS first_line, correction.* FROM correction WHERE load = %s
    UNION
    SELECT chain.first_line, again.* FROM chain
    JOIN extract ON extract.digest = chain.digest
    JOIN correction AS again ON again.load = extract.load AND again.line = chain.corrected_line
)
SELECT DISTINCT ON (first_line)
    first_line AS line, digest, corrected_line, columns, corrected_by, corrected_at, outcome,
    (SELECT max(extract.load) FROM extract WHERE extract.digest = chain.digest) AS corrected_in
FROM chain ORDER BY first_line, outcome = 'recorded' DESC NULLS LAST, corrected_at DESC
"""


@dataclass(frozen=True, slots=True)
class Correction:
    """Of the rejected row that began at `line`: what became of it in the end, corrected once or more often.

    `columns` are those that were changed; None where the rejects file itself was, so that it is not known.

    `corrected_in` is the loading in which it came back last, None until then; `outcome` None: that was cut off, and it
    is not known what became of it.
    """

    line: int
    digest: str
    corrected_line: int
    columns: list[str] | None
    corrected_by: str
    corrected_at: datetime
    outcome: Outcome | None
    corrected_in: int | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A rejected row as it is sent again: where it stood and stands now, and which columns were changed."""

    line: int
    corrected_line: int
    columns: tuple[str, ...] | None


class Corrections:
    """Each method is a transaction of its own."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def sent(self, load: int, rows: Iterable[Corrected], digest: str, by: str) -> None:
        """Before they are loaded, where that can be told by then, so that it is on record whatever happens."""
        said = [(load, row.line, digest, row.corrected_line, None if row.columns is None else list(row.columns), by)
                for row in rows]  # fmt: skip
        with self._cursors() as cursor:
            cursor.executemany(
                "INSERT INTO correction (load, line, digest, corrected_line, columns, corrected_by)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING", said)

    def settle(self, load: int, digest: str, still_rejected: Collection[int]) -> None:
        """What became of them. `still_rejected` are lines of the corrected extract."""
        with self._cursors() as cursor:
            cursor.execute(
                "UPDATE correction SET outcome = CASE WHEN corrected_line = ANY(%s::int[]) THEN 'rejected'"
                " ELSE 'recorded' END WHERE load = %s AND digest = %s", (list(still_rejected), load, digest))

    def of(self, load: int) -> dict[int, Correction]:
        """By the line of the row that was rejected in this loading."""
        with self._cursors() as cursor, cursor.connection.cursor(row_factory=class_row(Correction)) as own:
            return {one.line: one for one in own.execute(_OF_LOAD, (load,))}

    def origins(self, digest: str) -> list[int]:
        """The loadings whose rejected rows the extract of these bytes corrects."""
        with self._cursors() as cursor:
            rows = cursor.execute(
                "SELECT DISTINCT load FROM correction WHERE digest = %s ORDER BY load", (digest,)).fetchall()
        return [int(row[0]) for row in rows]
