"""Deciding a claim again on later knowledge, and naming the fact that would change what it says.

A claim is decided under its own rules, those it was made under. It says something else when its verdict would differ,
or when a valid result would pay another sum. Which event did it is found by going through the history since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from domain.authority import AUTHORITY_STREAM, Authority
from domain.claims.claim import Claim
from domain.claims.judging import judged
from domain.claims.merging import BY_MERGING
from domain.claims.record import amount_of
from domain.events.claims import ClaimEvent, ClaimPutAtRisk, ClaimRiskEnded, pounds
from domain.events.event import Event
from domain.events.telling import sentences
from domain.family import Family
from domain.rules.deciding import Verdict, standing
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme

At = tuple[int, Event]
"""An event and its position in the log."""
Marked = Literal["at risk", "kept", "not rechecked yet"]
"""What is on record of a claim that would be decided otherwise: that it is at risk, that a person kept it in spite of
what speaks against it, or nothing, until the next recheck marks it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a claim comes to at one moment. `failing` are the clauses of its reasons that are not met, or not known."""

    verdict: Verdict
    amount_pence: int
    failing: frozenset[str]

    def says_the_same(self, other: Decided) -> bool:
        return self.verdict == other.verdict and (self.verdict != "valid" or self.amount_pence == other.amount_pence)


@dataclass(frozen=True, slots=True)
class Recheck:
    """A claim as it was decided, as it would be decided now, and the event that turned it, if one did."""

    claim: Claim
    then: Decided
    now: Decided
    fact: At | None
    said: str = "No later event did it: the program decides it differently."
    """What that event says."""

    @property
    def differs(self) -> bool:
        return not self.then.says_the_same(self.now)

    @property
    def verdict(self) -> Verdict:
        return self.now.verdict

    @property
    def marked(self) -> Marked:
        """Only for a claim that differs."""
        if self.claim.risk is not None:
            return "at risk"
        return "kept" if self.is_said_of(self.claim) else "not rechecked yet"

    def is_said_of(self, claim: Claim) -> bool:
        """Whether the difference is on record of the claim already, as its risk or as kept in spite of it."""
        risk, kept_at = claim.risk, claim.kept_at
        if self.fact is None:
            return risk is not None or kept_at is not None
        fact = self.fact[0]
        return (risk is not None and risk.fact == fact) or (kept_at is not None and fact <= kept_at)

    @property
    def why(self) -> str:
        if not self.differs:
            return "it is decided as it was then"
        if self.then.verdict == self.now.verdict:
            return f"{pounds(self.then.amount_pence)} then, {pounds(self.now.amount_pence)} now. {self.said}"
        return f"{self.then.verdict} then, {self.now.verdict} now. {self.said}"


def recheck(family: Sequence[At], authority: Sequence[At], claim: Claim, scheme: Scheme) -> Recheck:
    """Decides the claim on all the given events of its family and of the authority, each in order of positions.

    `scheme` are the rules that the claim was decided under. Only where the claim would say something else is the
    history gone through event by event, for the last one that turned it; where a person kept the claim as it is, for
    one since then by which more fails than did.
    """
    then = Decided(claim.record["verdict"], claim.amount_pence, frozenset())
    now = _decided(*_folded(family, authority, None), claim, scheme)
    if then.says_the_same(now):
        return Recheck(claim, then, now, None)
    history = _History(family, authority, claim, scheme)
    fact = history.turning_point(then)
    return Recheck(claim, then, now, None) if fact is None else Recheck(claim, then, now, fact, _said(fact, family))


def _said(fact: At, family: Sequence[At]) -> str:
    told = zip(family, sentences(event for _, event in family), strict=True)
    return next((sentence for (position, _), sentence in told if position == fact[0]), fact[1].sentence())


def judge(found: Recheck, family: Family, by: str) -> bool:
    """Puts the claim at risk, or ends its risk, as the recheck says; false where nothing changes.

    What a person decided to keep stays kept until something else speaks against it. A risk by merging is not ended
    here.
    """
    claim, risk = family.claims[found.claim.id], family.claims[found.claim.id].risk
    if not claim.stands or (risk is not None and risk.fact == BY_MERGING):
        return False
    if not found.differs:
        if risk is None:
            return False
        family.record(ClaimRiskEnded, by, claim=claim.id, known=family.position, why="later knowledge agrees with it")
        return True
    if found.is_said_of(claim):
        return False
    fact = found.fact[0] if found.fact else family.position
    family.record(ClaimPutAtRisk, by, claim=claim.id, known=family.position, verdict=found.verdict, fact=fact,
                  why=found.why)
    return True


class _History:
    """The events since a claim was decided, to be gone through one after the other."""

    def __init__(self, family: Sequence[At], authority: Sequence[At], claim: Claim, scheme: Scheme) -> None:
        self.claim, self.scheme = claim, scheme
        self.known = int(claim.record["known"])
        self.folded, self.terms = _folded(family, authority, self.known)
        self.later = sorted((at for at in (*family, *authority) if at[0] > self.known), key=lambda at: at[0])

    def turning_point(self, then: Decided) -> At | None:
        kept_at = self.claim.kept_at
        before = _decided(self.folded, self.terms, self.claim, self.scheme)
        turned: At | None = None
        for position, event in self.later:
            (self.terms if event.originator_id == AUTHORITY_STREAM else self.folded).apply(event, position)
            if isinstance(event, ClaimEvent):
                continue
            after = _decided(self.folded, self.terms, self.claim, self.scheme)
            turns = then.says_the_same(before) and not then.says_the_same(after)
            worse = kept_at is not None and position > kept_at and bool(after.failing - before.failing)
            if turns or worse:
                turned = position, event
            before = after
        return turned


def _folded(family: Iterable[At], authority: Iterable[At], known: int | None) -> tuple[Family, Authority]:
    events = list(family)
    folded, terms = Family(events[0][1].originator_id), Authority()
    for position, event in events:
        if known is None or position <= known:
            folded.apply(event, position)
    for position, event in authority:
        if known is None or position <= known:
            terms.apply(event, position)
    return folded, terms


def _decided(family: Family, authority: Authority, claim: Claim, scheme: Scheme) -> Decided:
    """On the day and under the rules of the claim; the sum as it was reached, beside the same earlier claims."""
    attachment = family.attachments.get(scheme.name)
    if attachment is None:
        return Decided("not-valid", 0, frozenset({"attachment"}))
    decided_on = date.fromisoformat(claim.record["decided_on"])
    day = decided_on.toordinal()
    prospects = standing(family, authority.terms.values(), scheme).prospects(attachment)
    verdict = judged(family, prospects, claim.result, day).verdict
    failing = frozenset(_failing(prospects.reason(claim.result, day)))
    reached = claim.record["amount"]
    amount = amount_of(prospects, claim.result, decided_on, reached["already_claimed_pence"], reached["funded"])
    return Decided(verdict, amount.amount_pence if verdict == "valid" else 0, failing)


def _failing(reason: Reason) -> Iterable[str]:
    """Each with what it rests on, so that another fact under the same clause counts as another failing."""
    if reason.answer in ("not met", "unknown"):
        yield f"{reason.clause} {reason.person or ''} {' '.join(reason.observations)}".strip()
        for part in reason.parts:
            yield from _failing(part)

