"""The shipped schemes and made-up families for the tests of rules, each built once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from domain.authority import Term
from domain.family import Attachment, Family
from domain.rules.clause import Clause
from domain.rules.deciding import Prospects, Standing, standing
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme
from domain.rules.walking import clauses_of
from ledger.rule_sets import SCHEMES, rule_set
from tests.households import attachment_of, families_of, terms_of
from tests.oracle import Pack, accepted_attachments
from tests.oracle.pack import Attachment as AttachmentRow
from tests.oracle.packs import DECISION_DAYS, random_pack, second_pack

__all__ = ["DECISION_DAYS", "SCHEMES", "attachment_of", "rule_set"]

ROOT = Path(__file__).parents[2]


@cache
def first_pack(scheme: str, seed: int, families: int) -> Pack:
    return random_pack(seed, families, scheme, few_terms=seed % 5 == 0)


@cache
def both_packs(scheme: str, seed: int, families: int) -> Pack:
    first = first_pack(scheme, seed, families)
    return second_pack(seed, first).after(first)


def attachment_from(row: AttachmentRow, scheme: str) -> Attachment:
    return Attachment(scheme, row.attached_on, row.lead_worker or None, row.assessed_on, row.planned_on, row.closed_on)


def households(pack: Pack, scheme: str) -> Iterator[tuple[str, Family, list[Term], Attachment | None]]:
    """Every family of the pack, with the terms, and its attachment if it was accepted."""
    accepted, terms = accepted_attachments(pack, scheme), terms_of(pack)
    for name, family in families_of(pack).items():
        row = accepted.get(name)
        yield name, family, terms, attachment_from(row, scheme) if row else None


def bytes_of(reason: Reason) -> bytes:
    """One form of the reason's JSON, always the same for the same reason."""
    return json.dumps(reason.as_json(), sort_keys=True, separators=(",", ":"), default=date.isoformat).encode()


def decided(family: Family, terms: list[Term], scheme: Scheme, attachment: Attachment | None) -> tuple[
    Standing, Prospects | None
]:  # fmt: skip
    stands = standing(family, terms, scheme)
    return stands, stands.prospects(attachment) if attachment else None


def everything_said(
    family: Family, terms: list[Term], scheme: Scheme, attachment: Attachment | None, day: date
) -> list[bytes]:
    """Eligibility, every criterion and every result on the day, reasons and all."""
    stands, prospects = decided(family, terms, scheme, attachment)
    ordinal = day.toordinal()
    said = [bytes_of(stands.eligibility_reason(ordinal))]
    said += [bytes_of(stands.criterion_reason(name, ordinal)) for name in scheme.criteria]
    if prospects:
        for kind in scheme.results:
            said += [prospects.verdict(kind, ordinal).encode(), bytes_of(prospects.reason(kind, ordinal))]
    return said


def clauses_that_ask_no_attachment(scheme: Scheme) -> dict[str, Clause]:
    below = {path: clause for path, clause in clauses_of(scheme).items() if path.split("/")[0] in scheme.criteria}
    return {path: clause for path, clause in below.items() if "/" not in path}
