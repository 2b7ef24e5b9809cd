"""Deciding: what a scheme's rules say of one family, as known at one moment, on every day and on any one day.

Pure: the same family record, terms, scheme and day always give the same verdict and the same reasons.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.authority import Term
from domain.dates import Day, date_of
from domain.days import Days
from domain.family import Attachment, Family
from domain.rules.case import Case, case_of
from domain.rules.outcome import Answer, Outcome
from domain.rules.reasons import Reason
from domain.rules.scheme import Scheme

Verdict = Literal["valid", "not-valid", "hold"]

_VERDICTS: dict[Answer, Verdict] = {"met": "valid", "unknown": "hold", "not met": "not-valid",
                                    "not relevant": "not-valid"}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a family stands to a scheme as known at one moment; ask it for any day."""

    scheme: Scheme
    case: Case

    def criteria_on(self, day: Day) -> list[str]:
        """The names of the criteria met, sorted."""
        return sorted(name for name, days in self.criteria_days().items() if day in days)

    def criteria_days(self) -> dict[str, Days]:
        return {name: clause.outcome(self.case).met for name, clause in self.scheme.criteria.items()}

    @property
    def eligible(self) -> Days:
        return self.scheme.eligibility.outcome(self.case).met

    def eligibility_reason(self, day: Day) -> Reason:
        return self.scheme.eligibility.explain(self.case, day)

    def evidence_lacking(self, day: Day) -> list[str]:
        """What would have to be known to say more of the criteria that are neither met nor fail for certain."""
        unknown = (clause for clause in self.scheme.criteria.values() if day in clause.outcome(self.case).unknown)
        return list(dict.fromkeys(
            said for clause in unknown for said in clause.explain(self.case, day).evidence_missing()))

    def criterion_reason(self, name: str, day: Day) -> Reason:
        return self.scheme.criteria[name].explain(self.case, day)

    def prospects(self, attachment: Attachment) -> Prospects:
        return Prospects(self.scheme, self.case.under(attachment), attachment)


@dataclass(frozen=True, slots=True)
class Prospects:
    """What may be claimed for a family under one attachment."""

    scheme: Scheme
    case: Case
    attachment: Attachment

    def outcome(self, result: str) -> Outcome:
        return self.scheme.results[result].clause.outcome(self.case)

    def verdict(self, result: str, day: Day) -> Verdict:
        return _VERDICTS[self.outcome(result).on(day)]

    def amount_pence(self, result: str, day: Day, already_paid_pence: int = 0) -> int:
        """What a claim decided on `day` would pay, before any limit on how many families are funded."""
        if self.verdict(result, day) != "valid":
            return 0
        return self.scheme.payments.amount_pence(
            result, self.attachment.attached_on, date_of(day), already_paid_pence)

    def measures(self) -> dict[str, Outcome]:
        return {name: clause.outcome(self.case) for name, clause in self.scheme.measures.items()}

    def reason(self, result: str, day: Day) -> Reason:
        return self.scheme.results[result].clause.explain(self.case, day)


def standing(family: Family, terms: Iterable[Term], scheme: Scheme) -> Standing:
    return Standing(scheme, case_of(family, terms))
