"""A trail as a PDF/A document: the same trail gives the same bytes, on any machine.

The fonts are those that the typesetter brings along, the date is that of the claim, and nothing is fetched.
"""

from __future__ import annotations

import json
from datetime import UTC
from importlib.resources import files
from typing import Literal

from api.trails.trail import Trail, as_json

STANDARD: Literal["a-2b"] = "a-2b"


def as_pdf(trail: Trail) -> bytes:
    import typst

    template = files("api.trails").joinpath("trail.typ").read_bytes()
    recorded_at = trail.recorded_at.astimezone(UTC)
    said = as_json(trail) | {"claim_facts": list(map(list, trail.claim_facts)), "record": None, "made_on": [
        recorded_at.year, recorded_at.month, recorded_at.day]}
    return typst.compile(
        template, format="pdf", sys_inputs={"trail": json.dumps(said, ensure_ascii=False, sort_keys=True)},
        ignore_system_fonts=True, pdf_standards=STANDARD, timestamp=int(recorded_at.timestamp()))
