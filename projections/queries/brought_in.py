"""The families attached to a scheme by a day, by what was claimed for each: on it rests what is possible still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.claims.claim import ENDED
from domain.family import Family
from domain.money.possible import Attached
from ledger.ledger import Ledger
from projections.claims import claim_rows
from projections.queries.pages import Page
from projections.queries.since import OF_CASEWORK, since, the_others
from projections.queries.unmoved import while_unmoved

_ATTACHED = """
SELECT attached_on, claimed, turned_around, count(*) FROM (
    SELECT attached_on, coalesce(sum(amount_pence) FILTER (WHERE stands), 0)::bigint AS claimed,
           coalesce(bool_or(main) FILTER (WHERE stands), false) AS turned_around
    FROM attached LEFT JOIN (
        SELECT family, amount_pence, main, status <> ALL(%(ended)s) AS stands FROM claim
        WHERE scheme = %(scheme)s AND round_on <= %(day)s
    ) AS claimed USING (family)
    WHERE scheme = %(scheme)s AND attached_on <= %(day)s AND family <> ALL(%(changed)s) GROUP BY family, attached_on
) AS families GROUP BY attached_on, claimed, turned_around
"""


def attached_by(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> Page[Attached]:
    """Those that stand alike together, in order. Claims of rounds after the day are left out.

    As known now they are counted once for as long as the tables stand still.
    """
    if known is not None:
        return _attached_by(ledger, scheme, day, known)
    return while_unmoved(ledger, ("attached by", scheme, day), lambda: _attached_by(ledger, scheme, day, None))


def _attached_by(ledger: Ledger, scheme: str, day: date, known: int | None) -> Page[Attached]:
    found = Counter[tuple[date, int, bool]]()
    with since(ledger, known, OF_CASEWORK) as held:
        if held.tables is not None:
            values = {"scheme": scheme, "day": day, "ended": sorted(ENDED), "changed": held.changed}
            found.update({(on, claimed, turned): families
                          for on, claimed, turned, families in held.tables.execute(_ATTACHED, values)})  # fmt: skip
    found.update(the_others(ledger, held, BroughtIn(scheme, day)))
    return Page(held.position, [Attached(*alike, families) for alike, families in sorted(found.items())])


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """Asked of each family as it was known at a position."""

    scheme: str
    day: date

    def of(self, ledger: Ledger) -> BroughtIn:
        return self

    def __call__(self, family_id: str, family: Family) -> Iterable[tuple[date, int, bool]]:
        attachment = family.attachments.get(self.scheme)
        if attachment is None or attachment.attached_on > self.day:
            return
        stand = [row for row in claim_rows(family)
                 if row.scheme == self.scheme and row.round_on <= self.day and row.status not in ENDED]  # fmt: skip
        yield attachment.attached_on, sum(row.amount_pence for row in stand), any(row.main for row in stand)
