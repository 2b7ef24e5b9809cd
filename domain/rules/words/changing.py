"""until / from: a clause that another one takes the place of on a day, as a dated local plan does to a criterion."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.dates import Day, iso
from domain.days import Days
from domain.rules.case import Case
from domain.rules.clause import Clause
from domain.rules.outcome import Outcome, joined
from domain.rules.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Changing(Clause):
    """Until `day`, which is not included, what `earlier` says; from it on what `later` says.

    The reason on a day is that of the one in force, under this clause's own name.
    """

    day: Day
    earlier: Clause
    later: Clause

    word = "until / from"

    def decide(self, case: Case) -> Outcome:
        return joined((
            self.earlier.outcome(case).within(Days.until(self.day)),
            self.later.outcome(case).within(Days.since(self.day)),
        ))

    def in_force(self, day: Day) -> Clause:
        return self.later if day >= self.day else self.earlier

    def explain(self, case: Case, day: Day) -> Reason:
        return replace(self.in_force(day).explain(case, day), clause=self.path)

    def without_look_back(self) -> Clause:
        return self.renamed("~", earlier=self.earlier.without_look_back(), later=self.later.without_look_back())

    def parts(self) -> tuple[Clause, ...]:
        return (self.earlier, self.later)


def path_before(path: str, day: Day) -> str:
    """The name that the clause in force before `day` keeps beside the one that takes its place."""
    return f"{path}/until-{iso(day - 1)}"


def path_from(path: str, day: Day) -> str:
    return f"{path}/from-{iso(day)}"
