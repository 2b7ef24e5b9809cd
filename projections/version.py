"""The version of what this program would project, so that tables made under another one are noticed."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Literal

import orjson

from domain.authority import Authority
from domain.rules.scheme import Scheme
from ledger.rule_sets import SCHEMES, overlays, rule_set, texts_of
from projections.errors import SettingUnknown

IfOtherVersion = Literal["rebuild", "refuse"]
"""What to do at the start with tables of another version: make them anew, or raise `OtherVersion`."""

IF_OTHER_VERSION_VARIABLE = "OUTCOMES_IF_OTHER_VERSION"

CODE_VERSION = 4
"""Raised with every change of what `project` says of the same events."""


@cache
def table_texts() -> dict[str, str]:
    """The SQL of each table, by its name."""
    found = sorted(files("projections").joinpath("schema").iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(".sql"): entry.read_text("utf-8") for entry in found if entry.name.endswith(".sql")
    }


@cache
def version() -> str:
    """`CODE_VERSION` and a digest of the tables and of every shipped rule set: as `1-3f2a9c01d4e8`."""
    rules = [dict(texts_of(name, overlay)) for name in SCHEMES for overlay in (None, *overlays())]
    said = orjson.dumps([table_texts(), rules], option=orjson.OPT_SORT_KEYS)
    return f"{CODE_VERSION}-{sha256(said).hexdigest()[:12]}"


def if_other_version() -> IfOtherVersion:
    """As configured. Raises `SettingUnknown`."""
    said = os.environ.get(IF_OTHER_VERSION_VARIABLE) or "rebuild"
    match said:
        case "rebuild" | "refuse":
            return said
    raise SettingUnknown(f"{IF_OTHER_VERSION_VARIABLE} is set to {said!r}. Say 'rebuild' or 'refuse', or unset it.")


def schemes_of(authority: Authority) -> tuple[Scheme, ...]:
    """Every shipped scheme, under the authority's local plan."""
    return tuple(rule_set(name, authority.overlay) for name in SCHEMES)
