"""What every page of casework asks first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query

from api.access.operations import READ_FAMILIES
from api.pages.frame.visiting import Visit
from ledger.assigning import families_of

Said = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
After = Annotated[int, Query(ge=0, le=10_000_000)]

DIRECTIONS = {"in": "In, to the programme", "out": "Out, to others"}


def theirs(visit: Visit) -> Sequence[UUID] | None:
    """The families assigned to a practitioner; None for those who see all."""
    caller = visit.asking.caller
    return families_of(visit.ledger, caller.name) if caller.sees_assigned_only(READ_FAMILIES) else None
