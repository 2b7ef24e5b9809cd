"""Agencies' records of people who were found to be nobody of ours: how long they may be kept, and which are to go.

Nobody works with these people, so no closure is waited for. The register is no history: this is asked of now alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledger.ledger import Ledger
from ledger.retention.due import years_after
from ledger.retention.rules import UNLINKED, Rule, Schedule


@dataclass(frozen=True, slots=True)
class UnlinkedRecord:
    """`facts` is how much the agency has said of the person; `due_on` None where it cannot be said."""

    pseudonym: str
    facts: int
    due_on: date | None
    source: str

    def is_due(self, at: date) -> bool:
        return self.due_on is not None and self.due_on <= at


def unlinked_records(
    ledger: Ledger, schedule: Schedule, at: date, after: str | None = None, most: int | None = None
) -> list[UnlinkedRecord]:  # fmt: skip
    """In the order of their pseudonyms, `after` one of them; by the rule in force on the day `at`."""
    rule = schedule.rule_for(UNLINKED, at)
    source = rule.source if rule else "no rule is in force"
    return [UnlinkedRecord(pseudonym, facts, _due_on(rule, last_sent_on) if rule else None, source)
            for pseudonym, last_sent_on, facts in ledger.agencies.unlinked(after, most)]  # fmt: skip


def _due_on(rule: Rule, last_sent_on: date) -> date | None:
    """By the rule for every other kind, closure does not count, and a birth is not looked up: that keeps the record."""
    terms = [term for term in rule.keep if term.counted_from != "closure"]
    if any(term.counted_from == "birth" for term in terms):
        return None
    return max((years_after(last_sent_on, term.years) for term in terms), default=None)
