"""Random rule sets: the shipped schemes with figures that no framework ever had."""

from __future__ import annotations

from hypothesis import strategies as st

from domain.dates import day_of
from domain.rules import values as units
from domain.rules.scheme import Scheme
from domain.rules.values import Value

_RANGES = {
    units.MONTHS: (0, 14),
    units.COUNT: (1, 4),
    units.PERCENT: (0, 100),
    units.DAYS: (1, 260),
    units.TERMS: (1, 5),
    units.PENCE: (0, 500_000),
    units.DATE: (day_of("2012-06-01"), day_of("2025-06-01")),
}


def random_values(scheme: Scheme) -> st.SearchStrategy[dict[str, int | str]]:
    """Some of the scheme's values, each with another figure or choice."""
    return st.fixed_dictionaries({}, optional={name: _value(value) for name, value in scheme.values.items()})


def _value(value: Value) -> st.SearchStrategy[int | str]:
    if value.unit == units.CHOICE:
        return st.sampled_from(value.choices)
    if value.name == "dependent-under":
        return st.integers(1, 18)
    return st.integers(*_RANGES[value.unit])
