"""What a return is made of: a line for each claim, and the attachment fees of each financial year."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """`family` is the family's pseudonym. `audited` and `accepted` are None until there is a finding, or an answer."""

    claim: str
    family: str
    result: str
    amount_pence: int
    main: bool
    forced: bool
    audited: bool | None = None
    accepted: bool | None = None
    repaid: bool = False

    @property
    def paid_pence(self) -> int:
        return self.amount_pence if self.accepted else 0

    @property
    def repaid_pence(self) -> int:
        return self.amount_pence if self.repaid else 0


@dataclass(frozen=True, slots=True)
class Fee:
    """`families` is the number agreed with the government for the year, not that of families attached."""

    year: str
    families: int
    fee_pence: int
    amount_pence: int
