"""Finding returns and the families of their claims, as the log has them now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from uuid import UUID

from domain.claims.claim import Claim
from domain.claims.commands import no_claim
from domain.claims.returns import Return, initials_of, return_stream
from domain.family import Family
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.reading import Entry
from ledger.rule_sets import SCHEMES, rule_set


def scheme_of(ledger: Ledger, name: str) -> Scheme:
    """The rules in force for this authority, its local plan laid over them."""
    return rule_set(name, ledger.authority().overlay)


class AsAsked(Mapping[UUID, Family]):
    """Families of the ledger, read as they are asked for; `changed` are those with something to be recorded."""

    def __init__(self, ledger: Ledger, at_once: Iterable[UUID] = ()) -> None:
        self._ledger = ledger
        self._read = ledger.families(at_once)

    def __getitem__(self, family: UUID) -> Family:
        if family not in self._read:
            self._read[family] = self._ledger.family(family)
        return self._read[family]

    def __iter__(self) -> Iterator[UUID]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    @property
    def changed(self) -> list[Family]:
        return [family for family in self._read.values() if family.pending]


def return_of(ledger: Ledger, scheme: str, round_on: date, known: int | None = None) -> Return:
    """The return as it stands, or stood; one that was never opened (by then) has version 0."""
    return return_and_history(ledger, scheme, round_on, known)[0]


def return_and_history(
    ledger: Ledger, scheme: str, round_on: date, known: int | None = None
) -> tuple[Return, list[Entry]]:
    """`return_of`, and all that was recorded of it."""
    found = Return(return_stream(scheme, round_on))
    history = ledger.history(found.id, known)
    for entry in history:
        found.apply(entry.event, entry.position)
    return found, history


def claim_called(ledger: Ledger, claim_id: str, known: int | None = None) -> tuple[Return, Family, Claim]:
    """The claim with its family and return, found by its id. Raises ClaimUnknown when there is none."""
    of_round = return_with(ledger, claim_id, known)
    family = ledger.family(UUID(of_round.families[claim_id]), known)
    return of_round, family, family.claims[claim_id]


def return_with(ledger: Ledger, claim_id: str, known: int | None = None) -> Return:
    """A claim's id names its scheme and round: `TF2012-20130731-0001`. Raises ClaimUnknown when there is none."""
    initials, _, numbered = claim_id.partition("-")
    scheme = next((name for name in SCHEMES if initials_of(name) == initials), None)
    try:
        round_on = datetime.strptime(numbered.partition("-")[0], "%Y%m%d").date()
    except ValueError:
        raise no_claim(claim_id) from None
    if scheme is None or claim_id not in (of_round := return_of(ledger, scheme, round_on, known)).families:
        raise no_claim(claim_id)
    return of_round


def every_return(ledger: Ledger, scheme: str | None = None, known: int | None = None) -> list[Return]:
    """All returns that were ever opened (by then), or those of one scheme, by scheme and round."""
    return sorted(each_return(ledger, scheme, known), key=lambda of_round: (of_round.scheme, of_round.day))


def each_return(ledger: Ledger, scheme: str | None = None, known: int | None = None) -> Iterator[Return]:
    """As `every_return`, one in memory after the other, in no order."""
    for stream in streams_with(ledger, "return.opened.v1"):
        of_round = Return(stream)
        for entry in ledger.history(stream, known):
            of_round.apply(entry.event, entry.position)
        if of_round.version and scheme in (None, of_round.scheme):
            yield of_round


def every_claim(ledger: Ledger, known: int | None = None) -> list[tuple[Family, Claim]]:
    """All claims ever made (by then), in the order of their ids."""
    families = ledger.families(families_with_claims(ledger), known)
    found = [(family, claim) for family in families.values() for claim in family.claims.values()]
    return sorted(found, key=lambda pair: pair[1].id)


def families_with_claims(ledger: Ledger) -> list[UUID]:
    return streams_with(ledger, "family.claim-prepared.v1")


def attached_families(ledger: Ledger) -> list[UUID]:
    """Every family that was ever attached to any scheme."""
    return streams_with(ledger, "family.attached.v1")


def with_those_merged(ledger: Ledger, families: Iterable[UUID], known: int | None = None) -> dict[UUID, Family]:
    """The families, and all that are on record as one with any of them."""
    found: dict[UUID, Family] = {}
    wanted = set(families)
    while wanted:
        found |= ledger.families(wanted, known)
        wanted = {other for family in found.values() for other in family.merged_with} - found.keys()
    return found


def streams_with(ledger: Ledger, topic: str) -> list[UUID]:
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT DISTINCT originator_id FROM event WHERE topic = %s", (topic,)).fetchall()
    return sorted(row[0] for row in rows)
