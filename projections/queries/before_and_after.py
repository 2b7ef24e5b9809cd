"""What is on record of each family before and after attachment, in equal windows, and of families never attached.

From the log, family by family: no table holds observations.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.authority import Term
from domain.dates import Day
from domain.family import Family
from domain.rules.deciding import standing
from domain.rules.scheme import Scheme
from domain.savings.comparing import Seen, Windows
from domain.savings.measures import counted
from ledger.ledger import Ledger
from projections.folding import unfoldable
from projections.queries.as_known import answers
from projections.queries.asking import scheme_as_known
from projections.queries.pages import WHOLE


def before_and_after(ledger: Ledger, scheme: str, day: date, months: int, known: int) -> list[Seen]:
    """Families whose later window was over by the day. A family never attached is looked at around its first eligible
    day within the scheme's time.
    """
    return list(answers(ledger, known, WHOLE, Around(scheme, day, months, known)))


@dataclass(frozen=True, slots=True)
class Around:
    """Asked of each family as it was known at a position."""

    scheme: str
    day: date
    months: int
    known: int

    def of(self, ledger: Ledger) -> _Looked:
        terms = list(ledger.authority(self.known).terms.values())
        return _Looked(self, scheme_as_known(ledger, self.scheme, self.known), terms)


@dataclass(frozen=True, slots=True)
class _Looked:
    asked: Around
    rules: Scheme
    terms: list[Term]

    def __call__(self, family_id: str, family: Family) -> Iterable[Seen]:
        attachment = family.attachments.get(self.rules.name)
        index = attachment.attached_on.toordinal() if attachment else self._first_eligible(family)
        if index is None:
            return
        windows = Windows.around(index, self.asked.months)
        if windows.past > self.asked.day.toordinal() + 1:
            return
        sides = ((windows.first, windows.index), (windows.index, windows.past))
        before, after = (tuple(sorted(counted(family, first, past).items())) for first, past in sides)
        yield Seen(attachment is not None, before, after)

    def _first_eligible(self, family: Family) -> Day | None:
        with unfoldable(family):
            eligible = standing(family, self.terms, self.rules).eligible
        first = eligible.first_on_or_after(self.rules.attachments_from.toordinal())
        return first if first is not None and first <= self.rules.attachments_until.toordinal() else None
