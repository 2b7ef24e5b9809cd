"""Durations that the environment sets."""

from __future__ import annotations

import os
from collections.abc import Mapping

from api.errors import OptionUnusable


def whole_seconds(variable: str, default: int, environment: Mapping[str, str] = os.environ) -> int:
    """At least one. Raises `OptionUnusable`."""
    said = environment.get(variable) or str(default)
    if not (said.isascii() and said.isdigit()) or int(said) == 0:
        raise OptionUnusable(f"{variable} is a whole number of seconds, 1 or more, not {said!r}.")
    return int(said)
