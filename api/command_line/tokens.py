"""`outcomes token ...`: ways in for people and programs, each for one ledger; and the keys that sign them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from api.access.roles import Role
from api.command_line.options import By, DataDir, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.errors import OptionUnusable
from api.places import opened_database, opened_ledger, place_from
from api.wording.days import day_from
from domain.counts import how_many

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
    of_round = None if sample is None else day_from(sample).isoformat()
    with opened_ledger(place) as opened:
        made = local_tokens(place.data_folder).make(name, opened.name, role, days, scope or (), of_round)
        issue(opened, made, recorder)
    print(made.text)


@app.command("list")
def list_tokens(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List every token that was made: for whom, by whom, until when. The tokens themselves are kept nowhere."""
    from ledger.tokens import tokens_made

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = [
            (one.id, one.name, ";".join(one.roles), ";".join(one.scopes), one.sample, one.made_by,
             _moment(one.expires_at), _moment(one.revoked_at), one.revoked_by, one.key)
            for one in tokens_made(opened)
        ]  # fmt: skip
    write_list(_COLUMNS, rows, format)


@app.command()
def revoke(
    token: Annotated[str | None, typer.Argument(help="The id of the token, as `outcomes token list` shows it.")] = None,
    every: Annotated[bool, typer.Option("--every", help="Every token of the ledger, one's own as well.")] = False,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Let nobody in by a token any more."""
    from ledger.tokens import revoke_every_token, revoke_token

    if (token is None) is not every:
        raise OptionUnusable("Name one token, or say --every.")
    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if token is not None:
            revoke_token(opened, token, recorder)
            print(f"Revoked the token {token}.")
        else:
            print(f"Revoked {how_many(revoke_every_token(opened, recorder), 'token')}: every one that held.")


@app.command("keys")
def list_keys(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the keys whose tokens the ledger takes or took, and which of them signs new ones here."""
    from api.access.opening import local_tokens
    from ledger.token_keys import token_keys

    place = place_from(data_dir, ledger)
    with opened_ledger(place) as opened:
        signs, rows = local_tokens(place.data_folder).key_id, token_keys(opened)
    write_list(_KEY_COLUMNS, (
        (one.id, "yes" if one.id == signs else "no", _moment(one.taken_at), one.taken_by, _moment(one.retired_at),
         one.retired_by) for one in rows), format)  # fmt: skip


@app.command()
def rotate(by: By = None, data_dir: DataDir = None) -> None:
    """Make a new key that signs every token from now on. Those of older keys hold until these are retired."""
    from api.access.rotating import rotate as exchange

    recorder, place = recorded_by(by), place_from(data_dir)
    with opened_database(place) as database:
        done = exchange(database, os.environ, place.data_folder, recorder)
    print(f"New tokens are signed with the key {done.key}, in {done.file}, and taken by {', '.join(done.ledgers)}.")
    if done.passed_over:
        print(f"notice: not by {', '.join(done.passed_over)}, which takes tokens of other keys than are here.")


@app.command()
def retire(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key, as `outcomes token keys` shows it.")],
    by: By = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Let nobody in any more by a token that this key signed, and forget the key. It never returns."""
    from api.access.rotating import retire as end

    recorder, place = recorded_by(by), place_from(data_dir)
    with opened_database(place) as database:
        ledgers = end(database, os.environ, place.data_folder, key, recorder)
    print(f"The key {key} is retired in {', '.join(ledgers)}: nobody is let in by a token that it signed.")


_COLUMNS = ("token", "for", "roles", "scopes", "sample", "made_by", "expires_at", "revoked_at", "revoked_by", "key")
_KEY_COLUMNS = ("key", "signs", "taken_at", "taken_by", "retired_at", "retired_by")


def _moment(moment: object) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
