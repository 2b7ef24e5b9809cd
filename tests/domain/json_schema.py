"""As much of JSON Schema as docs/reasons.schema.json uses, and an error for any keyword that it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

_TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int}
_ANNOTATIONS = {"$schema", "$id", "title", "description", "$defs"}


def violations(value: Any, schema: dict[str, Any], root: dict[str, Any], place: str = "$") -> Iterator[str]:
    for keyword, said in schema.items():
        if keyword not in _ANNOTATIONS:
            yield from _KEYWORDS[keyword](value, said, schema, root, place)


Check = Callable[[Any, Any, dict[str, Any], dict[str, Any], str], Iterator[str]]


def _ref(value: Any, said: str, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    found = root
    for name in said.removeprefix("#/").split("/"):
        found = found[name]
    yield from violations(value, found, root, place)


def _type(value: Any, said: str, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    if not isinstance(value, _TYPES[said]) or isinstance(value, bool):
        yield f"{place}: {value!r} is no {said}"


def _required(value: Any, said: list[str], schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    yield from (f"{place}: {name!r} is missing" for name in said if name not in value)


def _properties(
    value: Any, said: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], place: str
) -> Iterator[str]:  # fmt: skip
    for name, under in said.items():
        if name in value:
            yield from violations(value[name], under, root, f"{place}.{name}")


def _no_more(value: Any, said: bool, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    yield from (f"{place}: {name!r} is not in the schema" for name in value if name not in schema["properties"])


def _items(value: Any, said: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
    for index, item in enumerate(value):
        yield from violations(item, said, root, f"{place}[{index}]")


def _holds(test: Callable[[Any, Any], bool]) -> Check:
    def check(value: Any, said: Any, schema: dict[str, Any], root: dict[str, Any], place: str) -> Iterator[str]:
        if not test(value, said):
            yield f"{place}: {value!r} against {said!r}"

    return check


_KEYWORDS: dict[str, Check] = {
    "$ref": _ref,
    "type": _type,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _no_more,
    "items": _items,
    "enum": _holds(lambda value, said: value in said),
    "minLength": _holds(lambda value, said: len(value) >= said),
    "minItems": _holds(lambda value, said: len(value) >= said),
    "minimum": _holds(lambda value, said: value >= said),
    "pattern": _holds(lambda value, said: re.search(said, value) is not None),
}
