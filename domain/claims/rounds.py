"""Preparing a whole round: family by family, with the places funded and the people counted kept in view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from domain.authority import Authority
from domain.claims import commands
from domain.claims.claim import ClaimRefused
from domain.claims.holding import FUNDED, MAIN, PERSON, Hold, Holds, found_to_be_one
from domain.claims.lines import Fee
from domain.claims.preparing import LeftOut, Proposal, propose
from domain.claims.returns import Return
from domain.dates import financial_year
from domain.family import Family
from domain.rules.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Left:
    """A result of a family that was not claimed although it is valid or on hold; `family` is its pseudonym."""

    family: UUID
    result: str
    reason: str


@dataclass(slots=True)
class Round:
    """A round under way: opens the return, or raises ClaimRefused where it has gone on.

    `held` is what standing claims of the scheme hold; `known` the position decided on.
    """

    of_round: Return
    round_on: date
    scheme: Scheme
    authority: Authority
    known: int
    by: str
    held: Iterable[Hold]
    holds: Holds = field(default_factory=Holds)
    claims: list[str] = field(default_factory=list)
    left_out: list[Left] = field(default_factory=list)
    again: dict[str, str] = field(default_factory=dict)
    """Of the new claims, those whose result was claimed before to no end, and by which claim."""
    funded: set[str] = field(default_factory=set)
    people: dict[str, UUID] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse_unless_round(self.scheme, self.round_on)
        self.of_round.open(self.scheme.name, self.round_on, self.by)
        of_scheme = [hold for hold in self.held if hold.scheme == self.scheme.name]
        self.funded = {hold.subject for hold in of_scheme if hold.kind == FUNDED}
        self.people = {hold.subject: hold.family for hold in of_scheme if hold.kind == PERSON}
        if (most := self._families_funded()) is not None:
            self.holds.funded_most[self.scheme.name] = most

    def add_fees(self, earlier: Iterable[Return]) -> None:
        """The attachment fees of every year agreed up to this round and not yet on a return of the scheme."""
        billed = {year for other in earlier for year in other.fees}
        for (scheme, year), families in sorted(self.authority.agreed.items()):
            if scheme != self.scheme.name or year in billed or year > financial_year(self._day):
                continue
            fee_pence = self.scheme.payments.attachment_fee_pence(date(int(year[:4]), 4, 1))
            self.of_round.add_fee(Fee(year, families, fee_pence, families * fee_pence), self.by)

    def prepare(self, family: Family, families: Mapping[UUID, Family]) -> None:
        """Adds the family's claims to it and to the return. `families` are those it may have been merged with."""
        one = found_to_be_one(family.id, {id: other.merged_with for id, other in families.items()})
        self.holds.one_with[family.id] = one
        proposals, left_out = propose(
            family, self.authority, self.scheme, self.of_round.day, self.known, funded=self._is_funded(one),
            claimed_by_one=[claim for other in sorted(one - {family.id}) if other in families
                            for claim in families[other].claims_anywhere])
        self._leave_out(family, left_out)
        if any(self.people.get(person, family.id) not in one for proposal in proposals for person in proposal.people):
            self._leave_out(family, [
                LeftOut(proposal.result.kind, "a member is counted in another family's claim: never twice")
                for proposal in proposals])
            return
        for proposal in proposals:
            self._claim(family, proposal, one)

    def _claim(self, family: Family, proposal: Proposal, one: frozenset[UUID]) -> None:
        claim_id = commands.prepare(family, self.of_round, self.scheme, proposal, self.by)
        self.claims.append(claim_id)
        if proposal.again:
            self.again[claim_id] = proposal.again
        kind = MAIN if proposal.result.main else proposal.result.kind
        taken = [(kind, str(each)) for each in sorted(one)] + [(PERSON, person) for person in proposal.people]
        if proposal.amount_pence:
            place = next((str(each) for each in sorted(one) if str(each) in self.funded), str(family.id))
            self.funded.add(place)
            taken.append((FUNDED, place))
        self.people |= dict.fromkeys(proposal.people, family.id)
        self.holds.taken += [Hold(self.scheme.name, kind, subject, family.id, claim_id) for kind, subject in taken]

    def _is_funded(self, one: frozenset[UUID]) -> bool:
        most = self.holds.funded_most.get(self.scheme.name)
        return most is None or any(str(each) in self.funded for each in one) or len(self.funded) < most

    def _families_funded(self) -> int | None:
        if self.scheme.payments.funded_share is None or self.authority.target is None:
            return None
        return self.scheme.payments.families_funded(self.authority.target, self._day)

    @property
    def _day(self) -> int:
        return self.of_round.day.toordinal()

    def _leave_out(self, family: Family, left_out: Iterable[LeftOut]) -> None:
        self.left_out.extend(Left(family.id, left.result, left.reason) for left in left_out)


def refuse_unless_round(scheme: Scheme, round_on: date) -> None:
    """A scheme with rounds of its own has no others."""
    if scheme.rounds and round_on not in scheme.rounds:
        days = ", ".join(map(str, scheme.rounds))
        raise ClaimRefused(f"{round_on} is no claim round of {scheme.name}; its rounds are {days}")
