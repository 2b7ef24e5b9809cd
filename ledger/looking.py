"""Looking at families: who looks is noted in the statement that finds the family, and in one commit for several.

What could not be noted is not found, so nobody can show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import LiteralString, NamedTuple
from uuid import UUID

from ledger.arrays import BoolArray, Packed, TextArray
from ledger.ledger import Ledger

REFUSED = " (refused)"
"""Follows the view in the access log where somebody asked for a family that is not assigned to them."""


class Look(NamedTuple):
    """`family_id` is the authority's own. With `if_assigned` nothing is shown of a family that the worker has not."""

    by: str
    family_id: str
    view: str
    if_assigned: bool
    purpose: str | None
    through: str
    token: str | None


class Seen(NamedTuple):
    """The family, how many of its events there were at `position`, the last of the log, and whether it may be shown.

    What is worked out of these events stays so while nobody is erased: `erased` counts who was, in the whole ledger.
    """

    family: UUID
    version: int
    position: int
    erased: int
    allowed: bool


_LOOK: LiteralString = """
WITH asked AS (
    SELECT * FROM unnest(
        (SELECT %b::text[]), (SELECT %b::text[]), (SELECT %b::text[]), (SELECT %b::bool[]), (SELECT %b::text[]),
        (SELECT %b::text[]), (SELECT %b::text[])
    ) WITH ORDINALITY AS asked (by, family_id, view, if_assigned, purpose, through, token, number)
), found AS (
    SELECT asked.*, pseudonym, NOT if_assigned OR coalesce((
        SELECT assigned FROM assignment WHERE family = pseudonym AND worker = asked.by ORDER BY entry DESC LIMIT 1
    ), false) AS allowed
    FROM asked LEFT JOIN family USING (family_id) WHERE pseudonym IS NOT NULL OR if_assigned
), noted AS (
    INSERT INTO access_log (by, family, view, purpose, position, through, token)
    SELECT by, pseudonym, CASE WHEN allowed THEN view ELSE view || %s END, purpose,
           CASE WHEN pseudonym IS NULL THEN (SELECT coalesce(max(notification_id), 0) FROM event) END, through, token
    FROM found ORDER BY number
)
SELECT number, pseudonym,
       (SELECT coalesce(max(originator_version), 0) FROM event WHERE originator_id = pseudonym),
       (SELECT coalesce(max(notification_id), 0) FROM event), (SELECT count(*) FROM erased_person), allowed
FROM found WHERE pseudonym IS NOT NULL
"""
"""The arrays stand in SELECTs of their own so that PostgreSQL takes them to be of any length, and plans the statement
once. It would plan it anew for each length otherwise, which takes longer than carrying it out."""


def look(ledger: Ledger, looks: Sequence[Look]) -> list[Seen | None]:
    """All noted, or (raising) none of them. None where there is no such family: that it was asked for is noted of those
    who see assigned families alone, so that to them it is as one that is not theirs, and takes as long.
    """
    with ledger.database.cursor(ledger.schema) as cursor:
        rows = cursor.execute(_LOOK, (*_columns(looks), REFUSED), prepare=True).fetchall()
    seen = {number: Seen(*rest) for number, *rest in rows}
    return [seen.get(number) for number in range(1, len(looks) + 1)]


def _columns(looks: Sequence[Look]) -> Iterator[Packed]:
    for name, values in zip(Look._fields, zip(*looks, strict=True), strict=True):
        yield (BoolArray if name == "if_assigned" else TextArray).of(values)
