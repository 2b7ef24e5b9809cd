"""A local plan by its name, if it is shipped, or from a file that an authority brings to try."""

from __future__ import annotations

import os
from pathlib import Path

from domain.rules.reading import SchemeTexts, read_scheme
from domain.rules.reading.schemes import OVERLAY_FILE
from domain.rules.scheme import Scheme
from ledger.rule_sets import UnknownOverlay, overlays, rule_set, texts_of

PLAN_BYTES_MAX = 1_000_000
_ENDINGS = (".yaml", ".yml")


def rules_under(scheme: str, overlay: str | None) -> Scheme:
    """The rules of `scheme` under a shipped overlay, or under the plan in a file, where `overlay` names one.

    Raises `UnknownScheme`, `UnknownOverlay`, and SchemeError, which names the file as it was given.
    """
    if overlay is None or not names_a_file(overlay):
        return rule_set(scheme, overlay)
    return read_scheme(texts_under(scheme, overlay), {OVERLAY_FILE: overlay})


def texts_under(scheme: str, overlay: str | None) -> SchemeTexts:
    if overlay is None or not names_a_file(overlay):
        return texts_of(scheme, overlay)
    return {**texts_of(scheme), OVERLAY_FILE: _text_of(Path(overlay))}


def names_a_file(overlay: str) -> bool:
    """A shipped plan goes before a file of its name."""
    return overlay not in overlays() and (overlay.lower().endswith(_ENDINGS) or os.sep in overlay)


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > PLAN_BYTES_MAX:
            raise UnknownOverlay(f"{path} has more than {PLAN_BYTES_MAX:,} bytes; a local plan is a few pages.")
        return path.read_text("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise UnknownOverlay(
            f"There is no file {path}. Name the file of a local plan, or one of the plans shipped:"
            f" {', '.join(overlays())}.") from None
    except UnicodeDecodeError:
        raise UnknownOverlay(f"{path} is not text in UTF-8. Save it as text, in UTF-8.") from None
