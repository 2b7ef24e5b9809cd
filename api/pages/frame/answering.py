"""What is said with every page, and what is shown in place of one that could not be made."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.errors import NotAllowed
from api.http.beginnings import Beginning
from api.http.problems import unexpected
from api.known_errors import kind_of, message_of
from api.pages.frame.beside import UnderWay
from api.pages.frame.forms import FormNotOurs
from api.pages.frame.rendering import shown, shown_to_anyone
from api.pages.frame.under_way import shown_under_way
from api.pages.frame.visiting import SignInNeeded, Visit

SIGN_IN = "/sign-in"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
"""No script at all, and no style but from the stylesheets. `data:` is for the pictures in Bootstrap's own."""

_SAID_OF_ALL = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_GONE_STALE = "This form has gone stale, or did not come from here. Load the page again, and send it from there."


class Showing:
    """Puts the headers of every page, and shows a page in place of one that failed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = Beginning(send, _say_of_all)
        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            if answer.status:
                raise
            await in_place_of_page(Request(scope), error)(scope, receive, answer)


def _say_of_all(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _SAID_OF_ALL.items():
        headers.setdefault(name, value)


def tell_mistakes(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        return in_place_of_page(request, error)

    app.add_exception_handler(RequestValidationError, told)
    app.add_exception_handler(HTTPException, told)


def in_place_of_page(request: Request, error: Exception) -> Response:
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    visit = getattr(request.state, "visit", None)
    if isinstance(error, UnderWay) and isinstance(visit, Visit):
        return shown_under_way(visit, error.work, error.title, error.why)
    status, title, what = _said_of(error)
    if isinstance(visit, Visit):
        return shown(visit, "error", status, title=title, what=what)
    return shown_to_anyone("error", status, title=title, what=what)


def _said_of(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, FormNotOurs):
        return 403, "This form was not taken", _GONE_STALE
    if isinstance(error, NotAllowed):
        return 403, "This is not for your role", str(error)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, RequestValidationError):
        return 422, "The address cannot be understood", "Go back, and use the fields of the page."
    kind = kind_of(error)
    if kind is not None:
        return kind.status, kind.title, message_of(error)
    unexpected(error)
    return 500, "The program failed", "This is a fault of the program, not yours; its log says where it happened."


def _of_http(error: HTTPException) -> tuple[int, str, str]:
    known: dict[int, tuple[str, str]] = {
        404: ("There is no such page", "The address may be mistyped, or what was there is elsewhere now."),
        405: ("This cannot be done here", "Go back, and use the buttons of the page."),
    }
    return error.status_code, *known.get(error.status_code, ("This was not possible", str(error.detail)))


def _to_sign_in(request: Request) -> Response:
    """After signing in one comes back to the page that was asked for."""
    back: dict[str, Any] = {}
    if request.method == "GET" and request.url.path != "/":
        back = {"next": request.url.path + (f"?{request.url.query}" if request.url.query else "")}
    return RedirectResponse(SIGN_IN + (f"?{urlencode(back)}" if back else ""), 303)
