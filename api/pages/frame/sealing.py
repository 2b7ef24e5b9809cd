"""What a browser is given to keep and must be able neither to read nor to change: sessions, and what was searched for.

Sealed under a key derived from the master key, so that it stays valid over restarts, for as long as the key does.
"""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256

import orjson
from cryptography.fernet import Fernet, InvalidToken

from ledger.sealing.master import MasterKey


class Seals:
    def __init__(self, master_key: MasterKey) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(master_key.derived("outcomes pages: seals")))
        self._form_key = master_key.derived("outcomes pages: forms")

    def seal(self, purpose: str, said: object) -> str:
        """`purpose` is bound to it: what was sealed for one does not open for another."""
        return self._fernet.encrypt(orjson.dumps([purpose, said])).decode("ascii")

    def opened(self, purpose: str, sealed: str, seconds_max: int) -> object | None:
        """None for what is older than `seconds_max`, or was not sealed by us for this purpose."""
        try:
            found, said = orjson.loads(self._fernet.decrypt(sealed.encode(), ttl=seconds_max))
        except (InvalidToken, ValueError):
            return None
        return said if found == purpose else None

    def mark_of(self, session: str) -> str:
        """What a form of this session carries, so that another site's form is known for what it is."""
        return hmac.new(self._form_key, session.encode(), sha256).hexdigest()
