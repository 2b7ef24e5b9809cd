"""The programme's money by financial year: what was agreed, attached, claimed, paid, and what is possible still."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from domain.authority import Authority
from domain.claims.returns import Return
from domain.dates import financial_year
from domain.money.possible import Attached


@dataclass(frozen=True, slots=True)
class Year:
    """Sums in pence. Results are those of returns sent, in the year of the round; `paid` is what returns say was.

    `agreed` and `minimum` are None where none is on record. `received_pence` is what came into the bank in the year,
    and `possible_pence` what families attached in the year may bring in still.
    """

    year: str
    agreed: int | None = None
    minimum: int | None = None
    attached: int = 0
    fees_pence: int = 0
    results: int = 0
    results_pence: int = 0
    paid_pence: int = 0
    repaid_pence: int = 0
    received_pence: int = 0
    possible_pence: int = 0

    @property
    def claimed_pence(self) -> int:
        return self.fees_pence + self.results_pence


def by_year(
    scheme: str, authority: Authority, sent: Iterable[Return], attached: Iterable[Attached],
    possible: Mapping[str, int], day: date,
) -> list[Year]:
    """In order. Payments after `day` are left out; `sent` are returns that were sent, of rounds up to it."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for (of, year), families in authority.agreed.items():
        if of == scheme:
            said[year].update(agreed=families)
    for (of, year), families in authority.money.minimums.items():
        if of == scheme:
            said[year].update(minimum=families)
    for group in attached:
        said[_year(group.attached_on)].update(attached=group.families)
    for of_round in sent:
        lines = of_round.lines.values()
        said[_year(of_round.day)].update(
            results=len(lines), results_pence=sum(line.amount_pence for line in lines),
            paid_pence=of_round.paid_pence, repaid_pence=of_round.repaid_pence)
        for fee in of_round.fees.values():
            said[fee.year].update(fees_pence=fee.amount_pence)
    for payment in authority.money.payments.values():
        if payment.scheme == scheme and payment.receipt.received_on <= day:
            said[_year(payment.receipt.received_on)].update(received_pence=payment.receipt.pence)
    for year, pence in possible.items():
        said[year].update(possible_pence=pence)
    return [Year(year, **sums) for year, sums in sorted(said.items())]


def in_all(years: Iterable[Year]) -> Year:
    """The sums of all years; agreed and minimum numbers of those that have them."""
    held = list(years)
    names = [one.name for one in fields(Year) if one.name != "year"]
    return Year("all", **{name: sum(getattr(year, name) or 0 for year in held) for name in names})


def _year(day: date) -> str:
    return financial_year(day.toordinal())
