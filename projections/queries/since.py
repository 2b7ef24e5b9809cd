"""What was known then, of the tables as they stand: true of every family of which nothing was recorded between the two.

Only the others are folded from the log as they were known at the position, so it costs what came between, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg import Cursor

from domain.events import TOPICS
from domain.events.casework import CaseworkEvent
from ledger.ledger import Ledger
from projections.errors import NotProjected
from projections.queries.as_known import Question, Row, answers, folded_in_turn
from projections.queries.pages import WHOLE, moment

CHANGED_MAX = 20_000
"""Of so many it pays to fold everyone, by several processes."""
OF_CLAIMS = tuple(sorted(topic for topic in TOPICS if topic.startswith("family.claim-")))
"""They change no observation, attachment or member, and so nothing that rules decide."""
OF_CASEWORK = tuple(sorted(topic for topic, kind in TOPICS.items() if issubclass(kind, CaseworkEvent)))
OF_CLAIMS_AND_CASEWORK = (*OF_CLAIMS, *OF_CASEWORK)
ALL_BUT_OF_CLAIMS = tuple(sorted(topic for topic in TOPICS if topic not in OF_CLAIMS))
"""They change no claim as it was made, or stands."""
_OF_EVERYONE = ["authority.established.v1", "authority.term-set.v1", "authority.term-withdrawn.v1"]
_CHANGED = """
SELECT DISTINCT originator_id, starts_with(topic, 'authority.') FROM event
WHERE notification_id > %(earlier)s AND notification_id <= %(later)s
  AND (starts_with(topic, 'family.') OR topic = ANY(%(of_everyone)s)) AND topic <> ALL(%(silent)s)
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Since:
    """`tables` are true as known at the position but for the families `changed`.

    None where they do not help: there are none, or too much was recorded between the position and where they stand.
    """

    position: int
    tables: Cursor[Any] | None
    changed: list[UUID]


@contextmanager
def since(ledger: Ledger, known: int | None, silent: Sequence[str]) -> Iterator[Since]:
    """Events of the topics `silent` change nothing that is asked. `known` None is now: nothing has changed since."""
    with ExitStack() as opened:
        try:
            stand_at, tables = opened.enter_context(moment(ledger, None))
        except NotProjected:
            if known is None:
                raise
            stand_at, tables = known, None
        position = stand_at if known is None else known
        changed = None if tables is None else _changed(tables, position, stand_at, silent)
        yield Since(position, None, []) if changed is None else Since(position, tables, changed)


def _changed(tables: Cursor[Any], known: int, stand_at: int, silent: Sequence[str]) -> list[UUID] | None:
    """Of those that later events speak of than the earlier of the two knows. None where they are too many."""
    if known == stand_at:
        return []
    earlier, later = sorted((known, stand_at))
    values = {"earlier": earlier, "later": later, "silent": list(silent), "of_everyone": _OF_EVERYONE,
              "most": CHANGED_MAX}  # fmt: skip
    found = tables.execute(_CHANGED, values).fetchall()
    if len(found) == CHANGED_MAX or any(of_everyone for _, of_everyone in found):
        return None
    return sorted(family for family, _ in found)


def the_others(ledger: Ledger, held: Since, question: Question[Row]) -> Iterator[Row]:
    """Of the families of which the tables do not tell, each as it was known at the position."""
    if held.tables is None:
        return answers(ledger, held.position, WHOLE, question)
    return asked_of(ledger, held.changed, held.position, question) if held.changed else iter(())


def asked_of(
    ledger: Ledger, families: Sequence[UUID], known: int, question: Question[Row], first: str | None = None
) -> Iterator[Row]:
    """By family_id, from the family `first` on, each as it was known at the position; one that was not on record then

    has no rows.
    """
    answer = question.of(ledger)
    named = ledger.register.family_ids(families)
    in_order = sorted((named.get(family, str(family)), family) for family in families)
    in_order = [one for one in in_order if first is None or one[0] >= first]
    folded = folded_in_turn(ledger, [family for _, family in in_order], known)
    for (family_id, _), family in zip(in_order, folded, strict=True):
        if family.version:
            yield from answer(family_id, family)
