"""The form of a tree of reasons: docs/reasons.md says how each answer follows from those below it."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import orjson

from api.contracts.forms import named


def reason_schema() -> dict[str, Any]:
    text = (files("api.contracts") / "reason.schema.json").read_bytes()
    written: dict[str, Any] = orjson.loads(text)
    return named("reason", {key: said for key, said in written.items() if key not in ("$schema", "$id", "title")})
