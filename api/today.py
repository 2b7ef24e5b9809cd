"""Which civil day it is here: by the clock on the wall of an English office, whatever zone the machine keeps.

A server that counts in UTC would call the first hour of every day in summer yesterday.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


def today_here() -> date:
    return day_here(datetime.now(UTC))


def day_here(at: datetime) -> date:
    return at.astimezone(LOCAL).date()
