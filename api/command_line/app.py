"""Every command by its name. The modules import what is heavy only when their command runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from api.command_line import (
    accesses,
    attaching,
    backing_up,
    budget,
    casework,
    checkpoints,
    claims,
    creating,
    demonstrating,
    double_claims,
    evaluating,
    explaining,
    forecasting,
    forgetting,
    listing,
    loading,
    master_keys,
    matching,
    money,
    moving,
    national,
    nearly,
    observing,
    planning,
    projecting,
    proving,
    rebuilding,
    recounting,
    saving,
    schemes,
    serving,
    tokens,
    trail,
)
from api.command_line.admitting import AdmittedCommand, ReadingCommand
from api.command_line.operations import takes_purpose


class OutputClosed(Exception):
    """Whoever read our output has gone, as `head` does: there is no one left to tell."""


class OutcomesGroup(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        """Typer would end a closed pipe with exit code 1, which here means 'done with rejects'."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise OutputClosed from None


def _admitted(command: str) -> type[AdmittedCommand]:
    return ReadingCommand if takes_purpose(command) else AdmittedCommand


def _commands_of(group: typer.Typer) -> list[str]:
    return [str(command.name or getattr(command.callback, "__name__", "")) for command in group.registered_commands]


app = typer.Typer(
    name="outcomes",
    cls=OutcomesGroup,
    help="The outcomes ledger: extracts in; eligibility, attachments, claimable results and their reasons out.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "terminal_width": 120},
)

_COMMANDS: dict[str, Callable[..., Any]] = {
    "create": creating.create,
    "ledgers": creating.ledgers,
    "load": loading.load,
    "eligibility": listing.eligibility,
    "claimable": listing.claimable,
    "explain": explaining.explain,
    "nearly": nearly.nearly,
    "national": national.national,
    "history": recounting.history,
    "attach": attaching.attach,
    "observe": observing.observe,
    "withdraw-observation": observing.withdraw_observation,
    "money": money.money,
    "forecast": forecasting.forecast,
    "savings": saving.savings,
    "what-works": evaluating.what_works,
    "relapse": evaluating.relapse,
    "export-research": evaluating.export_research,
    "assign": accesses.assign,
    "assigned": accesses.assigned,
    "trail": trail.trail,
    "access-log": accesses.access_log,
    "seal": proving.seal,
    "check": proving.check,
    "evidence": proving.evidence,
    "verify": proving.verify,
    "erase": forgetting.erase,
    "erase-unlinked": forgetting.erase_unlinked,
    "seal-away": forgetting.seal_away,
    "open-deposit": forgetting.open_deposit,
    "retention": forgetting.retention,
    "backup": backing_up.backup,
    "restore": backing_up.restore,
    "status": projecting.status,
    "rebuild": rebuilding.rebuild,
    "retry": rebuilding.retry,
    "project": projecting.project,
    "serve": serving.serve,
    "demo": demonstrating.demo,
}

for name, command in _COMMANDS.items():
    app.command(name, cls=_admitted(name))(command)

_GROUPS: dict[str, typer.Typer] = {
    "scheme": schemes.app,
    "claims": claims.app,
    "casework": casework.app,
    "matching": matching.app,
    "budget": budget.budget,
    "payments": budget.payments,
    "actions": planning.app,
    "costs": saving.app,
    "move": moving.app,
    "double-claims": double_claims.app,
    "checkpoint": checkpoints.app,
    "keys": master_keys.app,
    "token": tokens.app,
}

for name, group in _GROUPS.items():
    for registered, called in zip(group.registered_commands, _commands_of(group), strict=True):
        registered.cls = _admitted(f"{name} {called}")
    app.add_typer(group, name=name)


@app.callback()
def every_command(
    context: typer.Context,
    ledger: Annotated[str | None, typer.Option("--ledger", help="As on each command.", hidden=True)] = None,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="As on each command.", hidden=True)] = None,
) -> None:
    """Lets --ledger and --data-dir stand before the command as well as after it."""
    given = {"ledger": ledger, "data_dir": data_dir}
    said = {option: value for option, value in given.items() if value is not None}
    context.default_map = dict.fromkeys(_COMMANDS, said) | {
        name: dict.fromkeys(_commands_of(group), said) for name, group in _GROUPS.items()
    }


def command_in(given: list[str]) -> str | None:
    """The command's name among the words given; no other of them, which may be anyone's name."""
    return next((word for word in given if word in _COMMANDS or word in _GROUPS), None)
