"""Attaching one family by hand."""

from __future__ import annotations

from datetime import date

from api.errors import Refused
from domain.attaching import AttachmentRefused, attach
from domain.family import Attachment, Novelty, Source
from ledger.ledger import Ledger
from ledger.rule_sets import rule_set
from ledger.together import RulesUsed
from projections.queries.asking import family_called


def attach_family(
    ledger: Ledger,
    family_id: str,
    scheme: str,
    attached_on: date,
    by: str,
    lead_worker: str | None = None,
    override_by: str | None = None,
    override_reason: str | None = None,
) -> Novelty:
    """Raises `FamilyUnknown`, `UnknownScheme`, `Refused` when it is not eligible, `ConflictingWrite`."""
    authority = ledger.authority()
    rules = rule_set(scheme, authority.overlay)
    family = ledger.family(family_called(ledger, family_id))
    attachment = Attachment(
        scheme, attached_on, lead_worker, override_by=override_by, override_reason=override_reason)  # fmt: skip
    try:
        novelty = attach(family, authority.terms.values(), rules, attachment, Source(by))
    except AttachmentRefused as refused:
        raise Refused(f"Family {family_id!r} was not attached: {refused}.") from None
    used = RulesUsed()
    used.add(scheme, authority.overlay)
    ledger.save(family, register=used if family.pending else None)
    return novelty
