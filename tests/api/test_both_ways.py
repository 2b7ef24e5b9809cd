"""What the command line can do, HTTP can do: every command has its operation, or is on a list that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.command_line.operations import ACCOUNT, ANYONE, OPERATIONS
from api.http.app import _RESOURCES, create_app
from api.http.description import operation_of_route, routes_of
from api.http.settings import Settings
from api.places import Place
from tests.docs.examples import PROJECT

NOT_OVER_HTTP = {
    "serve": "it is the server itself",
    "project": "a process of its own; the server does the same beside its answers",
    "demo": "it makes a ledger to look at, on the machine of whoever looks",
    "backup": "it copies the whole ledger to a file beside the database, for whoever runs that",
    "restore": "there is no ledger yet that could let anyone in",
    "keys rotate": "the master key is in a file that no server hands out",
    "token make": "who makes a token could make one with every role: that takes the key's file",
    "token rotate": "the keys that sign tokens are the whole installation's, in a file that no server hands out",
    "token retire": "likewise: the administrator of one ledger may not end the tokens of another",
    "open-deposit": "the key is the custodian's, who hands it to no server",
}

SAME = {
    "create": "create_ledger", "ledgers": "ledgers", "load": "load_extract", "eligibility": "eligibility",
    "claimable": "claimable", "nearly": "nearly", "explain": "family_explanation", "history": "family_history",
    "attach": "attach_family", "observe": "observe", "withdraw-observation": "withdraw_observation",
    "assign": "assign_family", "assigned": "assignments", "trail": "trail", "access-log": "access_log", "seal": "seal",
    "check": "check_ledger", "evidence": "evidence_pack", "verify": "verify_evidence", "erase": "erase_person",
    "erase-unlinked": "erase_unlinked",
    "seal-away": "seal_away", "retention": "records_due", "status": "status", "rebuild": "rebuild",
    "retry": "retry_parked", "scheme list": "schemes", "scheme show": "scheme",
    "scheme check": "check_scheme", "checkpoint cosign": "witness_checkpoint",
    "scheme diff": "families_decided_differently", "claims prepare": "prepare_claims",
    "claims review": "review_return", "claims sample": "draw_sample", "claims audit": "audit_claim",
    "claims sign": "sign_return", "claims submit": "submit_return", "claims agree": "agree_families",
    "claims pay": "pay_claim", "claims reject": "reject_claim", "claims repay": "repay_claim",
    "claims keep": "keep_claim", "claims withdraw": "withdraw_claim", "claims recheck": "recheck_claims",
    "claims list": "claims", "claims at-risk": "claims", "claims return": "return_document", "claims rounds": "rounds",
    "claims merge": "merge_families", "claims separate": "separate_families", "claims equivalent": "judge_equivalent",
    "what-works": "what_works", "relapse": "families_followed", "export-research": "research_rows",
    "casework start": "start_intervention", "casework end": "end_intervention", "casework refer": "refer_family",
    "casework answer": "answer_referral", "casework review": "review_case", "casework lead": "name_lead_worker",
    "casework locate": "locate_family", "casework withdraw": "withdraw_casework", "casework show": "family_casework",
    "casework caseloads": "caseloads", "casework referrals": "referrals", "casework reviews-due": "reviews_due",
    "casework districts": "districts", "money": "money", "forecast": "forecast", "savings": "savings",
    "costs form": "measures", "costs supply": "supply_unit_costs", "costs list": "unit_costs",
    "budget list": "contributions", "budget pledge": "pledge_contribution", "budget receive": "receive_contribution",
    "budget withdraw": "withdraw_contribution", "budget minimum": "agree_minimum", "payments list": "payments",
    "payments record": "record_payment", "payments withdraw": "withdraw_receipt", "matching status": "agencies",
    "matching queue": "matching_queue", "matching explain": "matching_comparison", "matching link": "link_record",
    "matching refuse": "refuse_link", "matching undo": "undo_link", "matching weights": "set_weights",
    "matching again": "compare_again", "matching restrict": "restrict_person",
    "matching families": "confirm_family", "double-claims export": "double_claim_marks",
    "double-claims compare": "compare_marks", "double-claims mine": "trace_marks", "national": "national",
    "move out": "move_family_out", "move in": "move_family_in", "checkpoint list": "checkpoints",
    "checkpoint show": "checkpoint", "checkpoint key": "checkpoints",
    "checkpoint consistency": "checkpoint_consistency", "checkpoint add": "add_cosignature",
    "keys erased": "erasures", "token list": "tokens",
    "token revoke": "revoke_token", "token keys": "token_keys",
    "actions agree": "agree_action", "actions change": "change_action",
    "actions done": "finish_action", "actions drop": "drop_action", "actions take-up": "take_up_action",
    "actions list": "actions", "actions measures": "action_measures",
}  # fmt: skip
"""Where a command does several things, the one that is the most of it; the others have operations of their own."""


@pytest.fixture(scope="module")
def routes() -> dict[str, Any]:
    create_app(Settings(Place(Path("nowhere"))))
    return {str(route.operation_id): route for resource in _RESOURCES for route in routes_of(resource.router)}


def test_every_command_is_an_operation_or_says_why_not() -> None:
    assert SAME.keys() | NOT_OVER_HTTP.keys() == OPERATIONS.keys()
    assert not SAME.keys() & NOT_OVER_HTTP.keys()


@pytest.mark.parametrize("command", SAME)
def test_either_way_the_same_roles_may(routes: dict[str, Any], command: str) -> None:
    """The account that runs a ledger may do on its machine what over HTTP takes a role."""
    here = OPERATIONS[command]
    assert here in (ACCOUNT, ANYONE) or operation_of_route(routes[SAME[command]]) is here


def test_the_page_of_commands_names_what_is_not_over_http() -> None:
    page = (PROJECT / "docs/api-commands.md").read_text("utf-8")
    for command in NOT_OVER_HTTP:
        assert f"`outcomes {command}`" in page, command
