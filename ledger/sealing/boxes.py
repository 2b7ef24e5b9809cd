"""Sealing a few bytes with AES-256-GCM: 12 random bytes of nonce, the ciphertext, 16 bytes of tag.

`place` is where the box belongs (associated data): moved elsewhere, it does not open.
"""

from __future__ import annotations

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


def close(key: AESGCM, content: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + key.encrypt(nonce, content, place)


def opened(key: AESGCM, box: bytes, place: bytes) -> bytes:
    """Raises `cryptography.exceptions.InvalidTag`."""
    return key.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], place)
