"""Everything that can be asked of a ledger, and the roles that may: the one table of permissions.

docs/access.md shows it, and a test tries every cell of it over HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.access.roles import Role

(ANALYST, PRACTITIONER, CLAIMS_OFFICER, REVIEWER, FINANCE_OFFICER, INTERNAL_AUDITOR, SPOT_CHECKER, PROGRAM, ADMIN,
 NATIONAL_READER) = Role  # fmt: skip

_READERS = (ANALYST, CLAIMS_OFFICER, REVIEWER, INTERNAL_AUDITOR, PROGRAM)
"""Who may read about families in general. A program only with the operation's name among its scopes."""
_EVERYONE = tuple(Role)


@dataclass(frozen=True, slots=True)
class Operation:
    """`name` is also the scope that lets a program do it. `sentence` goes on from 'to'.

    `lists` says that an answer tells of many families: it is noted in the access log as one list. `by_reference`, that
    it is about people by the authority's references of them, which those see who may do it.
    """

    name: str
    sentence: str
    roles: frozenset[Role]
    lists: bool = False
    by_reference: bool = False


ALL: dict[str, Operation] = {}


def _operation(
    name: str, sentence: str, *roles: Role, lists: bool = False, by_reference: bool = False
) -> Operation:
    assert name not in ALL, name
    ALL[name] = Operation(name, sentence, frozenset(roles), lists, by_reference)
    return ALL[name]


# ---- reading -----------------------------------------------------------------------------------------------------
READ_FAMILIES = _operation("read-families", "read what is on record of a family, and why", *_READERS, PRACTITIONER)
READ_HISTORY = _operation("read-history", "read what was recorded of a family, by whom", *_READERS, PRACTITIONER)
LIST_FAMILIES = _operation("list-families", "read lists of all families", *_READERS, lists=True)
READ_IDENTITIES = _operation(
    "read-identities", "see who people are: their names and references", ANALYST, PRACTITIONER, CLAIMS_OFFICER,
    INTERNAL_AUDITOR, PROGRAM)  # fmt: skip
READ_CLAIMS = _operation("read-claims", "read claims and their trails", *_READERS, FINANCE_OFFICER, lists=True)
READ_EVIDENCE = _operation(
    "read-evidence", "make the evidence pack of a claim", CLAIMS_OFFICER, REVIEWER, INTERNAL_AUDITOR, PROGRAM)
READ_SAMPLE = _operation("read-sample", "read the claims of the sample that one is to check", SPOT_CHECKER, lists=True)
READ_OWN_FAMILIES = _operation("read-own-families", "read which families are assigned to oneself", PRACTITIONER)
READ_PROGRAMME = _operation("read-programme", "read counts and sums of the programme", *_READERS, FINANCE_OFFICER)
READ_NATION = _operation(
    "read-nation", "read the totals of all authorities, where the server tells them", PROGRAM, NATIONAL_READER)
"""Of many ledgers, and so in one alone: `Door` takes it from whoever is of another."""
EXPORT_RESEARCH = _operation(
    "export-research", "write out rows for researchers, without identities", ANALYST, lists=True)
READ_EXTRACTS = _operation(
    "read-extracts", "read loads and rejected rows", ANALYST, INTERNAL_AUDITOR, PROGRAM, lists=True)
READ_FEED = _operation("read-feed", "follow the feed of events", ANALYST, INTERNAL_AUDITOR, PROGRAM, lists=True)
READ_ACCESS_LOG = _operation("read-access-log", "read who looked at families", INTERNAL_AUDITOR)
READ_SCHEMES = _operation("read-schemes", "read schemes and local plans", *_EVERYONE)
READ_STATUS = _operation("read-status", "read how the ledger and its tables stand", *_EVERYONE)
READ_DESCRIPTION = _operation("read-description", "read how the API is used: problems, schemas, addresses", *_EVERYONE)
READ_LEDGER = _operation("read-ledger", "read which ledger one's token is for", *_EVERYONE)

# ---- recording ---------------------------------------------------------------------------------------------------
LOAD_EXTRACTS = _operation("load-extracts", "load extracts, and rejects corrected", ANALYST, PROGRAM, by_reference=True)
OBSERVE = _operation("observe", "record an observation of a family", ANALYST, PRACTITIONER, PROGRAM, by_reference=True)
MATCH = _operation("match", "match people, merge families and separate them", ANALYST, by_reference=True)
ASSIGN = _operation("assign", "assign families to practitioners", ANALYST, CLAIMS_OFFICER)
RECORD_CASEWORK = _operation(
    "record-casework", "record work with a family: interventions, referrals, reviews, who leads it, where it lives",
    PRACTITIONER, CLAIMS_OFFICER, PROGRAM)
PLAN_ACTIONS = _operation(
    "plan-actions", "record what was agreed to be done, and what became of it", ANALYST, CLAIMS_OFFICER,
    FINANCE_OFFICER)  # fmt: skip
ATTACH = _operation("attach", "attach families to a scheme", CLAIMS_OFFICER, PRACTITIONER)

# ---- claims ------------------------------------------------------------------------------------------------------
PREPARE_CLAIMS = _operation("prepare-claims", "prepare claims, withdraw and recheck them", CLAIMS_OFFICER)
REVIEW_CLAIMS = _operation("review-claims", "review a round's claims", REVIEWER)
DRAW_SAMPLES = _operation("draw-samples", "draw the sample for internal audit", INTERNAL_AUDITOR)
AUDIT_CLAIMS = _operation("audit-claims", "record what internal audit found", INTERNAL_AUDITOR)
SIGN_RETURNS = _operation("sign-returns", "sign a return", FINANCE_OFFICER)
SUBMIT_RETURNS = _operation("submit-returns", "submit a return, and agree a year's families", FINANCE_OFFICER)
RECORD_PAYMENTS = _operation(
    "record-payments", "record what was paid, refused, repaid or kept", FINANCE_OFFICER)
POOL_CONTRIBUTIONS = _operation(
    "pool-contributions", "record partners' contributions, and withdraw receipts recorded in error", FINANCE_OFFICER)

# ---- proof, and running the ledger -------------------------------------------------------------------------------
VERIFY = _operation("verify", "check the log, and read checkpoints", INTERNAL_AUDITOR, ADMIN, PROGRAM)
SEAL = _operation("seal", "sign a checkpoint", INTERNAL_AUDITOR, ADMIN, PROGRAM)
ERASE = _operation("erase", "erase people, and read whose time has come", ADMIN, by_reference=True)
ADMINISTER = _operation("administer", "make and revoke tokens, rebuild tables, rotate keys", ADMIN)
