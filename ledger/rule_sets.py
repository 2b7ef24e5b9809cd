"""The rule sets that this program ships, read once; by name, with an authority's overlay laid over."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from domain.rules.reading import SchemeTexts, read_scheme
from domain.rules.reading.schemes import FILES, OVERLAY_FILE
from domain.rules.scheme import Scheme
from ledger.errors import LedgerError

_SHIPPED = files("domain.schemes")

SCHEMES = ("troubled-families-2012", "troubled-families-2015", "supporting-families-2022")
"""The national schemes, in the order of their years."""


class UnknownScheme(LedgerError):
    """No such scheme is shipped: use one of the names listed."""


class UnknownOverlay(LedgerError):
    """No such overlay is shipped: use one of the names listed."""


def overlays() -> list[str]:
    return sorted(place.name for place in (_SHIPPED / "overlays").iterdir() if place.is_dir() and place.name[0] != "_")


def texts_of(scheme: str, overlay: str | None = None) -> SchemeTexts:
    """The texts that make up the rules of `scheme` under `overlay`; one that says nothing of it changes nothing."""
    if scheme not in SCHEMES:
        raise UnknownScheme(f"There is no scheme {scheme!r}; choose one of: {', '.join(SCHEMES)}.")
    texts = {name: (_SHIPPED / scheme / name).read_text("utf-8") for name in FILES}
    if overlay is not None:
        if overlay not in overlays():
            raise UnknownOverlay(f"There is no overlay {overlay!r}; choose one of: {', '.join(overlays())}.")
        place = _SHIPPED / "overlays" / overlay / f"{scheme}.yaml"
        if place.is_file():
            texts[OVERLAY_FILE] = place.read_text("utf-8")
    return texts


@cache
def rule_set(scheme: str, overlay: str | None = None) -> Scheme:
    return read_scheme(texts_of(scheme, overlay))


def case_files(scheme: str) -> dict[str, str]:
    """The worked cases that stand beside the scheme, by file name."""
    folder: Traversable = _SHIPPED / scheme / "cases"
    return {place.name: place.read_text("utf-8") for place in sorted(folder.iterdir(), key=lambda place: place.name)}
