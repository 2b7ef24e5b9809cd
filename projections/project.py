"""The projections themselves: what the tables say of one family, as a pure function of its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from domain.family import Attachment, Family
from domain.rules.calendar import Calendar
from domain.rules.case import Case, case_in
from domain.rules.scheme import Scheme
from projections.casework import casework_rows
from projections.claims import claim_rows
from projections.multiranges import EMPTY, multirange
from projections.reported import Named, clauses_of_attached, clauses_of_everyone
from projections.rows import Attached, Decision, FamilyRows, Standing


def project(family: Family, calendar: Calendar, schemes: Iterable[Scheme]) -> FamilyRows:
    """The same family, school terms and schemes always give the same rows, in the same order."""
    return FamilyRows(
        standing_row(family),
        [attached_row(family, attachment) for attachment in family.attachments.values()],
        list(_decisions(family, calendar, schemes)),
        claim_rows(family),
        casework_rows(family),
    )  # fmt: skip


def standing_row(family: Family) -> Standing:
    members = len({person for person, _ in family.stays})
    return Standing(family.id, family.version, family.position, members, len(family.observations))


def attached_row(family: Family, attachment: Attachment) -> Attached:
    return Attached(
        family.id, attachment.scheme, attachment.attached_on, attachment.lead_worker, attachment.assessed_on,
        attachment.planned_on, attachment.closed_on, attachment.override_by, attachment.override_reason,
        attachment.known_at,
    )  # fmt: skip


def _decisions(family: Family, calendar: Calendar, schemes: Iterable[Scheme]) -> Iterator[Decision]:
    facts = case_in(calendar, family)
    for scheme in schemes:
        case = replace(facts, decided={})
        yield from _rows(family, scheme, case, clauses_of_everyone(scheme))
        attachment = family.attachments.get(scheme.name)
        if attachment is not None:
            yield from _rows(family, scheme, case.under(attachment), clauses_of_attached(scheme))


def _rows(family: Family, scheme: Scheme, case: Case, clauses: Iterable[Named]) -> Iterator[Decision]:
    for name, clause in clauses:
        outcome = clause.outcome(case)
        met, unknown, irrelevant = outcome.met, outcome.unknown, outcome.irrelevant
        if met or unknown or irrelevant:
            yield Decision(
                scheme.name, name, family.id, multirange(met),
                multirange(unknown) if unknown else EMPTY, multirange(irrelevant) if irrelevant else EMPTY,
            )  # fmt: skip
