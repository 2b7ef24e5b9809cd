"""The forms in which answers are had, chosen by the Accept header (RFC 9110, 12.5.1)."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import Request

from api.http.problems import Acceptable

JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"
TEXT, EVENTS = "text/plain", "text/event-stream"


def as_json(value: Any, option: int = 0) -> bytes:
    """Instants in UTC end in Z, as they do wherever pydantic writes them."""
    return orjson.dumps(value, option=orjson.OPT_UTC_Z | option)


def form_accepted(request: Request, *forms: str) -> str:
    """The form that is liked best, of those liked alike the first. Raises `Acceptable` when none is accepted."""
    liked = {form: _liking(request.headers.get("accept", "*/*"), form) for form in forms}
    best = max(forms, key=lambda form: liked[form])
    if not liked[best]:
        raise Acceptable(", ".join(forms))
    return best


def _liking(accept: str, form: str) -> float:
    """The q value of the most specific range of an Accept header that the form is in."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        quality = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        ranges[name] = float(quality) if quality.replace(".", "", 1).isdecimal() and quality.isascii() else 0.0
    wanted = (form, form.partition("/")[0] + "/*", "*/*")
    return next((ranges[name] for name in wanted if name in ranges), 0.0)
