"""What many answers say, worded once."""

from __future__ import annotations

POSITION = "The position of the log that the answer is true as of."
AT = "The civil day that the answer is about."
SCHEME = "The scheme under which it was decided, under the authority's local plan."
FAMILY_ID = "The authority's own reference of the family."
MERGED_WITH = (
    "The families that it was found to be one with, by family_id: this rests on its own record alone, and nothing but"
    " their claims is judged together.")  # fmt: skip
