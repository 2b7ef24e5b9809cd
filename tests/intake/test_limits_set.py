"""Limits are settings of the environment, and whatever meets one names it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from intake.errors import LimitUnusable, OverLimit
from intake.limits import DEFAULT_LIMITS, Limits, limits_set, setting_of
from intake.reading import read_pack
from tests.intake.extracts import TODAY, write


def test_what_is_not_set_is_as_by_default() -> None:
    assert limits_set({}) == limits_set({"OUTCOMES_LIMIT_FILE_BYTES": " "}) == DEFAULT_LIMITS


@pytest.mark.parametrize("limit", [field.name for field in fields(Limits)])
def test_each_is_set_by_its_own_variable(limit: str) -> None:
    assert getattr(limits_set({setting_of(limit): "17"}), limit) == 17


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", "1_000", "\u0663", "9" * 30])
def test_what_is_no_whole_number_from_one_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(LimitUnusable, match="OUTCOMES_LIMIT_LINE_BYTES is a whole number"):
        limits_set({"OUTCOMES_LIMIT_LINE_BYTES": value})


def test_a_pack_is_read_within_the_limits_that_are_set_and_told_which_it_met(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write(tmp_path / "pack")
    monkeypatch.setenv("OUTCOMES_LIMIT_ROWS_PER_FILE", "1")
    with pytest.raises(OverLimit, match=r"people.csv has over 1 rows.*OUTCOMES_LIMIT_ROWS_PER_FILE"):
        read_pack(pack, today=TODAY)
    monkeypatch.setenv("OUTCOMES_LIMIT_ROWS_PER_FILE", "2")
    monkeypatch.setenv("OUTCOMES_LIMIT_CELL_CHARACTERS", "9")
    read = read_pack(pack, today=TODAY)
    assert {row.problems[0].reason for row in read.rejected} == {
        "longer than 9 characters (OUTCOMES_LIMIT_CELL_CHARACTERS)"}
