"""What pages of casework may be asked for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

from api.defaults import SQL_TEXT

Said = Annotated[str, Query(max_length=200, pattern=SQL_TEXT)]
After = Annotated[int, Query(ge=0, le=10_000_000)]

DIRECTIONS = {"in": "In, to the programme", "out": "Out, to others"}
