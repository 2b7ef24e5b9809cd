"""Attaching one family by hand, ending an attachment, and taking back one that should not have been."""

from __future__ import annotations

from dataclasses import replace
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
    attachment = Attachment(
        scheme, attached_on, lead_worker, override_by=override_by, override_reason=override_reason)  # fmt: skip
    return _attach(ledger, family_id, attachment, by)


def end_attachment(ledger: Ledger, family_id: str, scheme: str, closed_on: date, by: str) -> Novelty:
    """`closed_on` is the last day of the work. Raises `FamilyUnknown`, `Refused` where there is nothing to end."""
    held = _held(ledger, family_id, scheme)
    if closed_on < held.attached_on:
        raise Refused(f"Family {family_id!r} was attached on {held.attached_on}: the work cannot have ended before.")
    return _attach(ledger, family_id, replace(held, closed_on=closed_on, known_at=0), by)


def withdraw_attachment(ledger: Ledger, family_id: str, scheme: str, reason: str, by: str) -> Novelty:
    """The family was never rightly attached. Raises `FamilyUnknown`, `Refused` where there is nothing to withdraw."""
    _held(ledger, family_id, scheme)
    family = ledger.family(family_called(ledger, family_id))
    novelty = family.withdraw_attachment(scheme, reason, Source(by))
    ledger.save(family)
    return novelty


def _held(ledger: Ledger, family_id: str, scheme: str) -> Attachment:
    held = ledger.family(family_called(ledger, family_id)).attachments.get(scheme)
    if held is None:
        raise Refused(f"Family {family_id!r} is not attached to {scheme}.")
    return held


def _attach(ledger: Ledger, family_id: str, attachment: Attachment, by: str) -> Novelty:
    authority, scheme = ledger.authority(), attachment.scheme
    rules = rule_set(scheme, authority.overlay)
    family = ledger.family(family_called(ledger, family_id))
    try:
        novelty = attach(family, authority.terms.values(), rules, attachment, Source(by))
    except AttachmentRefused as refused:
        raise Refused(f"Family {family_id!r} was not attached: {refused}.") from None
    used = RulesUsed()
    used.add(scheme, authority.overlay)
    ledger.save(family, register=used if family.pending else None)
    return novelty
