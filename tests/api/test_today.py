"""Today is the day on the wall of an English office, wherever the machine stands and whatever zone it keeps."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from api.today import day_here, today_here


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2014, 7, 1, 22, 59, 59, tzinfo=UTC), date(2014, 7, 1)),
        (datetime(2014, 7, 1, 23, 0, tzinfo=UTC), date(2014, 7, 2)),
        (datetime(2014, 12, 31, 23, 59, 59, tzinfo=UTC), date(2014, 12, 31)),
        (datetime(2028, 2, 29, 0, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2014, 3, 29, 23, 30, tzinfo=UTC), date(2014, 3, 29)),  # the clocks go forward in this night
        (datetime(2014, 3, 30, 23, 30, tzinfo=UTC), date(2014, 3, 31)),
        (datetime(2014, 10, 25, 23, 30, tzinfo=UTC), date(2014, 10, 26)),  # and back in this one
        (datetime(2014, 10, 26, 23, 30, tzinfo=UTC), date(2014, 10, 26)),
    ],
)
def test_a_day_begins_at_midnight_by_the_clock_on_the_wall(at: datetime, day: date) -> None:
    assert day_here(at) == day


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_machine_makes_no_difference(zone: str) -> None:
    before = today_here()
    said = subprocess.run(
        [sys.executable, "-c", "from api.today import today_here; print(today_here())"],
        env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)  # fmt: skip
    assert before <= date.fromisoformat(said.stdout.strip()) <= today_here()
