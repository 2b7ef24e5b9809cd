"""`outcomes token make`, `list` and `revoke`: ways in for people and programs, each for one ledger."""

from __future__ import annotations

from typing import Annotated

import typer

from api.access.roles import Role
from api.command_line.options import By, DataDir, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.places import opened_ledger, place_from

app = typer.Typer(name="token", help="Tokens, by which people and programs are let in.", rich_markup_mode=None)

DAYS = 30


@app.command()
def make(
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="Whom it is for, as will stand on record.")],
    role: Annotated[list[Role], typer.Option("--role", help="A role; more by more of these.")],
    scope: Annotated[list[str] | None, typer.Option("--scope", help="What a program may do; more by more.")] = None,
    sample: Annotated[
        str | None, typer.Option("--sample", metavar="DAY", help="The round whose sample a spot checker reads.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How long it holds.")] = DAYS,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Make a token, and print it alone: whoever has it is let in."""
    from api.access.issuing import issue
    from api.access.opening import local_tokens

    recorder, place = recorded_by(by), place_from(data_dir, ledger)
    with opened_ledger(place) as opened:
        made = local_tokens(place.data_folder).make(name, opened.name, role, days, scope or (), sample)
        issue(opened, made, recorder)
    print(made.text)


@app.command("list")
def list_tokens(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List every token that was made: for whom, by whom, until when. The tokens themselves are kept nowhere."""
    from ledger.tokens import tokens_made

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = [
            (one.id, one.name, ";".join(one.roles), ";".join(one.scopes), one.sample, one.made_by,
             _moment(one.expires_at), _moment(one.revoked_at), one.revoked_by)
            for one in tokens_made(opened)
        ]  # fmt: skip
    write_list(_COLUMNS, rows, format)


@app.command()
def revoke(
    token: Annotated[str, typer.Argument(help="The id of the token, as `outcomes token list` shows it.")],
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Let nobody in by a token any more."""
    from ledger.tokens import revoke_token

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        revoke_token(opened, token, recorder)
    print(f"Revoked the token {token}.")


_COLUMNS = ("token", "for", "roles", "scopes", "sample", "made_by", "expires_at", "revoked_at", "revoked_by")


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
