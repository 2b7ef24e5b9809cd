"""The commands on claims over a log in memory: what the ledger does, without a database. All or nothing, as there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.authority import Authority
from domain.claims import commands, merging
from domain.claims.claim import Claim
from domain.claims.holding import Hold, Holds
from domain.claims.rechecking import judge, recheck
from domain.claims.returns import Return, return_stream
from domain.claims.rounds import Round
from domain.events import Event
from domain.family import Family
from domain.rules.scheme import Scheme
from ledger.rule_sets import rule_set
from tests.claims.builders import SCHEME

At = tuple[int, Event]


@dataclass
class Memory:
    """A log of positions and events, and what claims hold."""

    scheme: Scheme = field(default_factory=lambda: rule_set(SCHEME))
    log: list[At] = field(default_factory=list)
    held: set[Hold] = field(default_factory=set)

    # ---- the log ----------------------------------------------------------------------------------------------------

    def save(self, aggregates: Iterable[Family | Return | Authority], holds: Holds | None = None) -> None:
        """Checks first, so that what is refused leaves nothing behind."""
        held = holds.applied_to(self.held) if holds else self.held
        for aggregate in aggregates:
            for event in aggregate.collect_events():
                self.log.append((len(self.log) + 1, event))
        self.held = held

    def stream(self, stream: UUID) -> list[At]:
        return [at for at in self.log if at[1].originator_id == stream]

    @property
    def position(self) -> int:
        return len(self.log)

    def authority(self) -> Authority:
        found = Authority()
        for position, event in self.stream(found.id):
            found.apply(event, position)
        return found

    def family(self, family: UUID) -> Family:
        found = Family(family)
        for position, event in self.stream(family):
            found.apply(event, position)
        return found

    def families(self) -> dict[UUID, Family]:
        streams = dict.fromkeys(event.originator_id for _, event in self.log if event.topic == "family.attached.v1")
        return {stream: self.family(stream) for stream in streams}

    def return_of(self, day: date) -> Return:
        found = Return(return_stream(self.scheme.name, day))
        for position, event in self.stream(found.id):
            found.apply(event, position)
        return found

    def returns(self) -> list[Return]:
        opened = [event for _, event in self.log if event.topic == "return.opened.v1"]
        return [self.return_of(event.round_on) for event in opened]

    def claims(self) -> list[tuple[Family, Claim]]:
        return [(family, claim) for family in self.families().values() for claim in family.claims.values()]

    # ---- the commands -----------------------------------------------------------------------------------------------

    def prepare(self, day: date, by: str) -> Round:
        families = self.families()
        under_way = Round(self.return_of(day), day, self.scheme, self.authority(), self.position, by, self.held)
        under_way.add_fees(other for other in self.returns() if other.day != day)
        for family in families.values():
            under_way.prepare(family, families)
        self.save([*families.values(), under_way.of_round], under_way.holds)
        return under_way

    def review(self, day: date, by: str) -> None:
        self._step(day, lambda of_round, families: commands.review(of_round, families, by))

    def sample(self, day: date, seed: str, by: str) -> None:
        self._step(day, lambda of_round, families: commands.sample(of_round, families, self.scheme, seed, by))

    def sign(self, day: date, by: str) -> None:
        self._step(day, lambda of_round, families: commands.sign(of_round, families, by))

    def submit(self, day: date, by: str) -> None:
        self._step(day, lambda of_round, families: commands.submit(of_round, families, by))

    def audit(self, claim: str, passed: bool, by: str) -> None:
        ended = Holds(ended=[] if passed else [claim])
        self._step(self._day(claim), lambda of_round, families: commands.audit(
            of_round, families, self.scheme, claim, passed, "as found", by), ended)

    def pay(self, claim: str, by: str) -> None:
        self._step(self._day(claim), lambda of_round, families: commands.pay(of_round, families, claim, by))

    def reject(self, claim: str, by: str) -> None:
        self._ending(claim, commands.reject, by)

    def withdraw(self, claim: str, by: str) -> None:
        self._ending(claim, commands.withdraw, by)

    def repay(self, claim: str, by: str) -> None:
        self._ending(claim, commands.repay, by)

    def keep(self, claim: str, by: str) -> None:
        self._step(self._day(claim), lambda of_round, families: commands.keep(of_round, families, claim, "so", by))

    def merge(self, one: UUID, other: UUID, by: str) -> None:
        families = self.families()
        holds = merging.merge(families[one], families[other], families, "same people", by)
        self.save(families.values(), holds)

    def separate(self, one: UUID, other: UUID, by: str) -> None:
        families = self.families()
        holds = merging.separate(families[one], families[other], families, "a mistake", by)
        self.save(families.values(), holds)

    def learn(self, family: UUID, say: Callable[[Family], object]) -> None:
        """Something becomes known of a family; its standing claims are decided again."""
        found = self.family(family)
        say(found)
        self.save([found])
        self.mark_at_risk(family)

    def mark_at_risk(self, family: UUID) -> None:
        found, events = self.family(family), self.stream(family)
        authority = self.stream(Authority().id)
        for claim in list(found.claims.values()):
            if claim.stands:
                judge(recheck(events, authority, claim, self.scheme), found, "the recheck")
        self.save([found])

    def _ending(self, claim: str, command: Callable[..., object], by: str) -> None:
        self._step(self._day(claim), lambda of_round, families: command(of_round, families, claim, "so", by),
                   Holds(ended=[claim]))

    def _step(
        self, day: date, step: Callable[[Return, dict[UUID, Family]], object], holds: Holds | None = None
    ) -> None:
        of_round, families = self.return_of(day), self.families()
        step(of_round, families)
        self.save([*families.values(), of_round], holds)

    @staticmethod
    def _day(claim: str) -> date:
        digits = claim.split("-")[1]
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
