"""Claims for some of the families, as a claims officer makes them; later knowledge speaks against some of these."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.claiming import steps
from api.claiming.places import return_of
from api.claiming.rechecking import mark_at_risk
from benchmarks.national.households import SCHEME
from domain.claims.rounds import Round
from domain.family import Source
from ledger.claimed import WriteHolds, held
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from ledger.together import RulesUsed, Together

ROUND = date(2018, 3, 31)
FAMILIES_AT_A_TIME = 1_000
_IN_ORDER = 'SELECT pseudonym FROM family ORDER BY family_id COLLATE "C" LIMIT %s'


def claim(ledger: Ledger, families: int, at_risk: int) -> int:
    """Of the first so many families; returns how many claims there are, reviewed, and with the sample drawn."""
    with ledger.transaction() as cursor:
        streams = [row[0] for row in cursor.execute(_IN_ORDER, (families,)).fetchall()]
    for place in range(0, families, FAMILIES_AT_A_TIME):
        _prepare(ledger, streams[place : place + FAMILIES_AT_A_TIME])
    made = return_of(ledger, SCHEME, ROUND)
    _turn(ledger, [UUID(line.family) for line in list(made.lines.values())[:at_risk]])
    mark_at_risk(ledger, "Claims officer")
    steps.review(ledger, SCHEME, ROUND, "Reviewer", "looked at")
    steps.draw_sample(ledger, SCHEME, ROUND, "a seed", "Internal audit")
    return len(made.lines)


def _prepare(ledger: Ledger, streams: list[UUID]) -> None:
    scheme, rules = rule_set(SCHEME), RulesUsed()
    rules.add(scheme.name, None)
    families = {id: one for id, one in ledger.families(streams).items() if scheme.name in one.attachments}
    with ledger.transaction() as cursor:
        holds = held(cursor, scheme.name)
    made = Round(
        return_of(ledger, scheme.name, ROUND), ROUND, scheme, ledger.authority(), ledger.position(), "Claims officer",
        holds)  # fmt: skip
    for family in families.values():
        made.prepare(family, families)
    changed = [family for family in families.values() if family.pending]
    ledger.save_in_bulk([*changed, made.of_round], Together(WriteHolds(made.holds), rules))


def _turn(ledger: Ledger, streams: list[UUID]) -> None:
    """Everything that was said of these families was of others."""
    families = ledger.families(streams)
    for family in families.values():
        for name in list(family.observations):
            family.withdraw(name, "it is of another family", Source("the school", "0" * 16, 2))
    ledger.save_in_bulk(list(families.values()))
