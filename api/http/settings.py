"""How the server is set."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from api.places import Place

TOKEN_BYTES = 32
LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class Settings:
    """Whoever has the `token` may ask everything of the one ledger at `place`. It is never logged."""

    place: Place
    token: str = field(default_factory=new_token, repr=False)
    projects: bool = True
    """Whether the projection runner works in this process too."""
