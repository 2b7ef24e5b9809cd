"""The lock files pin everything that pyproject.toml asks for, each with its hashes; `make lock` writes them."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.docs.examples import PROJECT

PROJECT_TABLE: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT_TABLE["optional-dependencies"]
_PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; .+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    text = (PROJECT / lock).read_text("utf-8")
    found = {name: version for name, version, _ in _PIN.findall(text)}
    assert len(found) == len(re.findall(r"^\w", text, re.MULTILINE)), f"{lock} has a line without a hash"
    return found


def wanted(extra: str) -> list[Requirement]:
    """What an extra asks for, also by way of another extra of the project."""
    found = []
    for asked in map(Requirement, EXTRAS[extra]):
        own = canonicalize_name(asked.name) == PROJECT_TABLE["name"]
        found += [one for other in asked.extras for one in wanted(other)] if own else [asked]
    return found


@pytest.mark.parametrize(
    "lock, extras", [("requirements.lock", ["build"]), ("requirements-dev.lock", ["dev", "telemetry"])])  # fmt: skip
def test_everything_asked_for_is_pinned(lock: str, extras: list[str]) -> None:
    pinned = pins(lock)
    of_extras = [asked for extra in extras for asked in wanted(extra)]
    for asked in [*map(Requirement, PROJECT_TABLE["dependencies"]), *of_extras]:
        version = pinned.get(canonicalize_name(asked.name))
        assert version is not None and version in asked.specifier, f"run `make lock`: {asked} is not in {lock}"


def test_what_is_shipped_is_what_was_tested() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


def audit() -> Any:
    spec = importlib.util.spec_from_file_location("audit", PROJECT / ".ci/audit.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_audit_fails_for_a_known_weakness_only(capsys: pytest.CaptureFixture[str]) -> None:
    told = audit().told
    sound = {"name": "orjson", "version": "3.13.0", "vulns": []}
    weak = {"name": "h11", "version": "0.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.16"]}]}
    unasked = {"name": "pyyaml", "skip_reason": "not found on the index"}
    assert told([sound, weak]) == 1 and "h11 0.1: PYSEC-1; mended in 0.16" in capsys.readouterr().out
    assert told([sound, unasked]) == 0
    assert "skipped for 1 of 2" in capsys.readouterr().out
