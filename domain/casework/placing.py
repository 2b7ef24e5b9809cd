"""Work with a person is work with the family that the person was in when it began, as that is known now.

Where the person's stays are corrected the work goes with them. What was recorded of a family as such stays with it.
"""

from __future__ import annotations

from collections.abc import Collection

from domain.casework import stating
from domain.family import Family, Source

ELSEWHERE = "the person was in another family when it began"


def place(families: Collection[Family], person: str, entry: str, source: Source) -> None:
    """`families` are all in which the person has or had a stay, or the work is on record. Where the person was in none
    of them on the day, the work stays where it is: nothing is lost by a correction of a stay alone."""
    found = next((found for family in families if (found := stating.held(family, entry))), None)
    if found is None:
        return
    kind, fields = found
    began_on = stating.began_on(kind, fields)
    theirs = [family for family in families if family.has_member_on(person, began_on)]
    for family in theirs:
        stating.state(family, kind, entry, fields, source)
    for family in families if theirs else ():
        if family not in theirs:
            stating.take_back(family, entry, ELSEWHERE, source)
