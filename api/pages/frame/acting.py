"""Acts by form: carried out once however often the form is sent, and refused on the page that the form stood on.

Every form that records something carries a key of its own, and the version of what its reader decided on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import RedirectResponse

from api.known_errors import kind_of, message_of
from api.pages.frame.forms import KEY, MARK, Form, FormNotOurs
from api.pages.frame.visiting import Visit
from ledger.errors import VersionDiffers
from ledger.ledger import Ledger
from ledger.requests import Done, Request, carried_out
from projections.errors import NotProjected
from projections.runner import wait_for

VERSION = "version"
DONE = "done"
"""The parameter that tells the next page what was done, by a word that the page knows."""
WAIT_SECONDS = 3.0
KEY_LENGTH_MAX = 100
_MOVED_ON = "This was changed by somebody else after you loaded the page. Look at it as it is now, and decide again."


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was recorded. `what` is for whoever sent the form."""

    status: int
    what: str


def act_once(
    visit: Visit, form: Form, act: Callable[[Ledger], Any], *, on: UUID | None = None, in_parts: bool = False,
    said: str = "",
) -> Done | Refused:  # fmt: skip
    """`on` is the aggregate of whose version the form speaks; `said` a digest of what else was sent with the form."""
    request = Request(visit.asking.caller.name, visit.asking.correlation_id, _key(form), _digest(visit, form, said),
                      _seen(form, on), in_parts)  # fmt: skip
    try:
        with visit.ledger.database.under_way.alone(visit.ledger.schema, request.caller, request.key or ""):
            done = carried_out(visit.ledger, request, act)
    except Exception as error:
        return refused(error)
    _until_shown(visit.ledger, done)
    return done


def refused(error: Exception) -> Refused:
    """Raises what nobody foresaw."""
    if isinstance(error, VersionDiffers):
        return Refused(409, _MOVED_ON)
    kind = kind_of(error)
    if kind is None or kind.status >= 500:
        raise error
    said = message_of(error)
    return Refused(kind.status, said[:1].upper() + said[1:].rstrip(".") + ".")


def done_at(visit: Visit, path: str, done: str, *, place: str = "", **parameters: object) -> Response:
    """On to the page that shows what came of it, or a `place` on it. What was done is never shown as of the past."""
    return RedirectResponse(visit.link(path, known=None, done=done, **parameters) + (f"#{place}" if place else ""), 303)


def seen_from(visit: Visit, path: str, **parameters: str) -> Visit:
    """The visit of a form, as if it had been to the page that the form stands on."""
    return replace(visit, path=path, parameters=parameters)


def version_of(form: Form) -> int:
    """Of what the reader of the form decided on. Raises `FormNotOurs`."""
    said = form.text(VERSION) or ""
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise FormNotOurs
    return int(said)


def _key(form: Form) -> str:
    key = form.text(KEY)
    if key is None or len(key) > KEY_LENGTH_MAX or not (key.isascii() and key.isprintable()):
        raise FormNotOurs
    return key


def _digest(visit: Visit, form: Form, said: str) -> bytes:
    fields = [pair for pair in form.fields if pair[0] not in (KEY, MARK)]
    return sha256(repr((visit.path, visit.clocks.scheme.name, sorted(fields), said)).encode()).digest()


def _seen(form: Form, on: UUID | None) -> Mapping[UUID, int]:
    return {} if on is None else {on: version_of(form)}


def _until_shown(ledger: Ledger, done: Done) -> None:
    """The next page reads the tables; where they are late it says as of which entry it is."""
    try:
        wait_for(ledger, done.position, WAIT_SECONDS)
    except NotProjected:
        return
