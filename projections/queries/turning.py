"""What changed between two moments of knowledge: the verdicts that differ on a day, and the entries between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from domain.dates import Day
from domain.days import Days
from domain.events.casework import CaseworkEvent
from domain.rules.outcome import Answer, Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.progress import Tell
from projections.errors import FamilyUnknown
from projections.queries.asking import rows_of, scheme_as_known
from projections.queries.stories import Said, Story, story_of
from projections.queries.timelines import Happening, timeline


@dataclass(frozen=True, slots=True)
class Turn:
    """A clause that says something else now. `gained` are days on which it now holds and then did not, `lost` those

    on which it held then and does not any more. The answers are those on the day asked about.
    """

    clause: str
    label: str
    then: Answer | None
    now: Answer | None
    gained: Days
    lost: Days

    @property
    def on_the_day(self) -> bool:
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Turned:
    """`between` are the entries recorded after the earlier moment that answers may rest on: no claims, and no work."""

    turns: list[Turn]
    between: list[Happening]


def turned(ledger: Ledger, family_id: str, family: UUID, scheme: Scheme, day: Day, then: int, now: int) -> Turned:
    """Raises `FamilyUnknown` where it is not on record at the later moment."""
    later = story_of(ledger, family_id, family, scheme, now)
    try:
        earlier = story_of(ledger, family_id, family, scheme, then)
    except FamilyUnknown:
        earlier = None
    between = [one for one in timeline(later.entries) if one.entry.position > then and _may_decide(one)]
    return Turned(list(turns(earlier, later, day)), between)


def _may_decide(one: Happening) -> bool:
    return one.part != "claims" and not isinstance(one.event, CaseworkEvent)


def turns(earlier: Story | None, later: Story, day: Day) -> Iterator[Turn]:
    """Between two stories of one family: the clauses that say something else on any day."""
    before = {said.clause: said for said in _said(earlier)} if earlier is not None else {}
    after = {said.clause: said for said in _said(later)}
    for clause in dict.fromkeys((*after, *before)):
        mine, theirs = before.get(clause), after.get(clause)
        then, now = (said.outcome if said else Outcome() for said in (mine, theirs))
        if (then.met, then.unknown, then.irrelevant) != (now.met, now.unknown, now.irrelevant):
            named = theirs or mine
            assert named is not None
            yield Turn(clause, named.label, then.on(day) if mine else None, now.on(day) if theirs else None,
                       now.met - then.met, then.met - now.met)  # fmt: skip


def _said(story: Story) -> list[Said]:
    return [story.eligibility, *story.criteria, *story.results]


# ---- of a whole ledger -------------------------------------------------------------------------------------------


class Touched(NamedTuple):
    """`entries` is how many were recorded of the family in between."""

    family: UUID
    family_id: str
    entries: int


_TOUCHED = """
SELECT originator_id, coalesce(family_id, originator_id::text) COLLATE "C" AS named, entries
FROM (SELECT originator_id, count(*) AS entries FROM event
      WHERE notification_id > %(then)s AND notification_id <= %(now)s AND starts_with(topic, 'family.')
        AND NOT starts_with(topic, 'family.claim-') GROUP BY originator_id) AS touched
LEFT JOIN family ON pseudonym = originator_id
WHERE coalesce(family_id, originator_id::text) COLLATE "C" > %(after)s
  AND (%(only)s::uuid[] IS NULL OR originator_id = ANY(%(only)s))
ORDER BY named LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class TurnedFamilies:
    """Those whose verdicts on the day differ between two moments, in order of family_id; for a process of its own.

    `erased` is how many people are erased: that alone changes what can be read of then.
    """

    scheme: str
    day: Day
    then: int
    now: int
    only: tuple[UUID, ...] | None
    erased: int

    def __call__(self, ledger: Ledger, tell: Tell) -> list[Touched]:
        rules = scheme_as_known(ledger, self.scheme, self.now)
        looked_at, found = touched(ledger, self.then, self.now, "", None, self.only), list[Touched]()
        for number, one in enumerate(looked_at, 1):
            tell("families compared", number, len(looked_at))
            both = turned(ledger, one.family_id, one.family, rules, self.day, self.then, self.now)
            if any(turn.on_the_day for turn in both.turns):
                found.append(one)
        return found


def touched(
    ledger: Ledger, then: int, now: int, after: str, limit: int | None, only: Sequence[UUID] | None = None
) -> list[Touched]:
    """Families of which something other than claims' own entries was recorded in between, in order of family_id."""
    values = {"then": then, "now": now, "after": after, "limit": limit, "only": None if only is None else list(only)}
    return [Touched(*row) for row in rows_of(ledger, _TOUCHED, values)]
