"""Reading a retention schedule, strictly: whatever is not understood is an error for its author."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from domain.observations import KINDS
from ledger.errors import LedgerError

From = Literal["record", "closure", "birth"]

EVERY_OTHER, MEMBERSHIP, UNLINKED = "*", "membership", "unlinked"
_OF_PEOPLE = (*KINDS, MEMBERSHIP, UNLINKED)


class ScheduleUnreadable(LedgerError):
    """The retention schedule is not in the documented form: correct it."""


@dataclass(frozen=True, slots=True)
class Term:
    years: int
    counted_from: From


@dataclass(frozen=True, slots=True)
class Rule:
    """In force from `since`, until a later rule for the same kind is."""

    kind: str
    since: date
    keep: tuple[Term, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Schedule:
    rules: tuple[Rule, ...]

    def rule_for(self, kind: str, at: date) -> Rule | None:
        """The rule in force on a day, the kind's own before that for every other kind."""
        for wanted in (kind, EVERY_OTHER):
            found = [rule for rule in self.rules if rule.kind == wanted and rule.since <= at]
            if found:
                return max(found, key=lambda rule: rule.since)
        return None


@cache
def shipped_schedule() -> Schedule:
    return read_schedule(files("ledger.retention").joinpath("rules.yaml").read_text("utf-8"))


def read_schedule(text: str) -> Schedule:
    """Raises `ScheduleUnreadable`, which names the rule."""
    try:
        given = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        raise ScheduleUnreadable(f"The retention schedule is no YAML: {why}") from None
    if not isinstance(given, list) or not given:
        raise ScheduleUnreadable("A retention schedule is a list of rules.")
    return Schedule(tuple(_rule(place, one) for place, one in enumerate(given, 1)))


def _rule(place: int, given: Any) -> Rule:
    try:
        if set(given) != {"kind", "since", "keep", "source"}:
            raise ValueError("a rule has kind, since, keep and source, and nothing else")
        kind, since, source = given["kind"], given["since"], given["source"]
        if kind not in (*_OF_PEOPLE, EVERY_OTHER):
            raise ValueError(f"{kind!r} is no kind of record; there are {', '.join([*_OF_PEOPLE, EVERY_OTHER])}")
        if not isinstance(since, date) or not isinstance(source, str):
            raise ValueError("since is a day, such as 2012-04-01, and source a text")
        keep = _terms(given["keep"])
        if kind == UNLINKED and any(term.counted_from != "record" for term in keep):
            raise ValueError("of unlinked, years count from record: nobody works with these people")
        return Rule(kind, since, keep, source)
    except (TypeError, KeyError, ValueError) as error:
        raise ScheduleUnreadable(f"Rule {place} of the retention schedule: {error}.") from None


def _terms(given: Sequence[Any]) -> tuple[Term, ...]:
    terms = []
    for one in given:
        if set(one) != {"years", "from"} or type(one["years"]) is not int or one["years"] < 1:
            raise ValueError("each of keep is such as {years: 6, from: record}")
        if one["from"] not in ("record", "closure", "birth"):
            raise ValueError(f"years count from record, closure or birth, not from {one['from']!r}")
        terms.append(Term(one["years"], one["from"]))
    if not terms:
        raise ValueError("keep says at least one term")
    return tuple(terms)
