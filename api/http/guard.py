"""What stands before every route: the token, and what is said of every answer."""

from __future__ import annotations

from secrets import compare_digest

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problems import UNAUTHORISED, known, problem, unexpected

_SAID_OF_ALL = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class TokenNeeded:
    """Lets nobody by without the token, not even to learn which addresses there are."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._has_token(Headers(scope=scope)):
            detail = "Send the token that the server printed when it started, as `Authorization: Bearer TOKEN`."
            refusal = problem(UNAUTHORISED, detail, {"WWW-Authenticate": "Bearer"})
            await refusal(scope, receive, send)
        elif scope["type"] in ("http", "lifespan"):
            await self._app(scope, receive, send)

    def _has_token(self, headers: Headers) -> bool:
        given = headers.getlist("authorization")
        scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
        return scheme.lower() == "bearer" and compare_digest(token.strip().encode(), self._token)


class Answering:
    """Puts the headers of every answer, and turns what went wrong into a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def answer(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(_SAID_OF_ALL)
            await send(message)

        try:
            await self._app(scope, receive, answer)
        except Exception as error:
            response = known(error) or unexpected(error)
            if started:
                raise AnswerBroken from None  # the client sees the answer end too early, and so must not trust it
            await response(scope, receive, answer)


class AnswerBroken(Exception):
    """An answer that had begun could not be finished. What went wrong was logged."""
