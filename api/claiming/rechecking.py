"""Honest ever after: standing claims decided again on later knowledge, and marked at risk where it speaks against them.

`recheck` only asks; `mark_at_risk` records. A claim whose evidence was erased is left as it was decided, never decided
again as if the evidence were absent. After a load only the claims of families that changed since the last time
are decided again, or all of them when the calendar of terms changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Cursor

from api.claiming.places import families_with_claims
from domain.authority import AUTHORITY_STREAM
from domain.claims.claim import Claim
from domain.claims.merging import BY_MERGING
from domain.claims.rechecking import Marked, judge
from domain.claims.rechecking import Recheck as DecidedAgain
from domain.claims.rechecking import recheck as decide_again
from domain.events.claims import FamilyMerged
from domain.family import Family
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken
from ledger.progress import Tell
from ledger.reading import Entry
from ledger.rule_library import by_digest
from projections.queries.claims import ClaimListed

FAMILIES_AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Rechecked:
    """A claim decided again. `fact` is the recorded event that turned it, if one did."""

    family: Family
    found: DecidedAgain
    fact: Entry | None

    @property
    def claim(self) -> Claim:
        return self.found.claim


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A claim that is at risk now. `fact` is the event that did it: when it became known, by whom, from which file."""

    family: Family
    claim: Claim
    verdict: str
    why: str
    fact: Entry | None


class Differing(NamedTuple):
    """A standing claim that would be decided otherwise; `fact` is the position of what turned it, if something did.

    `why` names people by pseudonyms in braces.
    """

    claim: str
    family: UUID
    status: str
    amount_pence: int
    why: str
    fact: int | None
    known_since: datetime | None
    marked: Marked


@dataclass(frozen=True, slots=True)
class Recheck:
    """Every standing claim of a scheme decided again, made by `known`; for a process of its own.

    Gives how many they are, and those that differ, in order.
    """

    scheme: str
    known: int

    def __call__(self, ledger: Ledger, tell: Tell) -> tuple[int, list[Differing]]:
        families, decided, done = families_with_claims(ledger), 0, 0
        differing: list[Differing] = []
        for chunk, found in _chunks(ledger, families, self.known):
            of_scheme = [one for one in found if one.claim.scheme == self.scheme]
            decided, done = decided + len(of_scheme), done + len(chunk)
            differing += [_differing(one) for one in of_scheme if one.found.differs]
            tell("families decided again", done, len(families))
        return decided, sorted(differing)


def _differing(one: Rechecked) -> Differing:
    claim, fact = one.claim, one.fact
    return Differing(
        claim.id, one.family.id, claim.status, claim.amount_pence, one.found.why, fact.position if fact else None,
        fact.recorded_at if fact else None, one.found.marked)  # fmt: skip


def recheck(ledger: Ledger, known: int | None = None) -> list[Rechecked]:
    """Every standing claim (made by then), decided on what was known at `known`, by default on all there is."""
    found = (one for _, chunk in _chunks(ledger, families_with_claims(ledger), known) for one in chunk)
    return sorted(found, key=lambda one: one.claim.id)


def mark_at_risk(ledger: Ledger, by: str, *, everything: bool = False) -> list[Rechecked]:
    """Records what later knowledge says of standing claims; returns those whose risk was put or ended by it.

    Only of families that changed since it was last done, unless `everything` is to be decided again.
    """
    return once_more_if_overtaken(lambda: _mark(ledger, by, everything))


def claims_at_risk(ledger: Ledger, known: int | None = None) -> list[AtRisk]:
    """Standing claims that are at risk, in the order of their ids."""
    families = ledger.families(families_with_claims(ledger), known)
    found = [at_risk(ledger, family, claim) for family in families.values() for claim in family.claims.values()
             if claim.stands and claim.risk]
    return sorted(found, key=lambda one: one.claim.id)


def kept_in_spite(ledger: Ledger, known: int | None = None) -> list[Rechecked]:
    """Standing claims that would be decided otherwise, and that a person decided to keep, in the order of their ids."""
    families = ledger.families(families_with_claims(ledger), known)
    asked = [id for id, family in families.items() if any(claim.kept_at for claim in family.claims.values())]
    found = (one for _, chunk in _chunks(ledger, asked, known) for one in chunk)
    return sorted((one for one in found if one.found.differs and one.found.marked == "kept"),
                  key=lambda one: one.claim.id)


def at_risk_of(ledger: Ledger, listed: Sequence[ClaimListed], known: int | None = None) -> list[AtRisk]:
    """Of claims listed as at risk, in their order."""
    streams = ledger.register.families({row.family_id for row in listed})
    families = ledger.families(streams.values(), known)
    return [at_risk(ledger, family, family.claims[row.claim]) for row in listed
            for family in [families[streams[row.family_id]]]]


def at_risk(ledger: Ledger, family: Family, claim: Claim) -> AtRisk:
    """Only for a claim that is at risk."""
    assert claim.risk is not None
    fact = fact_at(ledger, family.id, claim.risk.fact)
    return AtRisk(family, claim, claim.risk.verdict, claim.risk.why, fact)


def fact_at(ledger: Ledger, family: UUID, position: int) -> Entry | None:
    """The event at a position, of the family or of the authority; of a merging, the last one."""
    if position == BY_MERGING:
        return next((one for one in reversed(ledger.history(family)) if isinstance(one.event, FamilyMerged)), None)
    found = ledger.reader.page(position - 1, position, 1)
    return next((one for one in found if one.event.originator_id in (family, AUTHORITY_STREAM)), None)


def _mark(ledger: Ledger, by: str, everything: bool) -> list[Rechecked]:
    """The position is read before the families, so that what comes in meanwhile is looked at the next time."""
    position = ledger.position()
    changed: list[Rechecked] = []
    for families, found in _chunks(ledger, _to_recheck(ledger, everything)):
        turned = [one for one in found if judge(one.found, one.family, by)]
        if turned:
            ledger.save_in_bulk([family for family in families if family.pending])
        changed += turned
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE rechecked SET position = %s WHERE position < %s", (position, position))
    return sorted(changed, key=lambda one: one.claim.id)


def _to_recheck(ledger: Ledger, everything: bool) -> list[UUID]:
    claimed = families_with_claims(ledger)
    if everything:
        return claimed
    with ledger.transaction() as cursor:
        changed = _changed_since(cursor)
    return claimed if AUTHORITY_STREAM in changed else [family for family in claimed if family in changed]


def _changed_since(cursor: Cursor[Any]) -> set[UUID]:
    """Streams with an event since the last time that is not about a claim alone."""
    rows = cursor.execute(
        "SELECT DISTINCT originator_id FROM event, rechecked WHERE notification_id > rechecked.position"
        " AND NOT starts_with(topic, 'family.claim-') AND NOT starts_with(topic, 'return.')").fetchall()
    return {row[0] for row in rows}


def _chunks(
    ledger: Ledger, families: Iterable[UUID], known: int | None = None
) -> Iterator[tuple[list[Family], list[Rechecked]]]:
    """Families a few at a time, with their standing claims decided again, each under its own rules."""
    rules = cache(partial(by_digest, ledger))
    authority = ledger.history(AUTHORITY_STREAM, known)
    waiting = iter(families)
    while chunk := list(islice(waiting, FAMILIES_AT_A_TIME)):
        entries: dict[UUID, list[Entry]] = defaultdict(list)
        for entry in ledger.reader.streams(chunk, known):
            entries[entry.event.originator_id].append(entry)
        folded = {stream: _folded(stream, events) for stream, events in entries.items()}
        yield list(folded.values()), [
            _decided(folded[stream], claim, rules(claim.record["rules"]), events, authority)
            for stream, events in entries.items() if not folded[stream].erased
            for claim in folded[stream].claims.values() if claim.stands]


def _folded(stream: UUID, entries: Sequence[Entry]) -> Family:
    family = Family(stream)
    for entry in entries:
        family.apply(entry.event, entry.position)
    return family


def _decided(
    family: Family, claim: Claim, scheme: Scheme, entries: Sequence[Entry], authority: Sequence[Entry]
) -> Rechecked:
    found = decide_again(
        [(entry.position, entry.event) for entry in entries], [(entry.position, entry.event) for entry in authority],
        claim, scheme)
    at = found.fact[0] if found.fact else None
    return Rechecked(family, found, next((e for e in (*entries, *authority) if e.position == at), None))
