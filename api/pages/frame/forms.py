"""Forms: only those that this server gave to this session are taken."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from api.http.bodies import refuse_length
from api.http.uploads import UPLOAD_BYTES_MAX
from api.pages.frame.sessions import session_of
from api.pages.frame.visiting import seals_of

MARK = "mark"
KEY = "key"
"""Of one form that was shown: sent twice, it does nothing twice."""
FIELDS_MAX = 2_000
FILES_MAX = 50
FORM_BYTES_MAX = 1_000_000
"""Of a form without files."""
_OURS = ("same-origin", "none")


class FormNotOurs(Exception):
    """The form was made elsewhere, or for another session: load the page again, and send it from there."""


class Form:
    """What was filled in. A field that was left empty, or was not there, is None."""

    def __init__(self, said: FormData) -> None:
        self._said = said

    def text(self, name: str) -> str | None:
        value = self._said.get(name)
        return value.strip() or None if isinstance(value, str) else None

    def texts(self, name: str) -> list[str]:
        return [value for value in self._said.getlist(name) if isinstance(value, str) and value.strip()]

    @property
    def fields(self) -> list[tuple[str, str]]:
        """All of them, files apart."""
        return [(name, value) for name, value in self._said.multi_items() if isinstance(value, str)]

    def ticked(self, name: str) -> bool:
        return self.text(name) is not None

    def files(self, name: str) -> list[UploadFile]:
        return [value for value in self._said.getlist(name) if isinstance(value, UploadFile) and value.filename]


async def form_sent(request: Request) -> Form:
    """Raises `FormNotOurs`."""
    if request.headers.get("sec-fetch-site", "same-origin") not in _OURS:
        raise FormNotOurs
    _refuse_length(request)
    seals = seals_of(request)
    session = session_of(request, seals)
    said = await request.form(max_files=FILES_MAX, max_fields=FIELDS_MAX)
    mark = said.get(MARK)
    if session is None or not isinstance(mark, str):
        raise FormNotOurs
    if not compare_digest(mark.encode(), seals.mark_of(session.id).encode()):
        raise FormNotOurs
    return Form(said)


def _refuse_length(request: Request) -> None:
    """Every browser says how long a form is. Raises `TooLarge`, `FormNotOurs`."""
    if not request.headers.get("content-length", "").isdecimal():
        raise FormNotOurs
    with_files = request.headers.get("content-type", "").startswith("multipart/form-data")
    if with_files:
        refuse_length(request, UPLOAD_BYTES_MAX, "UPLOAD_BYTES_MAX")
    else:
        refuse_length(request, FORM_BYTES_MAX, "FORM_BYTES_MAX")


Sent = Annotated[Form, Depends(form_sent)]
