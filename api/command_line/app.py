"""Every command by its name. The modules import what is heavy only when their command runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from shutil import get_terminal_size
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


WIDTH_MAX = 120
SHORT_HELP_MAX = 1_000
"""Characters: whole sentences, of which the longest has some 130."""


class WholeSentences(TyperGroup):
    """Lists each command's sentence whole, on as many lines as it takes; Typer would cut it where the line ends."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        self._list(formatter, "Commands", self.list_commands(ctx))

    def _list(self, formatter: Any, title: str, names: Iterable[str]) -> None:
        with formatter.section(title):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(SHORT_HELP_MAX)) for name in names])


class OutcomesGroup(WholeSentences):
    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for title, section in _SECTIONS.items():
            self._list(formatter, title, section)

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


def _width() -> int:
    return min(WIDTH_MAX, get_terminal_size((WIDTH_MAX, 0)).columns)


_SECTIONS: dict[str, dict[str, Callable[..., Any] | typer.Typer]] = {
    "Load, and ask": {
        "create": creating.create,
        "load": loading.load,
        "eligibility": listing.eligibility,
        "claimable": listing.claimable,
        "explain": explaining.explain,
        "nearly": nearly.nearly,
        "history": recounting.history,
    },
    "Record by hand": {
        "attach": attaching.attach,
        "observe": observing.observe,
        "withdraw-observation": observing.withdraw_observation,
        "casework": casework.app,
        "matching": matching.app,
        "move": moving.app,
    },
    "Claim": {
        "claims": claims.app,
        "trail": trail.trail,
        "double-claims": double_claims.app,
    },
    "The money and the programme": {
        "money": money.money,
        "budget": budget.budget,
        "payments": budget.payments,
        "forecast": forecasting.forecast,
        "actions": planning.app,
        "savings": saving.savings,
        "costs": saving.app,
        "what-works": evaluating.what_works,
        "relapse": evaluating.relapse,
        "export-research": evaluating.export_research,
        "national": national.national,
    },
    "The rules": {
        "scheme": schemes.app,
    },
    "Prove": {
        "seal": proving.seal,
        "check": proving.check,
        "evidence": proving.evidence,
        "verify": proving.verify,
        "checkpoint": checkpoints.app,
    },
    "Who may see what, and who looked": {
        "token": tokens.app,
        "assign": accesses.assign,
        "assigned": accesses.assigned,
        "access-log": accesses.access_log,
    },
    "Forget": {
        "retention": forgetting.retention,
        "erase": forgetting.erase,
        "erase-unlinked": forgetting.erase_unlinked,
        "seal-away": forgetting.seal_away,
        "open-deposit": forgetting.open_deposit,
    },
    "Run it": {
        "demo": demonstrating.demo,
        "serve": serving.serve,
        "project": projecting.project,
        "status": projecting.status,
        "rebuild": rebuilding.rebuild,
        "retry": rebuilding.retry,
        "ledgers": creating.ledgers,
        "backup": backing_up.backup,
        "restore": backing_up.restore,
        "keys": master_keys.app,
    },
}
"""Every command in the order in which help lists it; a `Typer` is a group of commands."""

_NAMED = {name: command for section in _SECTIONS.values() for name, command in section.items()}
_GROUPS = {name: command for name, command in _NAMED.items() if isinstance(command, typer.Typer)}

def _say_version(asked: bool) -> None:
    from importlib.metadata import version as of

    if asked:
        print(f"outcomes {of('outcomes-ledger')}")
        raise typer.Exit


def every_command(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True)
    ] = False,
    ledger: Annotated[str | None, typer.Option("--ledger", help="As on each command.", hidden=True)] = None,
    data_dir: Annotated[Path | None, typer.Option("--data-dir", help="As on each command.", hidden=True)] = None,
) -> None:
    """Lets --ledger and --data-dir stand before the command as well as after it."""
    given = {"ledger": ledger, "data_dir": data_dir}
    said = {option: value for option, value in given.items() if value is not None}
    context.default_map = dict.fromkeys(_NAMED, said) | {
        name: dict.fromkeys(_commands_of(group), said) for name, group in _GROUPS.items()
    }


def program(given: Sequence[str] = ()) -> typer.Typer:
    """Of every command; or, where the first word given names one, of that alone: Typer takes longer to make all of them
    than most commands take to run.
    """
    wanted = given[:1] if given and given[0] in _NAMED else _NAMED
    made = typer.Typer(
        name="outcomes",
        cls=OutcomesGroup,
        help="The outcomes ledger: extracts in; eligibility, attachments, claimable results and their reasons out.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "terminal_width": _width()},
    )
    made.callback()(every_command)
    for name in wanted:
        _add(made, name, _NAMED[name])
    return made


def _add(made: typer.Typer, name: str, command: Callable[..., Any] | typer.Typer) -> None:
    if isinstance(command, typer.Typer):
        for registered, called in zip(command.registered_commands, _commands_of(command), strict=True):
            registered.cls = _admitted(f"{name} {called}")
        made.add_typer(command, name=name, cls=WholeSentences)
    else:
        made.command(name, cls=_admitted(name))(command)


def command_in(given: list[str]) -> str | None:
    """The command's name among the words given; no other of them, which may be anyone's name."""
    return next((word for word in given if word in _NAMED), None)
