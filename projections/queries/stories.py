"""One family's whole story as known at one moment: its record, its entries, and what each clause says on every day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from domain.authority import Authority
from domain.claims.claim import Claim
from domain.dates import Day
from domain.family import Attachment, Family
from domain.rules.deciding import Prospects, Standing, Verdict, standing
from domain.rules.outcome import Outcome
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.reading import Entry
from projections.folding import unfoldable
from projections.queries.asking import history_as_known, not_known_yet


@dataclass(frozen=True, slots=True)
class Said:
    """What one clause says on every day. `label` is in the scheme's words."""

    clause: str
    label: str
    outcome: Outcome


@dataclass(frozen=True)
class Story:
    """`known` is the position that all of it is true as of."""

    family: Family
    entries: list[Entry]
    authority: Authority
    scheme: Scheme
    known: int

    @cached_property
    def standing(self) -> Standing:
        with unfoldable(self.family):
            return standing(self.family, self.authority.terms.values(), self.scheme)

    @property
    def attachment(self) -> Attachment | None:
        return self.family.attachments.get(self.scheme.name)

    @cached_property
    def prospects(self) -> Prospects | None:
        return None if self.attachment is None else self.standing.prospects(self.attachment)

    @property
    def eligibility(self) -> Said:
        clause = self.scheme.eligibility
        return Said("eligibility", clause.label, clause.outcome(self.standing.case))

    @property
    def criteria(self) -> list[Said]:
        return [Said(name, clause.label, clause.outcome(self.standing.case))
                for name, clause in self.scheme.criteria.items()]  # fmt: skip

    @property
    def results(self) -> list[Said]:
        """None for a family that is not attached."""
        prospects = self.prospects
        if prospects is None:
            return []
        return [Said(kind, result.label, prospects.outcome(kind)) for kind, result in self.scheme.results.items()]

    @property
    def claims(self) -> list[Claim]:
        """Those under this scheme, in the order of their rounds."""
        held = (claim for claim in self.family.claims.values() if claim.scheme == self.scheme.name)
        return sorted(held, key=lambda claim: (claim.round_on, claim.id))

    def verdict(self, result: str, day: Day) -> Verdict | None:
        """None before the attachment."""
        attachment, prospects = self.attachment, self.prospects
        if attachment is None or prospects is None or attachment.attached_on.toordinal() > day:
            return None
        return prospects.verdict(result, day)


def story_of(ledger: Ledger, family_id: str, family: UUID, scheme: Scheme, known: int | None = None) -> Story:
    """Folded from the log, so never behind it. Raises `FamilyUnknown` where nothing was on record of it yet."""
    at = ledger.position() if known is None else known
    entries = history_as_known(ledger, family, at)
    if not entries:
        raise not_known_yet(family_id, known)
    record = Family(family)
    with unfoldable(record):
        for entry in entries:
            record.apply(entry.event, entry.position)
    return Story(record, entries, ledger.authority(at), scheme, at)
