"""The rule sets that this program ships, read once; by name, with an authority's overlay laid over."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from domain.rules.reading import SchemeTexts, read_scheme
from domain.rules.scheme import Scheme
from ledger.errors import LedgerError
from ledger.shipped import SCHEMES as SCHEMES
from ledger.shipped import overlays as overlays
from ledger.shipped import shipped_texts


class UnknownScheme(LedgerError):
    """No such scheme is shipped: use one of the names listed."""


class UnknownOverlay(LedgerError):
    """No such overlay is shipped: use one of the names listed."""


def texts_of(scheme: str, overlay: str | None = None) -> SchemeTexts:
    """The texts that make up the rules of `scheme` under `overlay`; one that says nothing of it changes nothing."""
    if scheme not in SCHEMES:
        raise UnknownScheme(f"There is no scheme {scheme!r}; choose one of: {', '.join(SCHEMES)}.")
    if overlay is not None and overlay not in overlays():
        raise UnknownOverlay(f"There is no overlay {overlay!r}; choose one of: {', '.join(overlays())}.")
    return shipped_texts(scheme, overlay)


@cache
def rule_set(scheme: str, overlay: str | None = None) -> Scheme:
    return read_scheme(texts_of(scheme, overlay))


def case_files(scheme: str) -> dict[str, str]:
    """The worked cases that stand beside the scheme, by file name."""
    folder: Traversable = files("domain.schemes") / scheme / "cases"
    return {place.name: place.read_text("utf-8") for place in sorted(folder.iterdir(), key=lambda place: place.name)}
