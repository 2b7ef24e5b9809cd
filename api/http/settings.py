"""How the server is set."""

from __future__ import annotations

from dataclasses import dataclass

from api.places import Place

LOOPBACK = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """Serves the one ledger that `place` names, or else every ledger of its database."""

    place: Place
    projects: bool = True
    """Whether the projection runner works in this process too."""
