"""Which operation each command is, as HTTP's routes say it of themselves. A test holds that none is missing."""

from __future__ import annotations

from api.access import operations as to
from api.access.operations import Operation

ACCOUNT = Operation("run", "be done by token: it is for the account that runs the ledger", frozenset())
"""Of commands to the program and its database: whoever holds the keys and the database's password gives them."""
ANYONE = Operation("help", "be done", frozenset())
"""Of commands that open no ledger."""

OPERATIONS: dict[str, Operation] = {
    "create": ACCOUNT,
    "ledgers": ACCOUNT,
    "load": to.LOAD_EXTRACTS,
    "eligibility": to.LIST_FAMILIES,
    "claimable": to.LIST_FAMILIES,
    "nearly": to.LIST_FAMILIES,
    "explain": to.READ_FAMILIES,
    "history": to.READ_HISTORY,
    "attach": to.ATTACH,
    "observe": to.OBSERVE,
    "withdraw-observation": to.OBSERVE,
    "assign": to.ASSIGN,
    "assigned": to.ASSIGN,
    "trail": to.READ_CLAIMS,
    "access-log": to.READ_ACCESS_LOG,
    "seal": to.SEAL,
    "check": to.VERIFY,
    "evidence": to.READ_EVIDENCE,
    "verify": ANYONE,
    "erase": to.ERASE,
    "erase-unlinked": to.ERASE,
    "seal-away": to.ERASE,
    "open-deposit": to.ERASE,
    "retention": to.ERASE,
    "status": to.READ_STATUS,
    "rebuild": to.ADMINISTER,
    "retry": to.ADMINISTER,
    "project": ACCOUNT,
    "serve": ACCOUNT,
    "demo": ACCOUNT,
    "backup": ACCOUNT,
    "restore": ACCOUNT,
    "scheme list": ANYONE,
    "scheme show": ANYONE,
    "scheme check": ANYONE,
    "scheme diff": to.LIST_FAMILIES,
    "claims prepare": to.PREPARE_CLAIMS,
    "claims review": to.REVIEW_CLAIMS,
    "claims sample": to.DRAW_SAMPLES,
    "claims audit": to.AUDIT_CLAIMS,
    "claims sign": to.SIGN_RETURNS,
    "claims submit": to.SUBMIT_RETURNS,
    "claims agree": to.SUBMIT_RETURNS,
    "claims pay": to.RECORD_PAYMENTS,
    "claims reject": to.RECORD_PAYMENTS,
    "claims repay": to.RECORD_PAYMENTS,
    "claims keep": to.RECORD_PAYMENTS,
    "claims withdraw": to.PREPARE_CLAIMS,
    "claims recheck": to.PREPARE_CLAIMS,
    "claims list": to.READ_CLAIMS,
    "claims at-risk": to.READ_CLAIMS,
    "claims return": to.READ_CLAIMS,
    "claims rounds": to.READ_PROGRAMME,
    "claims merge": to.MATCH,
    "claims separate": to.MATCH,
    "claims equivalent": to.ATTACH,
    "what-works": to.READ_PROGRAMME,
    "relapse": to.LIST_FAMILIES,
    "export-research": to.EXPORT_RESEARCH,
    "casework start": to.RECORD_CASEWORK,
    "casework end": to.RECORD_CASEWORK,
    "casework refer": to.RECORD_CASEWORK,
    "casework answer": to.RECORD_CASEWORK,
    "casework review": to.RECORD_CASEWORK,
    "casework lead": to.RECORD_CASEWORK,
    "casework locate": to.RECORD_CASEWORK,
    "casework withdraw": to.RECORD_CASEWORK,
    "casework show": to.READ_FAMILIES,
    "casework caseloads": to.READ_PROGRAMME,
    "casework referrals": to.LIST_FAMILIES,
    "casework reviews-due": to.LIST_FAMILIES,
    "casework districts": to.READ_PROGRAMME,
    "money": to.READ_PROGRAMME,
    "forecast": to.READ_PROGRAMME,
    "savings": to.READ_PROGRAMME,
    "actions agree": to.PLAN_ACTIONS,
    "actions change": to.PLAN_ACTIONS,
    "actions done": to.PLAN_ACTIONS,
    "actions drop": to.PLAN_ACTIONS,
    "actions take-up": to.PLAN_ACTIONS,
    "actions list": to.READ_PROGRAMME,
    "actions measures": ANYONE,
    "costs form": ANYONE,
    "costs supply": to.POOL_CONTRIBUTIONS,
    "costs list": to.READ_PROGRAMME,
    "budget list": to.READ_PROGRAMME,
    "budget pledge": to.POOL_CONTRIBUTIONS,
    "budget receive": to.POOL_CONTRIBUTIONS,
    "budget withdraw": to.POOL_CONTRIBUTIONS,
    "budget minimum": to.SUBMIT_RETURNS,
    "payments list": to.READ_PROGRAMME,
    "payments record": to.RECORD_PAYMENTS,
    "payments withdraw": to.POOL_CONTRIBUTIONS,
    "matching status": to.READ_EXTRACTS,
    "matching queue": to.MATCH,
    "matching explain": to.MATCH,
    "matching link": to.MATCH,
    "matching refuse": to.MATCH,
    "matching undo": to.MATCH,
    "matching weights": to.MATCH,
    "matching again": to.MATCH,
    "matching restrict": to.MATCH,
    "matching families": to.MATCH,
    "double-claims export": to.READ_CLAIMS,
    "double-claims compare": ANYONE,
    "double-claims mine": to.READ_CLAIMS,
    "national": ACCOUNT,
    "move out": to.MATCH,
    "move in": to.MATCH,
    "checkpoint list": to.VERIFY,
    "checkpoint show": to.VERIFY,
    "checkpoint key": to.VERIFY,
    "checkpoint consistency": to.VERIFY,
    "checkpoint add": to.SEAL,
    "checkpoint cosign": ANYONE,
    "keys rotate": ACCOUNT,
    "keys erased": to.ERASE,
    "token make": to.ADMINISTER,
    "token list": to.ADMINISTER,
    "token revoke": to.ADMINISTER,
    "token keys": to.READ_LEDGER,
    "token rotate": ACCOUNT,
    "token retire": ACCOUNT,
}

NOTES_ITSELF = ("trail", "open-deposit")
"""They know only then which family it is about."""
ONLY_WHERE_NAMED = ("scheme diff",)
"""It opens no ledger unless --ledger names one."""
SHOWS_A_FAMILY = (to.READ_FAMILIES, to.READ_HISTORY)
LISTS_FAMILIES = ("access-log", "assigned", "matching queue", "retention")
"""A list of families or people, or of who looked at them, though what else takes the same right is none."""
TELLS_OF_FAMILIES = ("evidence",)
"""What it is asked for says which: a family, or those of a claim or of its return."""


def takes_purpose(command: str) -> bool:
    """Whether what it shows is noted in the access log, so that one can say what for."""
    return command not in NOTES_ITSELF and is_noted(command)


def is_noted(command: str) -> bool:
    return is_list(command) or OPERATIONS[command] in SHOWS_A_FAMILY or command in TELLS_OF_FAMILIES


def is_list(command: str) -> bool:
    return OPERATIONS[command].lists or command in LISTS_FAMILIES
