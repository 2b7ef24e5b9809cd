"""Preparing a round: every family whose verdict is valid on its day, and what was left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from api.claiming.places import attached_families, every_return, return_of, scheme_of, with_those_merged
from api.errors import OptionUnusable
from domain.authority import Authority
from domain.claims.claim import ClaimTaken
from domain.claims.judging import judged
from domain.claims.returns import Return
from domain.claims.rounds import Left, Round
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from ledger.claimed import WriteHolds, held
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken
from ledger.progress import Tell
from ledger.together import RulesUsed, Together

ATTEMPTS = 20
"""Whoever is second decides anew; of so many at one instant the last one still has its turn."""
FAMILIES_AT_ONCE = 500
"""So many families are held in memory while they are decided, beside those that the round claims for."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What preparing a round came to: the return as it now stands, the ids of the new claims, what was left out.

    `newly_valid` says of new claims that were refused before what made them valid.
    """

    of_round: Return
    claims: tuple[str, ...]
    left_out: tuple[Left, ...]
    position: int
    newly_valid: Mapping[str, str] = field(default_factory=dict)


def prepare_round(ledger: Ledger, scheme_name: str, round_on: date, by: str) -> Prepared:
    """Proposes and records the claims of a round, decided on its day and on all that is known now.

    Run again it adds what has become claimable since. Two at the same instant make each claim once: whoever is second
    decides anew. Raises ClaimRefused when the return is no longer open.
    """
    scheme = scheme_of(ledger, scheme_name)
    return once_more_if_overtaken(
        lambda: _prepare(ledger, scheme, round_on, by), ClaimTaken, attempts=ATTEMPTS)  # fmt: skip


def refuse_day_to_come(round_on: date, today: date) -> None:
    """A round is claimed on what happened up to its day. Raises `OptionUnusable`."""
    if round_on > today:
        raise OptionUnusable(f"{round_on} is still to come; a round is prepared from its day on.")


def proposed_round(
    ledger: Ledger, scheme_name: str, round_on: date, by: str, tell: Tell = lambda *told: None
) -> Prepared:
    """What preparing the round would come to now; nothing is recorded. Raises ClaimRefused as `prepare_round` does."""
    under_way, families, earlier = _decided(ledger, scheme_of(ledger, scheme_name), round_on, by, tell)
    newly_valid = _newly_valid(ledger, under_way, families, earlier)
    return Prepared(
        under_way.of_round, tuple(under_way.claims), tuple(under_way.left_out), under_way.known, newly_valid)


@dataclass(frozen=True, slots=True)
class Proposal:
    """`proposed_round`, for a process of its own. `position` is in the key of what is kept of it."""

    scheme: str
    round_on: date
    by: str
    position: int

    def __call__(self, ledger: Ledger, tell: Tell) -> Prepared:
        tell("reading the families attached", 0, 0)
        return proposed_round(ledger, self.scheme, self.round_on, self.by, tell)


def _prepare(ledger: Ledger, scheme: Scheme, round_on: date, by: str) -> Prepared:
    under_way, families, earlier = _decided(ledger, scheme, round_on, by)
    rules = RulesUsed()
    rules.add(scheme.name, under_way.authority.overlay)
    newly_valid = _newly_valid(ledger, under_way, families, earlier)
    left_out = [(str(left.family), left.result, left.reason) for left in under_way.left_out]
    ledger.keep_answer({"left_out": left_out, "newly_valid": newly_valid})
    ledger.save_in_bulk([*families.values(), under_way.of_round], Together(WriteHolds(under_way.holds), rules))
    return Prepared(
        under_way.of_round, tuple(under_way.claims), tuple(under_way.left_out), ledger.position(), newly_valid)


def _decided(
    ledger: Ledger, scheme: Scheme, round_on: date, by: str, tell: Tell = lambda *told: None
) -> tuple[Round, dict[UUID, Family], list[Return]]:  # fmt: skip
    """The round with its claims, the families that it claims for, and the scheme's earlier returns."""
    known = ledger.position()
    earlier = [other for other in every_return(ledger, scheme.name) if other.round_on != round_on]
    under_way = _round(ledger, scheme, round_on, known, by)
    under_way.add_fees(earlier)
    attached = attached_families(ledger)
    names = ledger.register.family_ids(attached)
    in_order = sorted(attached, key=lambda family: names.get(family, str(family)))
    claimed: dict[UUID, Family] = {}
    for first in range(0, len(in_order), FAMILIES_AT_ONCE):
        part = in_order[first : first + FAMILIES_AT_ONCE]
        held = with_those_merged(ledger, part, known)
        held |= {family: claimed[family] for family in held.keys() & claimed.keys()}
        merged = {family: one for family, one in held.items() if one.merged_with}
        for number, family in enumerate(part, first + 1):
            under_way.prepare(held[family], merged)
            tell("families decided", number, len(in_order))
        claimed |= {family: held[family] for family in part if held[family].pending}
    return under_way, claimed, earlier


def _round(ledger: Ledger, scheme: Scheme, round_on: date, known: int, by: str) -> Round:
    with ledger.transaction() as cursor:
        holds = held(cursor, scheme.name)
    of_round = return_of(ledger, scheme.name, round_on)
    return Round(of_round, round_on, scheme, ledger.authority(known), known, by, holds)


def _newly_valid(
    ledger: Ledger, prepared: Round, families: Mapping[UUID, Family], earlier: list[Return]
) -> dict[str, str]:
    """New claims that came to nothing before, or were not valid in the round before on what was known then."""
    found = {claim: f"{before} came to nothing, and what is known now makes it valid"
             for claim, before in prepared.again.items()}
    last = max((other for other in earlier if other.day < prepared.of_round.day), key=lambda other: other.day,
               default=None)
    if last is None:
        return found
    opened_at = ledger.history(last.id)[0].position
    claimed = [(claim, families[UUID(prepared.of_round.families[claim])]) for claim in prepared.claims]
    learned = [(claim, family) for claim, family in claimed if family.learned_at > opened_at and claim not in found]
    before = ledger.families({family.id for _, family in learned}, opened_at)
    terms_then, day = ledger.authority(opened_at), last.day.toordinal()
    for claim, family in learned:
        result = family.claims[claim].result
        then = _verdict(before[family.id], terms_then, prepared.scheme, result, day)
        now = _verdict(family, prepared.authority, prepared.scheme, result, day)
        if then not in (None, "valid") and now == "valid":
            found[claim] = f"{then} in the round of {last.day} on what was known then, and valid on what is known now"
    return found


def _verdict(family: Family, authority: Authority, scheme: Scheme, result: str, day: int) -> str | None:
    """None for a family that was not attached by then."""
    attachment = family.attachments.get(scheme.name)
    if attachment is None or attachment.attached_on.toordinal() > day:
        return None
    prospects = standing(family, authority.terms.values(), scheme).prospects(attachment)
    return judged(family, prospects, result, day).verdict
