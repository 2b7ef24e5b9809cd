"""The cookie: which session this is, and the token that its owner signed in with.

The token itself is asked again on every page, so one that was revoked or has expired ends the session at once.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from fastapi import Request, Response

from api.pages.frame.sealing import Seals

COOKIE = "outcomes_session"
SESSION_SECONDS = 10 * 60 * 60
"""A working day. Signing in again begins a new session."""
_PURPOSE = "session"
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "testserver")


@dataclass(frozen=True, slots=True)
class Session:
    """One without a token is that of somebody who has not signed in yet, and so may only do that."""

    id: str
    token: str | None = field(default=None, repr=False)

    @classmethod
    def new(cls, token: str | None = None) -> Session:
        return cls(secrets.token_urlsafe(16), token)


class EndedSessions:
    """Whoever signed out: a copy of their cookie opens nothing any more, while this server process runs."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = Lock()

    def add(self, session: str) -> None:
        now = time.monotonic()
        with self._lock:
            self._until = {id: until for id, until in self._until.items() if until > now}
            self._until[session] = now + SESSION_SECONDS

    def __contains__(self, session: object) -> bool:
        return session in self._until


def session_of(request: Request, seals: Seals) -> Session | None:
    sealed = request.cookies.get(COOKIE)
    said: Any = seals.opened(_PURPOSE, sealed, SESSION_SECONDS) if sealed else None
    return Session(*said) if said and said[0] not in _ended(request) else None


def keep(response: Response, request: Request, seals: Seals, session: Session) -> None:
    response.set_cookie(
        COOKIE, seals.seal(_PURPOSE, [session.id, session.token]), max_age=SESSION_SECONDS, path="/",
        secure=not _is_loopback(request), httponly=True, samesite="strict")  # fmt: skip


def end(response: Response, request: Request, session: Session) -> None:
    _ended(request).add(session.id)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def _ended(request: Request) -> EndedSessions:
    ended = request.app.state.ended_sessions
    assert isinstance(ended, EndedSessions)
    return ended


def _is_loopback(request: Request) -> bool:
    """Plain HTTP is for this machine alone; browsers keep no Secure cookie there."""
    return request.url.scheme == "http" and (request.url.hostname or "") in _LOOPBACK
