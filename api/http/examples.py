"""Examples of answers: real ones, given on families of the sample; tests ask the same again and compare.

`python -m tests.api.examples` asks anew, for when an answer has changed on purpose.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import orjson

FILE = "examples.json"


@cache
def examples() -> dict[str, dict[str, Any]]:
    """By operation: the address that was asked, and the answer."""
    found: dict[str, dict[str, Any]] = orjson.loads((files("api.http") / FILE).read_bytes())
    return found


def example_of(operation_id: str) -> Any:
    """None where the answer has no JSON to show, as of commands."""
    return examples().get(operation_id, {}).get("answer")
