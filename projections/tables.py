"""The tables in their three generations, and writing to them.

`live` is what readers see, `next` what a rebuild fills, `previous` what was live before the last swap. SQL here and in
schema/ quotes the names that belong to a generation; `of_generation` puts the generation's suffix behind each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from psycopg import Cursor

from projections.rows import (
    Attached,
    ClaimRow,
    Decision,
    FamilyRows,
    InForce,
    InterventionRow,
    ReferralRow,
    ReviewRow,
    Standing,
)
from projections.version import table_texts

Generation = Literal["live", "next", "previous"]

SUFFIXES: dict[Generation, str] = {"live": "", "next": "_next", "previous": "_previous"}
COLUMNS: dict[str, tuple[str, ...]] = {
    "decision": Decision._fields,
    "attached": Attached._fields,
    "standing": Standing._fields,
    "claim": ClaimRow._fields,
    "intervention": InterventionRow._fields,
    "referral": ReferralRow._fields,
    "review": ReviewRow._fields,
    "lead_worker": InForce._fields,
    "district": InForce._fields,
}
TABLES = tuple(COLUMNS)
CASEWORK = TABLES[4:]

ANALYZE_FAMILIES, ANALYZE_SHARE = 500, 0.1
"""What is counted anew costs as much as some thousand events: it is done when the tables have grown by a tenth."""

_QUOTED = re.compile(r'(?<!COLLATE )"(\w+)"')
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@lru_cache(maxsize=256)
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


def analyze_if_grown(cursor: Cursor[Any], generation: Generation, families: int) -> None:
    """After so many families were written at a time. Of fewer the server hears by itself, within a minute."""
    if families >= ANALYZE_FAMILIES:
        counted = of_generation("SELECT reltuples FROM pg_class WHERE oid = '\"standing\"'::regclass", generation)
        row = cursor.execute(counted).fetchone()
        if row is not None and families >= ANALYZE_SHARE * row[0]:
            analyze(cursor, generation)


def drop_tables(cursor: Cursor[Any], generation: Generation) -> None:
    for table in TABLES:
        cursor.execute(of_generation(f'DROP TABLE IF EXISTS "{table}"', generation))


def _statements() -> list[str]:
    texts = (re.sub(r"--.*", "", table_texts()[table]) for table in TABLES)
    return [statement for text in texts for statement in text.split(";") if statement.strip()]


# ---- rows --------------------------------------------------------------------------------------------------------

Row = tuple[str | None, ...]
"""Each value as PostgreSQL writes it, in the order of the columns."""


def write_rows(cursor: Cursor[Any], generation: Generation, folded: Sequence[FamilyRows]) -> None:
    for table, rows in rows_of(folded).items():
        copy_rows(cursor, generation, table, rows)


def rows_of(folded: Sequence[FamilyRows]) -> dict[str, list[Row]]:
    """By table. What is said of a clause lies together on disk, so that a question about all reads a tenth of it."""
    return {
        "decision": _by_clause(folded),
        "attached": [_row(row) for one in folded for row in one.attached],
        "standing": [_row(one.standing) for one in folded],
        "claim": [_row(row) for one in folded for row in one.claims],
        **{table: [_row(row) for one in folded for row in getattr(one.casework, f"{table}s")] for table in CASEWORK},
    }


def copy_rows(cursor: Cursor[Any], generation: Generation, table: str, rows: Sequence[Row]) -> None:
    if rows:
        line = _plain_line if table == "decision" else _line
        with cursor.copy(of_generation(f'COPY "{table}" FROM STDIN', generation)) as copy:
            copy.write("".join([line(row) for row in rows]))


def _by_clause(folded: Sequence[FamilyRows]) -> list[Row]:
    """Within a clause in the order in which the families come, which is that of their ids."""
    found: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for one in folded:
        family = str(one.standing.family)
        for scheme, clause, _, *days in one.decisions:
            found[scheme, clause].append((scheme, clause, family, *days))
    return [row for clause in sorted(found) for row in found[clause]]


def _row(values: tuple[Any, ...]) -> Row:
    return tuple([None if value is None else _text(value) for value in values])


def _text(value: Any) -> str:
    """PostgreSQL's text cannot hold a zero byte; a replacement character stands for one."""
    return str(value).lower() if isinstance(value, bool) else str(value).replace("\0", "\ufffd")


def _line(row: Row) -> str:
    """As COPY reads it."""
    return "\t".join(["\\N" if value is None else value.translate(_ESCAPED) for value in row]) + "\n"


def _plain_line(row: Row) -> str:
    """Of names of ours and days: all are there, and there is nothing in them to escape."""
    return "\t".join(map(str, row)) + "\n"
