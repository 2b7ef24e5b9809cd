"""A scheme with some of its values replaced, as a case or a question of 'what if' asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from domain.dates import FIRST_DAY
from domain.rules.reasons import Citation
from domain.rules.scheme import Scheme
from domain.rules.values import InForce, Value


def with_values(scheme: Scheme, given: Mapping[str, int | str]) -> Scheme:
    """The scheme with each value named as given, on every day, under the citation of the first one it had.

    The digest stays that of the scheme as it was read: a variant is for trying, and no verdict is recorded under it.
    """
    changed = {
        name: replace(scheme.values[name], periods=(
            InForce(FIRST_DAY, value, scheme.values[name].periods[0].citation),)) for name, value in given.items()}
    rebuilt: Scheme = _rebuilt(scheme, changed, {})
    return rebuilt


def _rebuilt(part: Any, changed: Mapping[str, Value], done: dict[int, Any]) -> Any:
    """The same part, made anew where a value under it changes. Parts that stand in two places are made once."""
    if isinstance(part, Value):
        return changed.get(part.name, part)
    if id(part) in done:
        return done[id(part)]
    if isinstance(part, Mapping):
        found: Any = {name: _rebuilt(under, changed, done) for name, under in part.items()}
    elif isinstance(part, tuple):
        found = tuple(_rebuilt(under, changed, done) for under in part)
    elif is_dataclass(part) and not isinstance(part, type | Citation):
        under = {field.name: getattr(part, field.name) for field in fields(part)}
        anew = {name: _rebuilt(value, changed, done) for name, value in under.items()}
        found = part if all(anew[name] is under[name] for name in under) else replace(part, **anew)
    else:
        found = part
    done[id(part)] = found
    return found
