"""Forms: only those that this server gave to this session are taken."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from api.pages.frame.sessions import session_of
from api.pages.frame.visiting import seals_of

MARK = "mark"
FIELDS_MAX = 2_000
FILES_MAX = 50
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

    def ticked(self, name: str) -> bool:
        return self.text(name) is not None

    def files(self, name: str) -> list[UploadFile]:
        return [value for value in self._said.getlist(name) if isinstance(value, UploadFile) and value.filename]


async def form_sent(request: Request) -> Form:
    """Raises `FormNotOurs`."""
    if request.headers.get("sec-fetch-site", "same-origin") not in _OURS:
        raise FormNotOurs
    seals = seals_of(request)
    session = session_of(request, seals)
    said = await request.form(max_files=FILES_MAX, max_fields=FIELDS_MAX)
    mark = said.get(MARK)
    if session is None or not isinstance(mark, str):
        raise FormNotOurs
    if not compare_digest(mark.encode(), seals.mark_of(session.id).encode()):
        raise FormNotOurs
    return Form(said)


Sent = Annotated[Form, Depends(form_sent)]
