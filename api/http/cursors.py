"""Cursors: where a list goes on, as of which position and day. Opaque to readers, and of use for one question alone.

A cursor holds a digest keyed by the question it was made for and by a key of the server's, so that one that was
damaged, made up, or is sent with another question is refused: what is in it is taken as it stands. It is no secret and
lets nobody in: the token does.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from starlette.requests import Request

from api.errors import CursorUnusable

CURSOR_LENGTH_MAX = 1_000
_DIGEST_BYTES = 12
_NOT_THE_QUESTION = ("cursor", "limit", "wait")


class Cursor(NamedTuple):
    """`key` is that of the last row given; `at` the day asked about, where the list is of a day."""

    position: int
    at: date | None
    key: tuple[Any, ...]


def cursor_text(question: bytes, cursor: Cursor) -> str:
    said = orjson.dumps([cursor.position, cursor.at, list(cursor.key)])
    return urlsafe_b64encode(_digest(question, said) + said).decode().rstrip("=")


def cursor_from(question: bytes, text: str) -> Cursor:
    """Raises `CursorUnusable`."""
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        digest, said = whole[:_DIGEST_BYTES], whole[_DIGEST_BYTES:]
        if digest == _digest(question, said):
            position, at, key = orjson.loads(said)
            return Cursor(position, date.fromisoformat(at) if at else None, tuple(key))
    except (ValueError, binascii.Error):
        pass
    raise CursorUnusable("The cursor is not one of this list. Ask for the first page again, without a cursor.")


def question_of(request: Request, ledger: str, key: bytes) -> bytes:
    """What is asked, the place in the list aside. With another `key` it is another question."""
    asked = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_THE_QUESTION)
    return blake2b(orjson.dumps([ledger, request.url.path, asked]), key=key, digest_size=32).digest()


def _digest(question: bytes, said: bytes) -> bytes:
    return blake2b(said, key=question, digest_size=_DIGEST_BYTES).digest()
