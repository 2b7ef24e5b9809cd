"""The Authority aggregate: whose ledger this is, and its calendar of school terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from domain.aggregate import Aggregate
from domain.events import authority as events
from domain.events.event import Event
from domain.events.money import MoneyEvent
from domain.events.planning import PlanEvent
from domain.family import Novelty
from domain.matching.likeness import Thresholds
from domain.money.record import Money
from domain.planning.record import Plan

AUTHORITY_STREAM = uuid5(UUID("8d5a7a5e-5f0c-4e8f-9d9b-6c1f1f5d2b10"), "authority")
"""The one stream of its kind in every ledger."""


@dataclass(frozen=True, slots=True)
class Term:
    """A school term, both days included; it is completed on its last day."""

    term_id: str
    school_year: str
    starts_on: date
    ends_on: date


@dataclass(slots=True)
class Authority(Aggregate):
    id: UUID = AUTHORITY_STREAM
    version: int = 0
    position: int = 0
    ledger: str = ""
    name: str = ""
    target: int | None = None
    overlay: str | None = None
    terms: dict[str, Term] = field(default_factory=dict)
    agreed: dict[tuple[str, str], int] = field(default_factory=dict)
    """Families agreed with the government, by scheme and financial year."""
    matching: dict[date, Thresholds] = field(default_factory=dict)
    """From which day on, which weights link two records and which are shown to a person."""
    money: Money = field(default_factory=Money)
    plan: Plan = field(default_factory=Plan)
    unit_costs: list[dict[str, Any]] = field(default_factory=list)
    """As supplied last: see domain/savings/costs.py."""
    pending: list[Event] = field(default_factory=list)

    def establish(self, ledger: str, name: str, target: int | None, overlay: str | None, by: str) -> None:
        self.record(events.AuthorityEstablished, by, ledger=ledger, name=name, target=target, overlay=overlay)

    def set_term(self, term: Term, by: str) -> Novelty:
        held = self.terms.get(term.term_id)
        if held == term:
            return "repeated"
        self.record(events.TermSet, by, term_id=term.term_id, school_year=term.school_year,
                    starts_on=term.starts_on, ends_on=term.ends_on)
        return "recorded" if held is None else "corrected"

    def withdraw_term(self, term_id: str, by: str) -> Novelty:
        if term_id not in self.terms:
            return "repeated"
        self.record(events.TermWithdrawn, by, term_id=term_id)
        return "corrected"

    def agree_families(self, scheme: str, year: str, families: int, by: str) -> Novelty:
        held = self.agreed.get((scheme, year))
        if held == families:
            return "repeated"
        self.record(events.FamiliesAgreed, by, scheme=scheme, year=year, families=families)
        return "recorded" if held is None else "corrected"

    def set_matching(self, from_on: date, thresholds: Thresholds, by: str) -> Novelty:
        held = self.matching.get(from_on)
        if held == thresholds:
            return "repeated"
        self.record(events.MatchingSet, by, from_on=from_on, link_above_centibits=thresholds.link_above_centibits,
                    ask_above_centibits=thresholds.ask_above_centibits)
        return "recorded" if held is None else "corrected"

    def supply_unit_costs(self, digest: str, costs: list[dict[str, Any]], by: str) -> Novelty:
        if costs == self.unit_costs:
            return "repeated"
        novelty: Novelty = "corrected" if self.unit_costs else "recorded"
        self.record(events.UnitCostsSupplied, by, digest=digest, costs=costs)
        return novelty

    def matching_on(self, day: date) -> Thresholds | None:
        """What was set last for that day; None where nothing was set, and a person is asked about all."""
        in_force = [from_on for from_on in self.matching if from_on <= day]
        return self.matching[max(in_force)] if in_force else None

    def apply(self, event: Event, position: int) -> None:
        self.version = event.originator_version
        self.position = position
        match event:
            case events.AuthorityEstablished():
                self.ledger, self.name = event.ledger, event.name
                self.target, self.overlay = event.target, event.overlay
            case events.TermSet():
                self.terms[event.term_id] = Term(event.term_id, event.school_year, event.starts_on, event.ends_on)
            case events.TermWithdrawn():
                self.terms.pop(event.term_id, None)
            case events.FamiliesAgreed():
                self.agreed[event.scheme, event.year] = event.families
            case events.MatchingSet():
                self.matching[event.from_on] = Thresholds(event.link_above_centibits, event.ask_above_centibits)
            case events.UnitCostsSupplied():
                self.unit_costs = event.costs
            case MoneyEvent():
                self.money.apply(event)
            case PlanEvent():
                self.plan.apply(event, position)
