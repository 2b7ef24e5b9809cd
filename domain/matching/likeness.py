"""What is made of two records that are alike: linked, shown to a person, or left apart.

A weight is the logarithm to the base 2 of the odds that two records are of one person, in hundredths (centibits): 0 is
even odds, 1000 a thousand to one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

Standing = Literal["new", "linked", "queued", "apart"]
"""Of an agency's record: not looked at yet, linked, waiting for a person, like nobody of ours."""

Obstacle = Literal["forename", "birthday", "upn", "nino", "restricted"]
"""Why no program may link two records, however alike. Twins share surname, birthday and home, and a parent and child of
one name share all but the birthday: they are for a person to judge. Two different UPNs or NI numbers are two people, or
a mistake to be found."""

OBSTACLES: dict[Obstacle, str] = {
    "forename": "the forenames are not alike, or one is not known: they may be twins",
    "birthday": "the birthdays are not alike, or one is not known: they may be parent and child",
    "upn": "the UPNs are different",
    "nino": "the NI numbers are different",
    "restricted": "one of the two records is restricted",
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Centibits. At or above the first a program links; at or above the second it asks."""

    link_above_centibits: int
    ask_above_centibits: int

    def __post_init__(self) -> None:
        if self.ask_above_centibits > self.link_above_centibits:
            raise ValueError("the weight above which a person is asked must not be over that above which is linked")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found of one thing, such as the surname, and how much it says for (or, below 0, against) one person."""

    what: str
    found: str
    weight_centibits: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike an agency's record is to a person of ours, by pseudonym. The weight is the sum of the comparisons."""

    person: str
    comparisons: tuple[Comparison, ...]
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def weight_centibits(self) -> int:
        return sum(comparison.weight_centibits for comparison in self.comparisons)


@dataclass(frozen=True, slots=True)
class Judgement:
    """`link` or, while there is none, `ask`: whom a person is to be shown, the likeliest first. Neither: apart."""

    link: Likeness | None = None
    ask: tuple[Likeness, ...] = ()


SHOWN_MAX = 5
"""How many of ours are shown beside one record; a sixth never was the right one in anything we measured."""


def judge(found: Sequence[Likeness], thresholds: Thresholds, *, may_link: bool, barred: Collection[str]) -> Judgement:
    """`barred` are people who were found to be someone else. Two who could both be linked are for a person to judge."""
    left = [likeness for likeness in found if likeness.person not in barred]
    alike = sorted((one for one in left if one.weight_centibits >= thresholds.ask_above_centibits),
                   key=lambda one: (-one.weight_centibits, one.person))
    sure = [one for one in alike if not one.obstacles and one.weight_centibits >= thresholds.link_above_centibits]
    if may_link and len(sure) == 1:
        return Judgement(link=sure[0])
    return Judgement(ask=tuple(alike[:SHOWN_MAX]))
