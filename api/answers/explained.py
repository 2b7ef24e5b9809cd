"""An explanation, an eligibility and a history as plain values, for JSON on the command line and over HTTP."""

from __future__ import annotations

from typing import Any

from api.answers.questions import NamedExplanation, Source
from domain.rules.reasons import FORM
from projections.queries.histories import Told


def explanation_as_json(named: NamedExplanation) -> dict[str, Any]:
    """`reasons` have the documented form, with people's own references in place of pseudonyms."""
    explained = named.explained
    return {
        "family_id": explained.family_id,
        "scheme": explained.scheme,
        "at": explained.day,
        "position": explained.known,
        "rules": explained.rules,
        "merged_with": explained.merged_with,
        "form": FORM,
        "reasons": [reason.as_json() for reason in named.reasons],
        "observations": [_source_as_json(source) for source in named.sources.values()],
        "missing": named.missing(),
    }


def eligibility_as_json(named: NamedExplanation) -> dict[str, Any]:
    """In short, without the reasons. Only of an explanation of eligibility."""
    explained, (whole, *criteria) = named.explained, named.reasons
    return {
        "family_id": explained.family_id,
        "scheme": explained.scheme,
        "at": explained.day,
        "eligible": whole.answer == "met",
        "answer": whole.answer,
        "criteria": sorted(one.clause for one in criteria if one.answer == "met"),
        "unknown_criteria": sorted(one.clause for one in criteria if one.answer == "unknown"),
        "merged_with": explained.merged_with,
        "position": explained.known,
    }


def history_as_json(family_id: str, told: list[Told], position: int) -> dict[str, Any]:
    return {"family_id": family_id, "events": [one._asdict() for one in told], "position": position}


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
