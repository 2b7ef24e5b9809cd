"""Names, postcodes and numbers in the one form in which they are compared, however an agency writes them."""

from __future__ import annotations

import re
import unicodedata

_UPN = re.compile(r"[A-Z][0-9]{11}[0-9A-Z]?")
_NINO = re.compile(r"([A-Z]{2})[0-9]{6}[A-D]?")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
_NEVER_GIVEN = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_NO_FIRST_LETTERS = frozenset("DFIQUV")
_NO_SECOND_LETTERS = frozenset("DFIOQUV")
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "đ": "d"})


def plain_name(name: str | None) -> str | None:
    """Letters alone: O'Connor, O’CONNOR and o connor are `oconnor`, Zoë is `zoe`. None where no letter is left."""
    if not name:
        return None
    lowered = name.casefold().translate(_UNDECOMPOSED)
    letters = "".join(letter for letter in unicodedata.normalize("NFKD", lowered) if letter.isalpha())
    return letters or None


def plain_address(address: str | None) -> str | None:
    if not address:
        return None
    words = re.findall(r"[a-z0-9]+", address.casefold())
    return " ".join(words) or None


def plain_postcode(postcode: str | None) -> str | None:
    """`OX18 8JE`; what is no whole postcode is none."""
    text = _solid(postcode)
    return f"{text[:-3]} {text[-3:]}" if _POSTCODE.fullmatch(text) else None


def plain_uprn(uprn: str | None) -> str | None:
    text = _solid(uprn)
    return (text.lstrip("0") or None) if text.isdigit() and len(text) <= 12 else None


def plain_upn(upn: str | None) -> str | None:
    """A letter and 11 or 12 digits, of which the last may be a letter; anything else is none, so links nobody."""
    text = _solid(upn)
    return text if _UPN.fullmatch(text) and len(set(text[1:])) > 1 else None


def plain_nino(nino: str | None) -> str | None:
    """Without its suffix. Numbers made up from a birthday (TN...) and other stand-ins are none."""
    text = _solid(nino)
    found = _NINO.fullmatch(text)
    if not found:
        return None
    letters = found[1]
    if letters in _NEVER_GIVEN or letters[0] in _NO_FIRST_LETTERS or letters[1] in _NO_SECOND_LETTERS:
        return None
    return text[:8] if len(set(text[2:8])) > 1 else None


def _solid(text: str | None) -> str:
    return "".join((text or "").split()).upper()
