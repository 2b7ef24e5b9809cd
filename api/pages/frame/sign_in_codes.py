"""Sign-in addresses: good once, for a short time, while the server runs. A token is never in an address."""

from __future__ import annotations

import secrets
import time
from threading import Lock

from fastapi import Request

CODE_SECONDS = 60 * 60
CODES_MAX = 1_000


class SignInCodes:
    def __init__(self) -> None:
        self._held: dict[str, tuple[str, float]] = {}
        self._lock = Lock()

    def new(self, token: str) -> str:
        code = secrets.token_urlsafe(18)
        with self._lock:
            while len(self._held) >= CODES_MAX:
                self._held.pop(next(iter(self._held)))
            self._held[code] = (token, time.monotonic() + CODE_SECONDS)
        return code

    def used(self, code: str) -> str | None:
        """The token that the code stands for, once."""
        with self._lock:
            token, until = self._held.pop(code, (None, 0.0))
        return token if time.monotonic() < until else None


def codes_of(request: Request) -> SignInCodes:
    codes = request.app.state.sign_in_codes
    assert isinstance(codes, SignInCodes)
    return codes
