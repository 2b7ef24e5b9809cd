"""All commands on claims, in any order, by any actors: what holds whatever they do.

Once over a log in memory, and a smaller number of times against PostgreSQL, where the tables, the CSV and the trails
have to say the same as the events.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import count
from typing import Any, Protocol
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from api.claiming import steps
from api.claiming.exporting import as_csv, return_rows
from api.claiming.places import every_claim, every_return
from api.claiming.preparing import prepare_round
from api.claiming.rechecking import mark_at_risk
from api.trails.trail import as_json, trail_of
from domain.claims.claim import Claim, ClaimRefused
from domain.claims.holding import FUNDED, MAIN, PERSON, Hold, found_to_be_one
from domain.claims.returns import Return
from domain.family import Family
from ledger.claimed import held
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from projections.queries.claim_pages import claims as listed
from projections.queries.claimed_rounds import rounds_claimed
from projections.runner import catch_up
from tests.claims import builders
from tests.claims.builders import ROUNDS, SCHEME, authority, incident, says, takes_back
from tests.claims.memory import Memory

FAMILIES = 4
TARGET = 3
LODGER = "lodgerlodgerlodg"
ACTORS = ("Ann", "Bea", "Cy", "Dee", "ann ")

LEARNED: dict[str, Callable[[Family, int], object]] = {
    "an incident": lambda of, number: incident(of, date(2013, 7, 1) + timedelta(days=number % 200), number),
    "a later start of work": lambda of, number: says(
        of, "work", "employment", sorted(of.stays)[0][0], starts_on=str(date(2013, 1, 2) + timedelta(number * 11))),
    "an order withdrawn": lambda of, number: takes_back(of, "order"),
    "an order again": lambda of, number: says(
        of, "order", "asb", sorted(of.stays)[0][0], category="abc", starts_on="2012-03-01",
        ends_on=str(date(2012, 12, 1) + timedelta(days=number))),
    "nothing that matters": lambda of, number: says(of, f"note {number}", "needs", None, need="debt",
                                                    starts_on="2013-02-01"),
}


class Desk(Protocol):
    """Where the commands are given: a log in memory, or a ledger."""

    def prepare(self, day: date, by: str) -> object: ...
    def review(self, day: date, by: str) -> object: ...
    def sample(self, day: date, seed: str, by: str) -> object: ...
    def sign(self, day: date, by: str) -> object: ...
    def submit(self, day: date, by: str) -> object: ...
    def audit(self, claim: str, passed: bool, by: str) -> object: ...
    def pay(self, claim: str, by: str) -> object: ...
    def reject(self, claim: str, by: str) -> object: ...
    def withdraw(self, claim: str, by: str) -> object: ...
    def repay(self, claim: str, by: str) -> object: ...
    def keep(self, claim: str, by: str) -> object: ...
    def merge(self, one: UUID, other: UUID, by: str) -> object: ...
    def separate(self, one: UUID, other: UUID, by: str) -> object: ...
    def learn(self, family: UUID, say: Callable[[Family], object]) -> object: ...
    def claims(self) -> list[tuple[Family, Claim]]: ...
    def returns(self) -> list[Return]: ...
    def families(self) -> dict[UUID, Family]: ...
    def trace(self) -> object: ...


class InMemory(Memory):
    def trace(self) -> object:
        return len(self.log), frozenset(self.held)


class InLedger:
    """The same commands as officers give them, on a real ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def prepare(self, day: date, by: str) -> object:
        return prepare_round(self.ledger, SCHEME, day, by)

    def review(self, day: date, by: str) -> object:
        return steps.review(self.ledger, SCHEME, day, by)

    def sample(self, day: date, seed: str, by: str) -> object:
        return steps.draw_sample(self.ledger, SCHEME, day, seed, by)

    def sign(self, day: date, by: str) -> object:
        return steps.sign(self.ledger, SCHEME, day, by)

    def submit(self, day: date, by: str) -> object:
        return steps.submit(self.ledger, SCHEME, day, by)

    def audit(self, claim: str, passed: bool, by: str) -> object:
        return steps.audit(self.ledger, claim, passed, "as found", by)

    def pay(self, claim: str, by: str) -> object:
        return steps.pay(self.ledger, claim, by)

    def reject(self, claim: str, by: str) -> object:
        return steps.reject(self.ledger, claim, "so", by)

    def withdraw(self, claim: str, by: str) -> object:
        return steps.withdraw(self.ledger, claim, "so", by)

    def repay(self, claim: str, by: str) -> object:
        return steps.repay(self.ledger, claim, "so", by)

    def keep(self, claim: str, by: str) -> object:
        return steps.keep(self.ledger, claim, "so", by)

    def merge(self, one: UUID, other: UUID, by: str) -> object:
        return steps.merge(self.ledger, str(one), str(other), "so", by)

    def separate(self, one: UUID, other: UUID, by: str) -> object:
        return steps.separate(self.ledger, str(one), str(other), "so", by)

    def learn(self, family: UUID, say: Callable[[Family], object]) -> object:
        found = self.ledger.family(family)
        say(found)
        self.ledger.save(found)
        return mark_at_risk(self.ledger, "the recheck")

    def claims(self) -> list[tuple[Family, Claim]]:
        return every_claim(self.ledger)

    def returns(self) -> list[Return]:
        return every_return(self.ledger)

    def families(self) -> dict[UUID, Family]:
        return {family.id: family for family in self.ledger.every_family()}

    @property
    def held(self) -> set[Hold]:
        with self.ledger.transaction() as cursor:
            return set(held(cursor, SCHEME))

    def trace(self) -> object:
        return self.ledger.event_count(), frozenset(self.held)


class Claiming(RuleBasedStateMachine):
    """Families 1 and 2 share a lodger; three of four places are funded for half of what is asked."""

    desk: Any
    numbers: Iterator[int]

    def desk_for(self, families: list[Family]) -> Desk:
        raise NotImplementedError

    @initialize()
    def open(self) -> None:
        self.numbers = count()
        self.ids = [builders.family(number).id for number in range(1, FAMILIES + 1)]
        self.desk = self.desk_for(
            [builders.family(number, lodger=LODGER if number <= 2 else None) for number in range(1, FAMILIES + 1)])
        self.refused: Counter[str] = Counter()

    @contextmanager
    def refusing(self) -> Iterator[None]:
        before = self.desk.trace()
        try:
            yield
        except ClaimRefused as refused:
            assert str(refused)
            assert self.desk.trace() == before, f"refused, and left a trace: {refused}"

    def ids_of_claims(self) -> list[str]:
        return sorted(claim.id for _, claim in self.desk.claims())

    # ---- commands ---------------------------------------------------------------------------------------------------

    @rule(day=st.sampled_from(ROUNDS), by=st.sampled_from(ACTORS[:2]))
    def prepare(self, day: date, by: str) -> None:
        with self.refusing():
            self.desk.prepare(day, by)

    @rule(day=st.sampled_from(ROUNDS), by=st.sampled_from(ACTORS), step=st.sampled_from(("review", "sign", "submit")))
    def step(self, day: date, by: str, step: str) -> None:
        with self.refusing():
            getattr(self.desk, step)(day, by)

    @rule(day=st.sampled_from(ROUNDS), by=st.sampled_from(ACTORS), seed=st.sampled_from(("one", "two")))
    def sample(self, day: date, by: str, seed: str) -> None:
        with self.refusing():
            self.desk.sample(day, seed, by)

    @rule(data=st.data(), by=st.sampled_from(ACTORS), passed=st.booleans())
    def audit(self, data: st.DataObject, by: str, passed: bool) -> None:
        waiting = [claim for of_round in self.desk.returns() for claim in of_round.unaudited] or self.ids_of_claims()
        if waiting:
            with self.refusing():
                self.desk.audit(data.draw(st.sampled_from(waiting)), passed, by)

    @rule(data=st.data(), by=st.sampled_from(ACTORS),
          command=st.sampled_from(("pay", "pay", "reject", "withdraw", "repay", "keep")))
    def decide(self, data: st.DataObject, by: str, command: str) -> None:
        if claims := self.ids_of_claims():
            with self.refusing():
                getattr(self.desk, command)(data.draw(st.sampled_from(claims)), by)

    @rule(day=st.sampled_from(ROUNDS))
    def bring_to_the_end(self, day: date) -> None:
        """The way that a return goes in good order, from wherever it is."""
        with self.refusing():
            self.desk.review(day, "Bea")
        with self.refusing():
            self.desk.sample(day, "one", "Cy")
        for of_round in self.desk.returns():
            for claim in of_round.unaudited if of_round.day == day else ():
                with self.refusing():
                    self.desk.audit(claim, True, "Cy")
        for step in ("sign", "submit"):
            with self.refusing():
                getattr(self.desk, step)(day, "Dee")

    @rule(by=st.sampled_from(ACTORS))
    def pay_everything(self, by: str) -> None:
        for of_round in self.desk.returns():
            for line in list(of_round.lines.values()) if of_round.stage == "submitted" else ():
                with self.refusing():
                    self.desk.pay(line.claim, by)

    @precondition(lambda self: self.ids)
    @rule(one=st.integers(0, FAMILIES - 1), other=st.integers(0, FAMILIES - 1), by=st.sampled_from(ACTORS),
          command=st.sampled_from(("merge", "separate")))
    def join(self, one: int, other: int, by: str, command: str) -> None:
        with self.refusing():
            getattr(self.desk, command)(self.ids[one], self.ids[other], by)

    @rule(of=st.integers(0, FAMILIES - 1), what=st.sampled_from(sorted(LEARNED)))
    def learn(self, of: int, what: str) -> None:
        number = next(self.numbers)
        self.desk.learn(self.ids[of], lambda family: LEARNED[what](family, number))

    # ---- what holds -------------------------------------------------------------------------------------------------

    @invariant()
    def paid_is_at_most_what_was_signed_and_that_what_was_claimable(self) -> None:
        for of_round in self.desk.returns():
            if of_round.signed_pence is None:
                assert of_round.paid_pence == 0
                continue
            assert of_round.repaid_pence <= of_round.paid_pence <= of_round.signed_pence
            assert of_round.submitted_pence is None or of_round.submitted_pence <= of_round.signed_pence
        for _, claim in self.desk.claims():
            amount = claim.record["amount"]
            assert claim.record["verdict"] == "valid"
            assert 0 <= claim.amount_pence <= min(amount["rate_pence"], amount["cap_pence"])

    @invariant()
    def no_family_and_no_person_is_paid_twice(self) -> None:
        families = self.desk.families()
        merged_with = {id: family.merged_with for id, family in families.items()}
        for family in families.values():
            standing = [claim for claim in family.claims.values() if claim.stands]
            assert sum(claim.main for claim in standing) <= 1
            assert len({claim.result for claim in standing}) == len(standing)
            if standing:
                assert sum(claim.amount_pence for claim in standing) <= standing[0].record["amount"]["cap_pence"]
        counted: dict[str, UUID] = {}
        for family, claim in self.desk.claims():
            for person in claim.record["members"] if claim.stands else ():
                other = counted.setdefault(person, family.id)
                assert other in found_to_be_one(family.id, merged_with) or not self._always_two(other, family.id)

    def _always_two(self, one: UUID, other: UUID) -> bool:
        """Families that were one when the second was claimed for may count a person both, and be told apart later."""
        return not any(UUID(event.other) == other for event in self._merges(one))

    def _merges(self, family: UUID) -> list[Any]:
        raise NotImplementedError

    @invariant()
    def funded_places_are_no_more_than_there_are(self) -> None:
        places = {hold.subject for hold in self.desk.held if hold.kind == FUNDED}
        assert len(places) <= TARGET * 5 // 6

    @invariant()
    def what_is_held_follows_from_the_standing_claims(self) -> None:
        standing = {claim.id: (family, claim) for family, claim in self.desk.claims() if claim.stands}
        assert {hold.claim for hold in self.desk.held} <= standing.keys()
        own = {(hold.claim, hold.kind, hold.subject) for hold in self.desk.held}
        for id, (family, claim) in standing.items():
            assert (id, MAIN if claim.main else claim.result, str(family.id)) in own
            assert {(id, PERSON, person) for person in claim.record["members"]} <= own

    @invariant()
    def lines_and_claims_say_the_same(self) -> None:
        claims = {claim.id: claim for _, claim in self.desk.claims()}
        stages = {"prepared": "open", "reviewed": "reviewed"}
        for of_round in self.desk.returns():
            assert of_round.total_pence == of_round.fees_pence + sum(
                claims[id].amount_pence for id in of_round.lines)
            assert of_round.paid_pence - of_round.repaid_pence == sum(
                claims[id].paid_pence for id in of_round.families)
            for id in of_round.lines:
                status = claims[id].status
                assert stages.get(status, of_round.stage) == of_round.stage or status == "reviewed"
                assert (status == "paid") <= (of_round.lines[id].accepted is True)
            audited = [id for id in of_round.sample if id in of_round.lines]
            if of_round.stage == "sampled":
                assert 10 * len(audited) >= len(of_round.lines)

    @invariant()
    def four_eyes(self) -> None:
        for of_round in self.desk.returns():
            hands = {who.strip().casefold() for who in of_round.preparers}
            if of_round.reviewer:
                assert of_round.reviewer.strip().casefold() not in hands
            if of_round.signatory:
                assert of_round.signatory.strip().casefold() not in hands | {
                    (of_round.reviewer or "").strip().casefold()}


class ClaimingInMemory(Claiming):
    def desk_for(self, families: list[Family]) -> Desk:
        desk = InMemory()
        desk.save([authority(TARGET), *families])
        return desk

    def _merges(self, family: UUID) -> list[Any]:
        return [event for _, event in self.desk.stream(family) if event.topic == "family.merged.v1"]


ClaimingInMemory.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
TestInMemory = ClaimingInMemory.TestCase


_ledgers = count(1)


def test_in_any_order_against_postgresql(database: Any) -> None:
    class ClaimingInLedger(Claiming):
        def desk_for(self, families: list[Family]) -> Desk:
            ledger = create_ledger(database, f"anyorder{next(_ledgers)}", "tests", "A Council", TARGET)
            registration = Registration()
            for found in families:
                registration.family(str(found.id), found.id)
                for person, _ in found.stays:
                    registration.person(Person(person, person))
                    registration.membership(person, found.id)
            known = ledger.authority()
            for term in authority().terms.values():
                known.set_term(term, "tests")
            ledger.save(known, *families, register=registration)
            return InLedger(ledger)

        def _merges(self, family: UUID) -> list[Any]:
            return [entry.event for entry in self.desk.ledger.history(family)
                    if entry.event.topic == "family.merged.v1"]

        def teardown(self) -> None:
            if hasattr(self, "desk"):
                everything_says_the_same(self.desk)

    run_state_machine_as_test(ClaimingInLedger, settings=settings(
        max_examples=6, stateful_step_count=20, suppress_health_check=list(HealthCheck)))


def everything_says_the_same(desk: InLedger) -> None:
    """Events, tables, CSV and trails come to the same sums."""
    ledger = desk.ledger
    catch_up(ledger)
    claims = {claim.id: claim for _, claim in desk.claims()}
    rows = {row.claim: (row.status, row.amount_pence, row.paid_pence, row.risk is not None) for row in listed(ledger)}
    assert rows == {
        id: (claim.status, claim.amount_pence, claim.paid_pence, claim.risk is not None)
        for id, claim in claims.items()}
    rounds = {row.round_on: row for row in rounds_claimed(ledger)}
    for of_round in desk.returns():
        written = list(csv.DictReader(io.StringIO(as_csv(return_rows(ledger, SCHEME, of_round.day)))))
        lines = [row for row in written if row["what"] == "claim"]
        assert sum(pence(row["amount"]) for row in lines) + of_round.fees_pence == of_round.total_pence
        assert sum(pence(row["paid"]) for row in lines) == of_round.paid_pence - of_round.repaid_pence
        if of_round.families:
            assert rounds[of_round.day].paid_pence == of_round.paid_pence - of_round.repaid_pence
    for id, claim in claims.items():
        said = as_json(trail_of(ledger, id, "tests"))
        assert said["record"]["amount"]["amount_pence"] == claim.amount_pence
        assert said["status"] == claim.status


def pence(pounds: str) -> int:
    whole, _, rest = pounds.partition(".")
    return int(whole) * 100 + int(rest)


@pytest.mark.parametrize("column", ["by", "view"])
def test_who_looked_stays_on_record(ledger: Ledger, column: str) -> None:
    from ledger.access import note_access

    note_access(ledger, "someone", UUID(int=1), "trail")
    for statement in (f"UPDATE access_log SET {column} = 'another'", "DELETE FROM access_log",
                      "TRUNCATE access_log"):
        with pytest.raises(Exception, match="who looked stays on record"), ledger.transaction() as cursor:
            cursor.execute(statement)
