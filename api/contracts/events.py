"""The form of each kind of event, from its class: what a CloudEvent of the feed holds as `data`."""

from __future__ import annotations

import inspect
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from api.contracts.forms import named
from domain.events import Event

_HEADER = ("originator_id", "originator_version", "by")
_UNITS = {"_pence": "In pence.", "_on": "A civil day.", "_centibits": "In hundredths of a bit."}
_MEANINGS = {
    "person": "A person, by the pseudonym that stands for them in every event.",
    "whom": "A person or a record, by pseudonym.",
    "extract": "The beginning of the SHA-256, in hex, of the file that it was read from.",
    "line": "The line in that file.",
    "observation": "The record and its version.",
    "rules": "The SHA-256, in hex, of exactly the rules that it was decided under.",
    "claim": "The claim's id.",
    "scheme": "The scheme.",
    "result": "The kind of result.",
    "record": "The claim record, frozen: see the schema claim-record.",
    "fields": "What was observed, by the columns of the extract; days as year-month-day.",
    "reason": "Why, in words.",
    "known": "The position up to which the ledger was known.",
}


def event_schema(event: type[Event]) -> dict[str, Any]:
    """`content` is null where it was erased; with `by` and `sentence` it is left out for who may not read families."""
    return named(event.topic, {
        "description": inspect.cleandoc(event.__doc__ or "") if _has_own_words(event) else f"{event.topic}.",
        "type": "object",
        "required": ["version"],
        "additionalProperties": False,
        "properties": {
            "version": {"type": "integer", "minimum": 1, "description": "The event's place in its stream, from 1."},
            "by": {"type": "string", "description": "The person or program that had it recorded."},
            "sentence": {"type": "string", "description": "What happened, in one sentence."},
            "content": {"anyOf": [_content(event), {"type": "null"}], "description": "The event's own fields."},
        },
    })  # fmt: skip


def _has_own_words(event: type[Event]) -> bool:
    """A dataclass without a docstring is given one that lists its fields."""
    return bool(event.__doc__) and not str(event.__doc__).startswith(f"{event.__name__}(")


def _content(event: type[Event]) -> dict[str, Any]:
    hints = get_type_hints(event)
    own = [field for field in fields(event) if field.name not in _HEADER]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in own if field.default is MISSING and field.default_factory is MISSING],
        "properties": {field.name: _field(field.name, hints[field.name]) for field in own},
    }


def _field(name: str, hint: Any) -> dict[str, Any]:
    """What is not known is left out of an event, so that none of its fields is ever null."""
    schema = TypeAdapter(hint).json_schema()
    known = [form for form in schema.get("anyOf", [schema]) if form != {"type": "null"}]
    meaning = _MEANINGS.get(name) or next((said for ending, said in _UNITS.items() if name.endswith(ending)), None)
    return {**known[0], **({"description": meaning} if meaning else {})}
