"""Verdicts once given are given again, with the same reasons to the byte; and no rule changes unnoticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from domain.rules.reading import digest_of, read_scheme
from ledger.rule_sets import SCHEMES, texts_of
from tests.domain.golden_verdicts import FAMILIES, FOLDER, families_in, path_of, verdicts

KEPT = sorted(FOLDER.glob("*.json"))


@pytest.fixture(scope="module", params=KEPT, ids=[path.stem for path in KEPT])
def kept(request: pytest.FixtureRequest) -> Any:
    path: Path = request.param
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_rules_as_they_are_have_golden_verdicts(scheme: str) -> None:
    digest = digest_of(texts_of(scheme))
    assert path_of(scheme, digest).exists(), (
        f"the rules of {scheme} have changed: their digest is now {digest[:12]}. If that was meant, run"
        " 'python -m tests.domain.golden_verdicts', look at what it wrote, and keep it with the change"
    )


def test_rules_once_used_are_still_the_same_rules(kept: dict[str, Any]) -> None:
    assert digest_of(kept["rules"]) == kept["digest"] == read_scheme(kept["rules"]).digest


def test_deciding_again_gives_the_same_verdicts_and_bytes(kept: dict[str, Any]) -> None:
    households = families_in(kept)
    assert len(households) >= FAMILIES
    again = verdicts(kept["scheme"], read_scheme(kept["rules"]), households)
    assert list(again) == list(households)
    for name, found in again.items():
        assert found == kept["verdicts"][name], f"{name} of {kept['scheme']} is decided otherwise, or for other reasons"


def test_golden_verdicts_are_of_every_kind(kept: dict[str, Any]) -> None:
    given = {
        said["verdict"] for days in kept["verdicts"].values() for day in days.values()
        for said in day.values() if isinstance(said, dict)
    }  # fmt: skip
    assert {"valid", "not-valid"} <= given
