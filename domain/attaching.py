"""Whether a family may be attached to a scheme: only on a day on which what is known makes it eligible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from domain.authority import Term
from domain.family import Attachment, Family, Novelty, Source
from domain.rules.deciding import Standing, standing
from domain.rules.scheme import Scheme


class AttachmentRefused(Exception):
    """The family was not attached; the message says why, in words for whoever sent the row."""


def attach(
    family: Family, terms: Iterable[Term], scheme: Scheme, attachment: Attachment, source: Source
) -> Novelty:
    """Attaches the family, or amends what is on record of its attachment to this scheme.

    An attachment of the same day only has its other columns brought up to date. With `override_by` and
    `override_reason` the family need not be eligible; the override stays with the attachment. Raises
    AttachmentRefused. rules.md: 'A family is attached only on a day on which it is eligible'.
    """
    held = family.attachments.get(scheme.name)
    if held is not None and held.attached_on == attachment.attached_on and not attachment.override_by:
        attachment = replace(attachment, override_by=held.override_by, override_reason=held.override_reason)
        if replace(held, known_at=0) == replace(attachment, known_at=0):
            return "repeated"
    _check_dates(scheme, attachment)
    decided = standing(family, terms, scheme)
    day = attachment.attached_on.toordinal()
    criteria = decided.criteria_on(day)
    amends = held is not None and held.attached_on == attachment.attached_on
    if not (amends or attachment.override_by or day in decided.eligible):
        raise AttachmentRefused(
            f"the family was not eligible on {attachment.attached_on}, on what is known: it met"
            f" {', '.join(criteria) or 'no criterion'}{_unless(decided, day)};"
            " correct the day or the evidence, or have it overridden")
    return family.attach(attachment, criteria, scheme.digest, source)


def _unless(decided: Standing, day: int) -> str:
    """What evidence is lacking, without naming anyone: the row goes back to its supplier."""
    lacking = dict.fromkeys(re.sub(r"\{\w+\}", "a child", said) for said in decided.evidence_lacking(day))
    return f", and cannot be judged further without {', '.join(lacking)}" if lacking else ""


def _check_dates(scheme: Scheme, attachment: Attachment) -> None:
    if not scheme.attachments_from <= attachment.attached_on <= scheme.attachments_until:
        raise AttachmentRefused(
            f"families are attached to {scheme.name} from {scheme.attachments_from} to {scheme.attachments_until};"
            f" {attachment.attached_on} is not in that time")
    if attachment.override_by and not attachment.override_reason:
        raise AttachmentRefused("an override needs the reason that its decider gave")
