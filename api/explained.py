"""An explanation as plain values, for JSON on the command line and over HTTP."""

from __future__ import annotations

from typing import Any

from api.questions import NamedExplanation, Source
from domain.rules.reasons import FORM


def explanation_as_json(named: NamedExplanation) -> dict[str, Any]:
    """`reasons` have the documented form, with people's own references in place of pseudonyms."""
    explained = named.explained
    return {
        "family_id": explained.family_id,
        "scheme": explained.scheme,
        "at": explained.day,
        "position": explained.known,
        "rules": explained.rules,
        "form": FORM,
        "reasons": [reason.as_json() for reason in named.reasons],
        "observations": [_source_as_json(source) for source in named.sources.values()],
        "missing": named.missing(),
    }


def _source_as_json(source: Source) -> dict[str, Any]:
    known = source.evidence
    return {
        "observation": known.observation,
        "kind": known.kind,
        "sentence": known.sentence,
        "person_id": known.person,
        "position": known.position,
        "recorded_at": known.recorded_at,
        "by": known.by,
        "file": source.file,
        "extract": known.extract,
        "line": known.line,
    }
