"""A pack under construction, family by family, and the ways to land on a boundary day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from .common import add_months
from .pack import COLUMNS, Pack, Row

T = TypeVar("T")
FIRST_JOINED_ON = {
    "troubled-families-2012": date(2010, 9, 1),
    "troubled-families-2015": date(2012, 9, 1),
    "supporting-families-2022": date(2019, 9, 1),
}


@dataclass
class Person:
    person_id: str
    born_on: date | None
    joined_on: date


@dataclass
class Home:
    """A family with the days that its facts are laid around: attachment, closure, and the claim."""

    family_id: str
    scheme: str
    attached_on: date
    closed_on: date
    claimed_on: date
    adults: list[Person] = field(default_factory=list)
    children: list[Person] = field(default_factory=list)

    def members(self) -> list[Person]:
        return self.adults + self.children

    def boundaries(self) -> list[date]:
        """Days on which some rule's answer may turn."""
        anchors = [self.attached_on, self.closed_on, self.claimed_on]
        shifted = [add_months(anchor, months) for anchor in anchors for months in (0, -6, -12, 6)]
        august = date(self.attached_on.year, 8, 31)
        return [*shifted, august, date(self.attached_on.year - 1, 9, 5), date(self.claimed_on.year, 1, 4)]


class Draft:
    """Draws every choice from one generator; rows get record ids in the order in which they are added."""

    def __init__(self, rng: Random, scheme: str, prefix: str = "") -> None:
        self.rng, self.scheme, self.prefix = rng, scheme, prefix
        self.pack = Pack({name: [] for name in COLUMNS})

    # -- drawing

    def chance(self, percent: int) -> bool:
        return self.rng.randrange(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.rng.randrange(len(choices))]

    def number(self, first: int, last: int) -> int:
        return self.rng.randrange(first, last + 1)

    def between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randrange(max(1, (last - first).days + 1)))

    def nudge(self, day: date) -> date:
        """The day itself, the day before or the day after."""
        return day + timedelta(days=self.pick((-1, 0, 0, 1)))

    def boundary(self, home: Home) -> date:
        return self.nudge(self.pick(home.boundaries()))

    def course(self) -> str:
        """How a matter goes: well, on the very edge, or badly."""
        return self.pick(("good", "good", "good", "good", "edge", "edge", "bad"))

    # -- adding rows

    def add(self, file: str, **values: str | int | date | None) -> Row:
        row = dict.fromkeys(COLUMNS[file], "")
        row.update({name: "" if value is None else str(value) for name, value in values.items()})
        if "record_id" in row and "record_id" not in values:
            row["record_id"] = f"{self.prefix}{file[:3].upper()}{len(self.pack[file]) + 1:06d}"
        self.pack[file].append(row)
        return row

    def add_whose(self, file: str, home: Home, person: Person | None, **values: str | date | None) -> Row:
        """A row of needs or asb: of the family alone, of the person alone, or of both. Some ASB rows have no key."""
        who = "family" if person is None else self.pick(("person", "person", "both"))
        row = self.add(
            file,
            person_id="" if person is None or who == "family" else person.person_id,
            family_id=home.family_id if who in ("family", "both") else "",
            **values,
        )
        if file == "asb" and self.chance(25):
            row["record_id"] = ""
            if self.chance(25):
                self.pack[file].append(dict(row))
        return row

    def anyone(self, home: Home, people: list[Person], family_percent: int = 35) -> Person | None:
        """One of these people, or None for a row of the family as such."""
        return None if not people or self.chance(family_percent) else self.pick(people)

    # -- spells and counts

    def end(self, course: str, edge: date, earliest: date) -> date | None:
        """When a spell ends: safely before the edge day, within a day of it, or after it or never."""
        if course == "bad":
            return None if self.chance(60) else max(earliest, edge + timedelta(days=self.number(2, 90)))
        if course == "edge":
            return max(earliest, self.nudge(edge))
        return self.between(earliest, max(earliest, edge - timedelta(days=2)))

    def days_in(self, first: date, last: date, count: int) -> list[date]:
        """`count` days of the range, its first and last day more often than chance would have it."""
        return [
            self.pick((first, last, self.between(first, last), self.between(first, last), self.between(first, last)))
            for _ in range(count)
        ]

    def after_count(self, before: int, percent: int) -> int:
        """How many remain after: round the boundary of a reduction by `percent`, or clearly fewer."""
        most = (100 - percent) * before // 100
        return max(0, self.pick((0, most, most, most - 1, most + 1)))


def add_terms(draft: Draft, first_year: int, last_year: int) -> None:
    for year in range(first_year, last_year + 1):
        spans = ((year, "09-05", "12-16"), (year + 1, "01-04", "03-28"), (year + 1, "04-16", "07-20"))
        for number, (in_year, first, last) in enumerate(spans, start=1):
            draft.add(
                "terms",
                term_id=f"{year}{(year + 1) % 100:02d}-{number}",
                school_year=f"{year}/{(year + 1) % 100:02d}",
                starts_on=f"{in_year}-{first}",
                ends_on=f"{in_year}-{last}",
            )
