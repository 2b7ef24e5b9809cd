"""Which version of a family, or an action, a caller has decided on: the ETag of answers, and If-Match of commands.

A version is the number of events. A command that was decided on another version than the last is not
carried out, whoever it comes from (RFC 9110, 13.1.1): the caller looks again.
"""

from __future__ import annotations

import re
from typing import Any

from fastapi import Header

from api.errors import VersionNeeded

ANY_VERSION = None
_TAG = re.compile(r'"(\d{1,15})(?:-[0-9a-f]{16})?"')
"""After the version there may be a mark of what else decided the answer: see `api.http.answers`."""


def if_match(what: str, example: str) -> Any:
    """The header, for commands to something that has versions."""
    return Header(
        description=f"Needed. The ETag of the {what} as you decided on it; `*` for whatever it is by now.",
        max_length=40, examples=["*", example], json_schema_extra={"pattern": r'^(\*|"[0-9]{1,15}(-[0-9a-f]{16})?")$'})


def etag_of(version: int) -> str:
    return f'"{version}"'


def version_wanted(if_match: str | None) -> int | None:
    """`ANY_VERSION` for `*`. Raises `VersionNeeded` where nothing, or nothing that is an ETag, is given."""
    said = (if_match or "").strip()
    if said == "*":
        return ANY_VERSION
    found = _TAG.fullmatch(said)
    if found is None:
        raise VersionNeeded(
            "Say in If-Match which version was decided on: the ETag of the answer about the family, or the action, such"
            ' as "7".')
    return int(found[1])
