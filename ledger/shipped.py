"""The texts of the rule sets that this program ships, for whoever decides by them: a verifier too."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files

from domain.rules.reading import SchemeTexts
from domain.rules.reading.schemes import FILES, OVERLAY_FILE, canonical_of

_SHIPPED = files("domain.schemes")

SCHEMES = ("troubled-families-2012", "troubled-families-2015", "supporting-families-2022")
"""The national schemes, in the order of their years."""


def overlays() -> list[str]:
    return sorted(place.name for place in (_SHIPPED / "overlays").iterdir() if place.is_dir() and place.name[0] != "_")


def shipped_texts(scheme: str, overlay: str | None = None) -> SchemeTexts:
    """One of `SCHEMES`, under one of `overlays()`; one that says nothing of it changes nothing."""
    texts = {name: (_SHIPPED / scheme / name).read_text("utf-8") for name in FILES}
    if overlay is not None:
        place = _SHIPPED / "overlays" / overlay / f"{scheme}.yaml"
        if place.is_file():
            texts[OVERLAY_FILE] = place.read_text("utf-8")
    return texts


@cache
def shipped_digests() -> frozenset[str]:
    return frozenset(
        sha256(canonical_of(shipped_texts(scheme, overlay))).hexdigest()
        for scheme in SCHEMES for overlay in (None, *overlays()))
