"""Sealing a few bytes with AES-256-GCM: 12 random bytes of nonce, the ciphertext, 16 bytes of tag.

`place` is where the box belongs (associated data): moved elsewhere, it does not open.
"""

from __future__ import annotations

import os
import threading

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


_DRAWN_AT_ONCE = 8_192


class _Drawn(threading.local):
    """Random bytes of this thread, drawn from the system some thousands at a time: each is handed out once."""

    left = b""
    place = 0


_drawn = _Drawn()


def _draw_anew() -> None:
    """In a process that was forked: it would hand out the same bytes as its parent."""
    global _drawn
    _drawn = _Drawn()


os.register_at_fork(after_in_child=_draw_anew)


def random_bytes(number: int) -> bytes:
    """For nonces and salts; keys are drawn from the system one by one."""
    drawn = _drawn
    place = drawn.place
    past = place + number
    if past > len(drawn.left):
        drawn.left, place, past = os.urandom(_DRAWN_AT_ONCE), 0, number
    drawn.place = past
    return drawn.left[place:past]


def close(key: AESGCM, content: bytes, place: bytes) -> bytes:
    nonce = random_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, content, place)


def opened(key: AESGCM, box: bytes, place: bytes) -> bytes:
    """Raises `cryptography.exceptions.InvalidTag`."""
    return key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place)
