"""Which version of a family a caller has decided on: the ETag that answers carry, and If-Match of commands.

A family's version is the number of its events. A command that was decided on another version than the last is not
carried out, whoever it comes from (RFC 9110, 13.1.1): the caller looks again.
"""

from __future__ import annotations

import re

from api.errors import VersionNeeded

ANY_VERSION = None
_TAG = re.compile(r'"(\d{1,15})"')


def etag_of(version: int) -> str:
    return f'"{version}"'


def version_wanted(if_match: str | None) -> int | None:
    """`ANY_VERSION` for `*`. Raises `VersionNeeded` where nothing, or no ETag of a family, is given."""
    said = (if_match or "").strip()
    if said == "*":
        return ANY_VERSION
    found = _TAG.fullmatch(said)
    if found is None:
        raise VersionNeeded(
            "Say in If-Match which version of the family was decided on: the ETag of the answer about the family, such"
            ' as "7".')
    return int(found[1])
