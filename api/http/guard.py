"""What stands before every route: the token, and what is said of every answer."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.caller import Caller
from api.access.door import Door
from api.access.errors import TokenRefused
from api.http.beginnings import Beginning
from api.http.problems import known, problem, unexpected
from api.http.rates import REFUSALS_PER_SECOND, Rate, requests_per_second
from api.known_errors import TOKEN_NEEDED, TOO_MANY

OPEN_TO_ALL = ("/health/",)
"""Addresses below these say nothing of any ledger, and need no token."""

_SAID_OF_ALL = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_SAID = [(name.lower().encode(), said.encode()) for name, said in _SAID_OF_ALL.items()]
_NAMES = frozenset(name for name, _ in _SAID)


class TokenNeeded:
    """Lets nobody by without a token that holds, nor to learn which addresses there are, nor too often."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._rate = Rate(requests_per_second())
        self._refusals = Rate(REFUSALS_PER_SECOND)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(OPEN_TO_ALL):
            refusal = await self._refusal(scope)
            if refusal is not None:
                await refusal(scope, receive, send)
                return
        if scope["type"] in ("http", "lifespan"):
            await self._app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        """None where the request may pass, with its caller in the scope."""
        address = (scope.get("client") or ("",))[0]
        try:
            scope["caller"] = caller = await caller_from(scope)
        except TokenRefused as refused:
            if wait_seconds := self._refusals.wait_seconds(address):
                return _too_many(wait_seconds)
            return problem(TOKEN_NEEDED, str(refused), {"WWW-Authenticate": "Bearer"})
        wait_seconds = self._rate.wait_seconds((caller.ledger, caller.name))
        return _too_many(wait_seconds) if wait_seconds else None


def _too_many(wait_seconds: int) -> Response:
    detail = f"Requests come too fast. Wait {wait_seconds} seconds, and go on more slowly."
    return problem(TOO_MANY, detail, {"Retry-After": str(wait_seconds)})


async def caller_from(scope: Scope) -> Caller:
    """Who sent the request. Raises `TokenRefused`."""
    given = Headers(scope=scope).getlist("authorization")
    scheme, _, token = (given[0] if len(given) == 1 else "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise TokenRefused("Send your token as `Authorization: Bearer TOKEN`.")
    door: Door = scope["app"].state.door
    remembered = door.caller_remembered(token)
    return remembered if remembered is not None else await run_in_threadpool(door.caller, token)


class Answering:
    """Puts the headers of every answer, and turns what went wrong into a problem."""

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
            response = known(error) or unexpected(error)
            if answer.status:
                raise AnswerBroken from None  # the client sees the answer end too early, and so must not trust it
            await response(scope, receive, answer)


def _say_of_all(message: Message) -> None:
    message["headers"] = [one for one in message.get("headers", ()) if one[0] not in _NAMES] + _SAID


class AnswerBroken(Exception):
    """An answer that had begun could not be finished. What went wrong was logged."""
