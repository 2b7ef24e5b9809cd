"""The tables in their three generations, and writing to them.

`live` is what readers see, `next` what a rebuild fills, `previous` what was live before the last swap. SQL here and in
schema/ quotes the names that belong to a generation; `of_generation` puts the generation's suffix behind each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal
from uuid import UUID

from psycopg import Cursor

from projections.rows import FamilyRows
from projections.version import table_texts

Generation = Literal["live", "next", "previous"]

SUFFIXES: dict[Generation, str] = {"live": "", "next": "_next", "previous": "_previous"}
CASEWORK = ("intervention", "referral", "review", "lead_worker", "district")
TABLES = ("decision", "attached", "standing", "claim", *CASEWORK)

_QUOTED = re.compile(r'(?<!COLLATE )"(\w+)"')
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\ufffd"})


def of_generation(statement: str, generation: Generation) -> str:
    return _QUOTED.sub(rf'"\1{SUFFIXES[generation]}"', statement)


def create_tables(cursor: Cursor[Any], generation: Generation) -> None:
    for statement in _statements():
        if "CREATE INDEX" not in statement:
            cursor.execute(of_generation(statement, generation))


def create_indexes(cursor: Cursor[Any], generation: Generation) -> None:
    """Those beside the keys; a rebuild makes them once the tables are full, which is quicker."""
    for statement in _statements():
        if "CREATE INDEX" in statement:
            cursor.execute(of_generation(statement, generation))


def analyze(cursor: Cursor[Any], generation: Generation) -> None:
    for table in TABLES:
        cursor.execute(of_generation(f'ANALYZE "{table}"', generation))


def drop_tables(cursor: Cursor[Any], generation: Generation) -> None:
    for table in TABLES:
        cursor.execute(of_generation(f'DROP TABLE IF EXISTS "{table}"', generation))


def _statements() -> list[str]:
    texts = (re.sub(r"--.*", "", table_texts()[table]) for table in TABLES)
    return [statement for text in texts for statement in text.split(";") if statement.strip()]


# ---- rows --------------------------------------------------------------------------------------------------------


_DELETE = 'DELETE FROM "{}" WHERE family = ANY(%(families)s)'
_DELETE_ALL = f"WITH {', '.join(f'{table}_gone AS ({_DELETE.format(table)})' for table in TABLES)} SELECT"


def delete_rows(cursor: Cursor[Any], generation: Generation, families: Sequence[UUID]) -> None:
    """Out of all tables in one exchange with the server."""
    cursor.execute(of_generation(_DELETE_ALL, generation), {"families": families})


def write_rows(cursor: Cursor[Any], generation: Generation, folded: Sequence[FamilyRows]) -> None:
    """What is said of a clause lies together on disk, so that a question about all families reads a tenth of it."""
    decisions = sorted(row for one in folded for row in one.decisions)
    _copy(cursor, generation, "decision", (
        "\t".join((row.scheme, row.clause, str(row.family), row.met, row.unknown, row.irrelevant))
        for row in decisions))  # fmt: skip
    _copy(cursor, generation, "attached", (_line(row) for one in folded for row in one.attached))
    _copy(cursor, generation, "standing", (_line(one.standing) for one in folded))
    _copy(cursor, generation, "claim", (_line(row) for one in folded for row in one.claims))
    for table in CASEWORK:
        _copy(cursor, generation, table, (_line(row) for one in folded for row in getattr(one.casework, f"{table}s")))


def _copy(cursor: Cursor[Any], generation: Generation, table: str, lines: Iterable[str]) -> None:
    text = "".join([line + "\n" for line in lines])
    if text:
        with cursor.copy(of_generation(f'COPY "{table}" FROM STDIN', generation)) as copy:
            copy.write(text)


def _line(row: tuple[Any, ...]) -> str:
    """A row as COPY reads it. PostgreSQL's text cannot hold a zero byte; a replacement character stands for one."""
    return "\t".join(["\\N" if value is None else str(value).translate(_ESCAPED) for value in row])
