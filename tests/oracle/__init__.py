"""The oracle: rules.md read naively, one family and one day at a time, to judge the ledger's own reading by.

It shares no code and no idea with the packages under test: no sets of days, no sweeps, no tables. READINGS.md lists
the places where rules.md leaves a choice and what was chosen here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import ModuleType

from . import supporting_families_2022, troubled_families_2012, troubled_families_2015
from .pack import Attachment, Pack, parse_attachment, read_pack, write_pack

__all__ = ["SCHEMES", "Pack", "accepted_attachments", "claimable", "eligibility", "read_pack", "write_pack"]

SCHEMES: dict[str, ModuleType] = {
    module.SCHEME: module for module in (troubled_families_2012, troubled_families_2015, supporting_families_2022)
}


def eligibility(pack: Pack, scheme: str, day: date) -> list[tuple[str, str, str]]:
    """(family_id, yes or no, 'a;b') for every family on record."""
    rules = SCHEMES[scheme]
    return [
        (family, "yes" if rules.eligible(family, pack, day) else "no", ";".join(rules.criteria(family, pack, day)))
        for family in sorted(pack.families())
    ]


def claimable(pack: Pack, scheme: str, day: date) -> list[tuple[str, str, str, int, dict[str, str]]]:
    """(family_id, result, verdict, pounds, measures) of every kind of result of every family attached by the day."""
    rules = SCHEMES[scheme]
    return [
        (family, result, *rules.verdict(family, pack, result, day, attachment=attachment))
        for family, attachment in sorted(accepted_attachments(pack, scheme).items())
        if attachment.attached_on <= day
        for result in rules.RESULTS
    ]


def accepted_attachments(pack: Pack, scheme: str) -> dict[str, Attachment]:
    """Load by load, the rows that intake takes: within the scheme's dates, of a family eligible on attached_on
    on what was known once that load was in. A later row of the day attached before only updates the other columns."""
    accepted: dict[str, Attachment] = {}
    known: Pack | None = None
    for load in pack.loads:
        known = load if known is None else load.after(known)
        for row in load.current("attachments"):
            sent = parse_attachment(row)
            before = accepted.get(sent.family_id)
            is_update = before is not None and before.attached_on == sent.attached_on
            if row["scheme"] == scheme and (is_update or _is_taken(known, SCHEMES[scheme], sent)):
                accepted[sent.family_id] = sent
    return accepted


def _is_taken(known: Pack, rules: ModuleType, attachment: Attachment) -> bool:
    is_eligible: Callable[[str, Pack, date], bool] = rules.eligible
    if not rules.ATTACHED_FROM <= attachment.attached_on <= rules.ATTACHED_TO:
        return False
    return attachment.family_id in known.families() and is_eligible(attachment.family_id, known, attachment.attached_on)
