"""Signing in by a token, or by the address that `outcomes serve` prints, and signing out."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.access.errors import TokenRefused
from api.pages.frame.forms import MARK, Sent
from api.pages.frame.rendering import shown_to_anyone
from api.pages.frame.sealing import Seals
from api.pages.frame.sessions import Session, end, keep, session_of
from api.pages.frame.sign_in_codes import codes_of
from api.pages.frame.visiting import door_of, seals_of

router = APIRouter()

_NEXT_MAX = 2_000
_WITHIN = re.compile(r"/(?![/\\])[^\s\\]*")
_REFUSED = "This token does not hold: it may be mistyped, out of date, or revoked. Ask for another one."
_USED = "This sign-in address was used before, or is too old. Paste your token, or start the server again for another."

Back = Annotated[str, Query(alias="next", max_length=_NEXT_MAX)]


@router.get("/sign-in")
def sign_in(request: Request, back: Back = "", code: Annotated[str, Query(max_length=100)] = "") -> Response:
    seals = seals_of(request)
    session = session_of(request, seals) or Session.new()
    response = _page(seals, session, back, code)
    keep(response, request, seals, session)
    return response


@router.post("/sign-in")
def signed_in(request: Request, form: Sent) -> Response:
    seals, back = seals_of(request), form.text("next") or ""
    code = form.text("code")
    token = codes_of(request).used(code) if code else form.text("token")
    session = session_of(request, seals)
    assert session is not None  # the form was ours
    if not token:
        return _page(seals, session, back, mistake=_USED if code else "Paste your token into the field.")
    try:
        door_of(request).caller(token)
    except TokenRefused:
        return _page(seals, session, back, mistake=_REFUSED)
    response = RedirectResponse(_within(back), 303)
    keep(response, request, seals, Session.new(token))
    return response


@router.post("/sign-out")
def sign_out(request: Request, form: Sent) -> Response:
    response, session = RedirectResponse("/sign-in", 303), session_of(request, seals_of(request))
    assert session is not None  # the form was ours
    end(response, request, session)
    return response


def _page(seals: Seals, session: Session, back: str, code: str = "", mistake: str = "") -> Response:
    return shown_to_anyone(
        "sign_in", 422 if mistake else 200, mark_name=MARK, mark=seals.mark_of(session.id), back=back, code=code,
        mistake=mistake)  # fmt: skip


def _within(back: str) -> str:
    """Only an address of our own: never another site's."""
    return back if _WITHIN.fullmatch(back) else "/"
