"""What a schema is made of, as PostgreSQL tells it: two schemas with the same are the same to every program."""

from __future__ import annotations

from typing import Any

from psycopg import Cursor

_PARTS = {
    "columns": """
        SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage,
               pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = %(schema)s::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = %(schema)s::regnamespace AND conrelid <> 0 AND contype <> 'n'""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %(schema)s",
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by, cycle FROM pg_sequences
        WHERE schemaname = %(schema)s""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = %(schema)s::regnamespace""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger
        JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace = %(schema)s::regnamespace AND NOT tgisinternal""",
}

KEPT_BESIDE = "_previous"
"""Ends the names of the tables that were live before the last rebuild."""


def catalog(cursor: Cursor[Any], schema: str) -> dict[str, set[tuple[str, ...]]]:
    found = {}
    for part, statement in _PARTS.items():
        rows = cursor.execute(statement, {"schema": schema}).fetchall()
        said = {tuple(str(cell).replace(schema, "SCHEMA") for cell in row) for row in rows}
        found[part] = {row for row in said if not any(cell.endswith(KEPT_BESIDE) for cell in row[:2])}
    return found
