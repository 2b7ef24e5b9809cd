"""`outcomes claims ...`: a claim's whole life, from the proposal of a round to the money, and after."""

from __future__ import annotations

from collections.abc import Callable

import typer

from api.command_line import claim_acts, claim_lists, merging, round_steps

app = typer.Typer(
    name="claims",
    help="Claims: prepare, review, sample, audit, sign and submit a round; what was paid, and what is at risk.",
    rich_markup_mode=None,
)

_COMMANDS: dict[str, Callable[..., None]] = {
    "prepare": round_steps.prepare,
    "review": round_steps.review,
    "sample": round_steps.sample,
    "audit": claim_acts.audit,
    "sign": round_steps.sign,
    "submit": round_steps.submit,
    "pay": claim_acts.pay,
    "reject": claim_acts.reject,
    "withdraw": claim_acts.withdraw,
    "repay": claim_acts.repay,
    "keep": claim_acts.keep,
    "list": claim_lists.list_claims,
    "rounds": claim_lists.rounds,
    "at-risk": claim_lists.at_risk,
    "recheck": claim_lists.recheck,
    "agree": round_steps.agree,
    "return": round_steps.write_out,
    "merge": merging.merge,
    "separate": merging.separate,
    "equivalent": merging.equivalent,
}

for name, command in _COMMANDS.items():
    app.command(name)(command)
