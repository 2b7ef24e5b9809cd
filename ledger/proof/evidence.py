"""What goes into an evidence pack for a family, for a claim, for a whole return."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from domain.claims.claim import Claim
from domain.rules.reading.schemes import canonical_of
from ledger import rule_library
from ledger.ledger import Ledger
from ledger.proof.checkpointing import last_checkpoint, seal
from ledger.proof.packs import Asked, pack
from ledger.rule_sets import SCHEMES, overlays, rule_set, texts_of


def family_evidence(ledger: Ledger, family: UUID, known: int | None = None) -> bytes:
    """Every event of one family up to a position, with the rules in force for the authority."""
    until = ledger.position() if known is None else known
    overlay = ledger.authority(until).overlay
    rules = {rule_set(scheme, overlay).digest: canonical_of(texts_of(scheme, overlay)) for scheme in SCHEMES}
    _seal_up_to(ledger, until)
    return pack(ledger, Asked({family: until}, rules=rules))


def claim_evidence(
    ledger: Ledger, claims: Mapping[UUID, Collection[str]], return_stream: UUID | None = None, known: int | None = None
) -> bytes:
    """Claims by the families they are made for, each with the family's events up to it, and no later ones.

    With `return_stream` it is the whole return: its own events are in the pack too, as `known`.
    """
    found = [
        (family.id, claim) for family in ledger.families(claims, known).values() for claim in family.claims.values()
        if claim.id in claims[family.id]
    ]  # fmt: skip
    until: dict[UUID, int] = {}
    for family_id, claim in found:
        until[family_id] = max(until.get(family_id, 0), claim.known_at)
    if return_stream is not None:
        until[return_stream] = ledger.history(return_stream, known)[-1].position
    _seal_up_to(ledger, max(until.values()))
    positions = [claim.known_at for _, claim in found]
    return pack(ledger, Asked(until, positions, _rules(ledger, [claim for _, claim in found]), return_stream))


def _rules(ledger: Ledger, claims: Iterable[Claim]) -> dict[str, bytes]:
    return {digest: rules_texts(ledger, digest) for digest in {str(claim.record["rules"]) for claim in claims}}


def rules_texts(ledger: Ledger, digest: str) -> bytes:
    """The texts of a rule set as they were used; of one that was never kept, those shipped, if they are the same."""
    try:
        return rule_library.texts_by_digest(ledger, digest)
    except rule_library.RuleSetUnknown:
        for scheme in SCHEMES:
            for overlay in (None, *overlays()):
                if rule_set(scheme, overlay).digest == digest:
                    return canonical_of(texts_of(scheme, overlay))
        raise


def _seal_up_to(ledger: Ledger, position: int) -> None:
    """So that there is a checkpoint to prove it by."""
    with ledger.transaction() as cursor:
        checkpoint = last_checkpoint(cursor)
    if checkpoint is None or checkpoint.position < position:
        seal(ledger)
