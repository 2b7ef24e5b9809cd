"""Everything that a claim's trail is made of, read once: its return, its family's history, and who is who."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from api.claiming.places import return_with, with_those_merged
from api.claiming.rechecking import fact_at
from api.wording.naming import Names
from domain.authority import AUTHORITY_STREAM
from domain.claims.claim import Claim
from domain.claims.commands import no_claim
from domain.claims.holding import found_to_be_one
from domain.claims.rechecking import Recheck
from domain.claims.rechecking import recheck as decide_again
from domain.claims.returns import Return, return_stream
from domain.events.claims import ClaimEvent
from domain.events.event import Event
from domain.events.family import MemberCorrected, MemberJoined, ObservationCorrected, Observed
from domain.family import Family
from domain.rules.scheme import Scheme
from ledger.extracts import EXTRACT_LENGTH
from ledger.ledger import Ledger
from ledger.reading import Entry
from ledger.rule_library import by_digest

Json = Mapping[str, Any]


class Told(NamedTuple):
    """An event that answers a question: when it became known, by whom it was recorded, and where it was read."""

    position: int
    recorded_at: str
    by: str
    sentence: str
    source: str | None = None


class Related(NamedTuple):
    """Another claim that might be the same; `is_same` where it is of one family with this, or counts a person of it."""

    family_id: str
    claim: Claim
    is_same: bool


@dataclass(frozen=True, slots=True)
class Material:
    """`entries` are all events of the family up to the moment asked about; `related` all claims that might be the same.

    `rules` are those that the claim was decided under.
    """

    claim: Claim
    family: Family
    family_id: str
    of_round: Return
    rules: Scheme
    entries: Sequence[Entry]
    of_return: Sequence[Entry]
    related: Sequence[Related]
    recheck: Recheck
    risk_fact: Entry | None
    names: Names
    files: Mapping[str, str]

    @property
    def record(self) -> Json:
        return self.claim.record

    @property
    def prepared(self) -> Entry:
        return next(entry for entry in self.entries if entry.position == self.claim.known_at)

    def told(self, entries: Iterable[Entry]) -> tuple[Told, ...]:
        return tuple(self._told(entry) for entry in sorted(entries, key=lambda entry: entry.position))

    def of_claim(self, *kinds: type[ClaimEvent]) -> list[Entry]:
        """The events of this claim, or those of the kinds given."""
        return [entry for entry in self.entries if isinstance(entry.event, kinds or ClaimEvent)
                and entry.event.claim == self.claim.id]

    def observed(self, reasons: Iterable[Json]) -> list[Entry]:
        """The events of the observations that the reasons rest on."""
        wanted = {observation for reason in reasons for part in parts_of(reason)
                  for observation in part.get("observations", ())}
        return [entry for entry in self.entries
                if isinstance(entry.event, Observed | ObservationCorrected) and entry.event.observation in wanted]

    def stays_counted(self) -> list[Entry]:
        """Of each person counted in the claim, every event about being a member up to the claim."""
        members = set(self.record["members"])
        return [entry for entry in self.entries if getattr(entry.event, "person", None) in members
                and entry.event.topic.startswith("family.member-") and entry.position <= self.prepared.position]

    def person(self, pseudonym: str) -> str:
        return self.names.person(pseudonym)

    def _told(self, entry: Entry) -> Told:
        event = entry.event
        return Told(entry.position, in_utc(entry.recorded_at), event.by, self.names.text(event.sentence()),
                    self._source(event))

    def _source(self, event: Event) -> str | None:
        extract, line = getattr(event, "extract", None), getattr(event, "line", None)
        if extract is None:
            return None
        digest = extract[:EXTRACT_LENGTH]
        return f"{self.files.get(digest, 'an extract')} line {line}, extract {digest}"


def gather(ledger: Ledger, claim_id: str, known: int | None = None) -> Material:
    """Raises ClaimRefused where there is no such claim (by then)."""
    family_id = return_with(ledger, claim_id).families[claim_id]
    stream = UUID(family_id)
    entries = ledger.history(stream, known)
    family = Family(stream)
    for entry in entries:
        family.apply(entry.event, entry.position)
    claim = family.claims.get(claim_id)
    if claim is None:
        raise no_claim(claim_id)
    of_return = ledger.history(return_stream(claim.scheme, claim.round_on), known)
    of_round = Return(return_stream(claim.scheme, claim.round_on))
    for entry in of_return:
        of_round.apply(entry.event, entry.position)
    rules = by_digest(ledger, claim.record["rules"])
    authority = ledger.history(AUTHORITY_STREAM, known)
    again = decide_again([(e.position, e.event) for e in entries], [(e.position, e.event) for e in authority], claim,
                         rules)
    return Material(
        claim, family, ledger.register.family_ids([stream]).get(stream, str(stream)), of_round, rules, entries,
        of_return, _related(ledger, family, claim, known), again, _fact(ledger, family, claim, again),
        _names(ledger, entries, claim), ledger.extracts.files())


def parts_of(reason: Json) -> Iterator[Json]:
    """The reason itself and all below it, as they stand."""
    yield reason
    for part in reason.get("parts", ()):
        yield from parts_of(part)


def in_utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _fact(ledger: Ledger, family: Family, claim: Claim, again: Recheck) -> Entry | None:
    if claim.risk is not None:
        return fact_at(ledger, family.id, claim.risk.fact)
    return fact_at(ledger, family.id, again.fact[0]) if again.fact else None


def _related(ledger: Ledger, family: Family, claim: Claim, known: int | None) -> list[Related]:
    """Every other claim of the family, of those it is one with, and of families with a person counted in this one."""
    one = found_to_be_one(family.id, {
        id: other.merged_with for id, other in with_those_merged(ledger, [family.id], known).items()})
    members = set(claim.record["members"])
    sharing = {other for found in ledger.register.families_of(members).values() for other in found}
    families = ledger.families(one | sharing, known)
    names = ledger.register.family_ids(families)
    found = [Related(names.get(id, str(id)), held, id in one or bool(members & set(held.record["members"])))
             for id, other in families.items() for held in other.claims.values() if held.id != claim.id]
    return sorted(found, key=lambda related: related.claim.id)


def _names(ledger: Ledger, entries: Sequence[Entry], claim: Claim) -> Names:
    people = {entry.event.person for entry in entries
              if isinstance(entry.event, MemberJoined | MemberCorrected | Observed | ObservationCorrected)
              and entry.event.person}
    texts = [entry.event.sentence() for entry in entries]
    return Names(ledger.register, texts=texts, people=people | set(claim.record["members"]))
