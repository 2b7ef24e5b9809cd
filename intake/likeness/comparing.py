"""Comparing many records at once: Splink 5 on DuckDB, in memory, with the probabilities of our model.

Splink is an optional extra (`pip install .[matching]`), imported only here and only when it is used. DuckDB is given no
folder to spill to: what does not fit in memory fails, and nothing of a person is ever written to disk.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from domain.matching.likeness import Comparison, Likeness, Obstacle
from intake.likeness.model import Compared, Model
from intake.likeness.spelt import COLUMNS, Spelt

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_LIMIT = "4GB"
_NEEDED: tuple[tuple[Obstacle, str, frozenset[str]], ...] = (
    ("forename", "forename", frozenset({"same", "exchanged with the surname", "one begins with the other", "alike"})),
    ("birthday", "born_on", frozenset({"same", "day and month exchanged", "one character apart"})),
)
"""Without one of these findings of each, no program takes two people for one: see `Obstacle`."""


def can_compare() -> bool:
    return find_spec("splink") is not None and find_spec("duckdb") is not None


def likenesses(
    people: Sequence[Spelt], records: Sequence[Spelt], model: Model, ask_above_centibits: int
) -> dict[str, list[Likeness]]:
    """By record, all of our people who are as alike to it as that; obstacles are those that the pair itself shows."""
    if not people or not records:
        return {}
    found: defaultdict[str, list[Likeness]] = defaultdict(list)
    with _memory() as connection:
        for person, record, *places in _compared(connection, people, records, model, ask_above_centibits):
            comparisons = model.comparisons(dict(zip((one.what for one in model.compared), places, strict=True)))
            found[record].append(Likeness(person, comparisons, obstacles_in(comparisons)))
    return dict(found)


def obstacles_in(comparisons: Sequence[Comparison]) -> tuple[Obstacle, ...]:
    found = {one.what: one.found for one in comparisons}
    return tuple(obstacle for obstacle, what, enough in _NEEDED if found.get(what) not in enough)


def _memory() -> DuckDBPyConnection:
    import duckdb

    return duckdb.connect(":memory:", config={"temp_directory": "", "memory_limit": MEMORY_LIMIT})


def _compared(
    connection: DuckDBPyConnection, people: Sequence[Spelt], records: Sequence[Spelt], model: Model, above: int
) -> list[tuple[Any, ...]]:
    linker = linker_of(connection, people, records, splink_settings(model))
    alike = linker.inference.predict(threshold_match_weight=above / 100 - 0.05)
    places = ", ".join(
        f"CASE gamma_{one.what} WHEN -1 THEN -1 ELSE {len(one.findings) - 1} - gamma_{one.what} END"
        for one in model.compared)
    # Splink puts the two sides in the order of their names: ours, then theirs.
    return connection.execute(
        f"SELECT unique_id_l, unique_id_r, {places} FROM {alike.physical_name} ORDER BY 2, 1").fetchall()


def linker_of(
    connection: DuckDBPyConnection, people: Sequence[Spelt], records: Sequence[Spelt], settings: dict[str, Any]
) -> Any:
    from splink import DuckDBAPI, Linker

    logging.getLogger("splink").setLevel(logging.ERROR)
    database = DuckDBAPI(connection)
    sides = [database.register(_table(side), dataset_display_name=name)
             for name, side in (("ours", people), ("theirs", records))]
    return Linker(sides, settings, log_level=None, validate_settings=False)


def _table(side: Sequence[Spelt]) -> Any:
    import pyarrow

    columns = list(zip(*side, strict=True))
    return pyarrow.table({name: pyarrow.array(column, pyarrow.string())
                          for name, column in zip(COLUMNS, columns, strict=True)})


def splink_settings(model: Model) -> dict[str, Any]:
    """Splink's own form of the model."""
    return {
        "link_type": "link_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": model.any_two_are_one,
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": condition, "sql_dialect": "duckdb"} for condition in model.brought_together],
        "comparisons": [_comparison(one) for one in model.compared],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
    }


def _comparison(one: Compared) -> dict[str, Any]:
    unknown = {"sql_condition": one.unknown, "label_for_charts": "not known", "is_null_level": True}
    levels = [
        {"sql_condition": finding.condition, "label_for_charts": finding.found, "m_probability": finding.m,
         "u_probability": finding.u}
        for finding in one.findings
    ]  # fmt: skip
    return {"output_column_name": one.what, "comparison_levels": [unknown, *levels]}
