"""The roles that a person or a program can have in one ledger."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ANALYST = "analyst"
    PRACTITIONER = "practitioner"
    CLAIMS_OFFICER = "claims-officer"
    REVIEWER = "reviewer"
    FINANCE_OFFICER = "finance-officer"
    INTERNAL_AUDITOR = "internal-auditor"
    SPOT_CHECKER = "spot-checker"
    PROGRAM = "program"
    ADMINISTRATOR = "administrator"
    NATIONAL_READER = "national-reader"


SENTENCES = {
    Role.ANALYST: "Loads extracts, matches people, and reads every family.",
    Role.PRACTITIONER: "Works with families: reads and observes those assigned to them, and no others.",
    Role.CLAIMS_OFFICER: "Attaches families and prepares claims.",
    Role.REVIEWER: "Reviews what a claims officer prepared.",
    Role.FINANCE_OFFICER: "Signs and submits returns, and records what was paid.",
    Role.INTERNAL_AUDITOR: "Reads everything, the access log too; writes findings and nothing else.",
    Role.SPOT_CHECKER: "Reads the claims of one sample, for a limited time.",
    Role.PROGRAM: "Does what the scopes of its token say, and nothing else.",
    Role.ADMINISTRATOR: "Runs the ledger, and sees nothing of any family.",
    Role.NATIONAL_READER: "Reads the totals of all authorities, in the one ledger that the server's operator names.",
}

HELD_BY_OWNER = frozenset(Role) - {Role.PROGRAM, Role.SPOT_CHECKER}
"""Of the account that a data folder belongs to. Four eyes hold for its names all the same."""
