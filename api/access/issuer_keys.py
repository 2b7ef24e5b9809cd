"""The keys of an issuer (JWKS): fetched when first needed, kept for a while, and asked for again on an unknown key.

However many tokens come with keys that nobody knows, the issuer is asked once in `ASK_AGAIN_SECONDS` at most.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from threading import Lock
from typing import Any
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, build_opener

import orjson
from joserfc.errors import JoseError
from joserfc.jwk import Key, import_key

from api.access.errors import TokenRefused
from api.access.issuer_settings import IssuerSettings

DISCOVERY = "/.well-known/openid-configuration"
FRESH_SECONDS = 3_600
KEPT_SECONDS = 86_400
"""How long keys go on to be used while the issuer cannot be reached."""
ASK_AGAIN_SECONDS = 30
FETCH_SECONDS = 5
ANSWER_BYTES_MAX = 512 * 1024
KEYS_MAX = 100

_log = logging.getLogger(__name__)


class IssuerKeys:
    """Safe to share between threads."""

    def __init__(self, settings: IssuerSettings) -> None:
        self._settings = settings
        self._keys: dict[str, Key] = {}
        self._fetched_at = self._asked_at = float("-inf")
        self._asking = Lock()

    def key(self, id: str) -> Key:
        """Raises `TokenRefused` where the issuer has none of this id, or cannot be asked."""
        if id not in self._keys or self._age() > FRESH_SECONDS:
            self._ask_again()
        if id not in self._keys or self._age() > KEPT_SECONDS:
            raise TokenRefused("The token does not hold. Ask for another one.")
        return self._keys[id]

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    def _ask_again(self) -> None:
        with self._asking:
            if time.monotonic() - self._asked_at < ASK_AGAIN_SECONDS:
                return
            self._asked_at = time.monotonic()
            try:
                self._keys = _public_keys(_fetched(self._address()))
                self._fetched_at = time.monotonic()
            except (OSError, URLError, ValueError, KeyError, TypeError) as error:
                _log.warning("the keys of the token issuer could not be fetched: %s", type(error).__name__)

    def _address(self) -> str:
        if self._settings.keys:
            return self._settings.keys
        said = _fetched(self._settings.issuer.rstrip("/") + DISCOVERY)
        if said["issuer"] != self._settings.issuer:
            raise ValueError("discovery answered for another issuer")
        return IssuerSettings.model_validate(self._settings.model_dump() | {"keys": said["jwks_uri"]}).keys or ""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """An issuer's keys are where they are said to be, or nowhere."""


def _fetched(address: str) -> Any:
    with build_opener(_NoRedirect).open(address, timeout=FETCH_SECONDS) as answer:
        body = answer.read(ANSWER_BYTES_MAX + 1)
    if len(body) > ANSWER_BYTES_MAX:
        raise ValueError("the answer is too long")
    return orjson.loads(body)


def _public_keys(said: Mapping[str, Any]) -> dict[str, Key]:
    """By id. A shared secret, or a key for something else than signing, is passed over."""
    return {str(one["kid"]): key for one in said["keys"][:KEYS_MAX] if (key := _signing_key(one)) is not None}


def _signing_key(said: Any) -> Key | None:
    if not isinstance(said, dict) or said.get("kty") not in ("RSA", "EC", "OKP") or not said.get("kid"):
        return None
    if said.get("use", "sig") != "sig":
        return None
    try:
        return import_key(said)
    except (JoseError, ValueError, TypeError):
        return None
