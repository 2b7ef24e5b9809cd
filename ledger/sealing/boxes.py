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
    """Random bytes of this thread, drawn from the system some thousands at a time: each is handed out once.

    A process that was forked draws its own, or two would hand out the same.
    """

    process = 0
    left = b""
    place = 0


_drawn = _Drawn()


def random_bytes(number: int) -> bytes:
    """For nonces and salts; keys are drawn from the system one by one."""
    place = _drawn.place
    if place + number > len(_drawn.left) or _drawn.process != os.getpid():
        _drawn.process, _drawn.left, place = os.getpid(), os.urandom(_DRAWN_AT_ONCE), 0
    _drawn.place = place + number
    return _drawn.left[place : place + number]


def close(key: AESGCM, content: bytes, place: bytes) -> bytes:
    nonce = random_bytes(NONCE_BYTES)
    return nonce + key.encrypt(nonce, content, place)


def opened(key: AESGCM, box: bytes, place: bytes) -> bytes:
    """Raises `cryptography.exceptions.InvalidTag`."""
    return key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place)
