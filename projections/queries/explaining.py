"""Why one family is eligible or a result claimable, or not: the tree of reasons and the evidence under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from domain.authority import Authority
from domain.events.family import ObservationCorrected, Observed
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme, Source
from ledger.ledger import Ledger
from ledger.reading import Entry
from projections.errors import NotAttached
from projections.folding import unfoldable
from projections.queries.asking import (
    check_result,
    family_called,
    history_as_known,
    merged_with,
    not_known_yet,
    scheme_as_known,
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation: what it says, who said so and where it was read, and since when the ledger knows.

    `person` is a pseudonym; `extract` the digest of the file it came in, and `line` the line in it.
    """

    observation: str
    kind: str
    sentence: str
    person: str | None
    position: int
    recorded_at: datetime
    by: str
    extract: str | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`rules` is the digest of the rules, `cited` the documents that they name, `known` the position.

    `evidence` is what the reasons rely on, by observation.

    `merged_with` are family_ids of families found to be one with this, whose records are not part of it.
    For eligibility the first reason is that of the whole, followed by one for each criterion; for a result its own.
    """

    family_id: str
    family: UUID
    scheme: str
    rules: str
    cited: Mapping[str, Source]
    day: date
    known: int
    merged_with: tuple[str, ...]
    reasons: tuple[Reason, ...]
    evidence: Mapping[str, Evidence]


def explanation(
    ledger: Ledger, family_id: str, scheme: str, day: date, known: int | None = None, result: str | None = None
) -> Explanation:
    """Of the eligibility on the day, or of the `result`. Folded from the log, so never behind it.

    Raises `FamilyUnknown`, `UnknownScheme`, `ResultUnknown`, `NotAttached`.
    """
    stream, at = family_called(ledger, family_id), ledger.position() if known is None else known
    rules = scheme_as_known(ledger, scheme, at)
    entries = history_as_known(ledger, stream, at)
    if not entries:
        raise not_known_yet(family_id, known)
    family = Family(stream)
    authority = ledger.authority(at)
    with unfoldable(family):
        for entry in entries:
            family.apply(entry.event, entry.position)
        reasons = _reasons(family, family_id, authority, rules, day, result)
    merged = merged_with(ledger, family)
    return Explanation(
        family_id, stream, scheme, rules.digest, rules.sources, day, at, merged, reasons, _evidence(entries, reasons))


def _reasons(
    family: Family, family_id: str, authority: Authority, scheme: Scheme, on: date, result: str | None
) -> tuple[Reason, ...]:
    decided, day = standing(family, authority.terms.values(), scheme), on.toordinal()
    if result is None:
        return decided.eligibility_reason(day), *(decided.criterion_reason(name, day) for name in scheme.criteria)
    check_result(scheme, result)
    attachment = family.attachments.get(scheme.name)
    if attachment is None:
        raise NotAttached(
            f"Family {family_id!r} is not attached to {scheme.name} as known then, so it has no results."
            " Attach it, or ask for its eligibility.")
    return (decided.prospects(attachment).reason(result, day),)


def _evidence(entries: list[Entry], reasons: tuple[Reason, ...]) -> dict[str, Evidence]:
    relied: set[str] = set().union(*(reason.observations_relied_on() for reason in reasons))
    found = {}
    for position, recorded_at, event in entries:
        if isinstance(event, Observed | ObservationCorrected) and event.observation in relied:
            found[event.observation] = Evidence(
                event.observation, event.kind, event.sentence(), event.person, position, recorded_at,
                event.by, event.extract, event.line)  # fmt: skip
    return found
