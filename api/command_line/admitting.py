"""What stands before every command: who gives it, whether they may, and what is noted of what they will see.

With a token (OUTCOMES_TOKEN, or the file that OUTCOMES_TOKEN_FILE names) they are held to its ledger, its roles and its
name. Without one it must be the account that the ledger belongs to: that of the data folder with the embedded database
in it, or with a database server the one that has the private key of the ledger's tokens.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer
from typer.core import TyperCommand

from api.command_line.given import refuse_blanks, text_in
from api.command_line.operations import (
    ACCOUNT,
    ANYONE,
    NOTES_ITSELF,
    ONLY_WHERE_NAMED,
    OPERATIONS,
    SHOWS_A_FAMILY,
    TELLS_OF_FAMILIES,
    is_list,
    is_noted,
)
from api.command_line.options import recorded_by
from api.errors import OptionUnusable
from api.places import WITHHELD, Place, opened_database, place_from

if TYPE_CHECKING:
    from api.access.asking import Asking
    from api.access.caller import Caller
    from api.access.operations import Operation
    from ledger.database import Database

TOKEN_VARIABLE = "OUTCOMES_TOKEN"
FILE_VARIABLE = "OUTCOMES_TOKEN_FILE"
PURPOSE = "purpose"
_NOT_OF_THE_FILTER = ("ledger", "data_dir", "format", "output", "by", PURPOSE)


class AdmittedCommand(TyperCommand):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        refuse_blanks(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        path = ctx.command_path.split(" ", 1)[1]
        purpose = ctx.params.pop(PURPOSE, None) if path not in NOTES_ITSELF else None
        admit(path, ctx.params, purpose)
        return super().invoke(ctx)


class ReadingCommand(AdmittedCommand):
    """One whose answer is noted in the access log."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.params += typer.main.get_command(_purpose_alone).params


_purpose_alone = typer.Typer(add_completion=False)


@_purpose_alone.command()
def _with_purpose(
    purpose: Annotated[str | None, typer.Option("--purpose", help="What for; it stands in the access log.")] = None,
) -> None:
    """For its one option."""


def admit(command: str, given: dict[str, Any], purpose: str | None) -> None:
    """Puts the token's ledger and name among what is `given`. Raises `TokenRefused`, `NotAllowed`, `AskedWrongly`."""
    operation, token = OPERATIONS[command], token_given(os.environ)
    WITHHELD.set(False)
    place = place_from(given.get("data_dir"), given.get("ledger"))
    if operation is ANYONE or (operation is ACCOUNT and token is None):
        return
    if command in ONLY_WHERE_NAMED and place.ledger is None:
        return
    if token is None and not place.database_url and not is_noted(command):
        return
    with opened_database(place) as database:
        asking = _asking(database, place, operation, token, given, purpose)
        _hold_to(asking.caller, given, by_token=token is not None)
        _note(asking, command, given)


def token_given(environment: Mapping[str, str]) -> str | None:
    if text := environment.get(TOKEN_VARIABLE):
        return text.strip()
    if named := environment.get(FILE_VARIABLE):
        return _token_in(Path(named))
    return None


def _token_in(file: Path) -> str:
    try:
        return text_in(file, "ascii").strip()
    except FileNotFoundError:
        raise OptionUnusable(f"There is no file {file}, which {FILE_VARIABLE} names: name that of a token.") from None


def _asking(
    database: Database, place: Place, operation: Operation, token: str | None, given: dict[str, Any],
    purpose: str | None,
) -> Asking:  # fmt: skip
    from api.access.asking import Asking
    from api.access.caller import demand
    from api.access.opening import opened_door
    from api.access.seeing import sees_identities

    door = opened_door(database, place.data_folder)
    caller = _account(database, place, given) if token is None else door.caller(token)
    demand(caller, operation)
    WITHHELD.set(not sees_identities(caller, operation))
    return Asking(caller, door.ledger(caller), operation, purpose, str(uuid4()), through="command line")


def _account(database: Database, place: Place, given: dict[str, Any]) -> Caller:
    """Raises `TokenRefused` where a database server is used by somebody without the key of its ledger's tokens."""
    from api.access.caller import Caller
    from api.access.errors import TokenRefused
    from api.access.opening import local_tokens
    from api.access.roles import HELD_BY_OWNER
    from ledger.ledgers import open_ledger
    from ledger.token_keys import takes_key

    ledger = open_ledger(database, place.ledger)
    tokens = local_tokens(place.data_folder)
    if place.database_url and not (tokens.may_make and takes_key(ledger, tokens.key_id)):
        raise TokenRefused(
            f"With a database server a command needs a token of the ledger: name the file that it is in by"
            f" {FILE_VARIABLE}. `outcomes token make` makes one, where the key of the ledger's tokens is."
        )
    return Caller(recorded_by(given.get("by")), ledger.name, HELD_BY_OWNER)


def _hold_to(caller: Caller, given: dict[str, Any], *, by_token: bool) -> None:
    from api.access.errors import TokenRefused

    if not by_token:
        return
    if given.get("ledger") not in (None, caller.ledger):
        raise TokenRefused("The token is for another ledger: leave out --ledger.")
    if given.get("by") not in (None, caller.name):
        raise OptionUnusable(f"The token is that of {caller.name}, who will stand on record: leave out --by.")
    given |= {name: value for name, value in (("ledger", caller.ledger), ("by", caller.name)) if name in given}


def _note(asking: Asking, command: str, given: dict[str, Any]) -> None:
    """Before anything is shown. A command that changes a family must be given by somebody who may see it."""
    family = given.get("family")
    if command in NOTES_ITSELF:
        return
    if command in TELLS_OF_FAMILIES:
        _note_told(asking, command, given)
    elif asking.operation in SHOWS_A_FAMILY:
        asking.shown(str(family), command)
    elif is_list(command):
        asked = {name: value for name, value in given.items() if name not in _NOT_OF_THE_FILTER}
        asking.note_list(command, asked, asking.ledger.position())
    elif family is not None:
        asking.reached(str(family), command)


def _note_told(asking: Asking, command: str, given: dict[str, Any]) -> None:
    from api.acts.evidence import families_told

    if given["family"]:
        asking.shown(given["what"], command)
        return
    asking.note_each(families_told(asking.ledger, given["what"], given["whole_return"]), command)
