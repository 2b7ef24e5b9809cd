"""The model of likeness: what is compared, and how much each finding says. Data, versioned, readable: see models/.

For each finding `m` is how often it is found between two records of one person, `u` how often between two people. Its
weight is log2(m / u). Nothing of the people who are compared enters the model: the same two records have the same
weight in every ledger, on every day.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log2
from typing import Any

import yaml

from domain.matching.likeness import Comparison


@dataclass(frozen=True, slots=True)
class Finding:
    """`condition` is SQL over the two records, `_l` and `_r`; the first that holds is what was found."""

    found: str
    condition: str
    m: float
    u: float

    @property
    def weight_centibits(self) -> int:
        return round(100 * log2(self.m / self.u))


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing that is compared. Where either record lacks it (`unknown` holds), nothing is said."""

    what: str
    unknown: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """`any_two_are_one`: how likely two records drawn at random are one person. `name` bears the digest of the file."""

    name: str
    any_two_are_one: float
    compared: tuple[Compared, ...]
    brought_together: tuple[str, ...]
    """Conditions: only pairs for which one of them holds are compared at all."""
    suggested_link_centibits: int
    suggested_ask_centibits: int

    @property
    def prior_centibits(self) -> int:
        return round(100 * log2(self.any_two_are_one / (1 - self.any_two_are_one)))

    def comparisons(self, found: dict[str, int]) -> tuple[Comparison, ...]:
        """In the model's order, from the place of each finding, counted from 0; -1 is not known, and left out."""
        prior = Comparison("start", f"one of {1 / self.any_two_are_one:,.0f} pairs", self.prior_centibits)
        said = [(one.what, one.findings[found[one.what]]) for one in self.compared if found[one.what] >= 0]
        return prior, *(Comparison(what, finding.found, finding.weight_centibits) for what, finding in said)


CURRENT = "people-1"


@cache
def model(name: str = CURRENT) -> Model:
    text = files("intake").joinpath("likeness", "models", f"{name}.yaml").read_bytes()
    return model_from(text, name)


def model_from(text: bytes, name: str) -> Model:
    said: dict[str, Any] = yaml.safe_load(text)
    digest = hashlib.sha256(text).hexdigest()[:12]
    compared = tuple(
        Compared(what, one["unknown"], tuple(Finding(**finding) for finding in one["findings"]))
        for what, one in said["compared"].items())
    suggested = said["suggested_weights"]
    return Model(f"{name}@{digest}", said["any_two_are_one"], compared, tuple(said["brought_together"]),
                 round(suggested["link_above"] * 100), round(suggested["ask_above"] * 100))
