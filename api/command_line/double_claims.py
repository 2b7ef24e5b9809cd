"""`outcomes double-claims`: whether two authorities claimed for one person, and for whom neither tells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.options import DataDir, LedgerName, ListFormat
from api.command_line.output import write_list
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from api.wording.days import day_from

app = typer.Typer(help="Whether two authorities claimed for one person, by keyed hashes.", rich_markup_mode=None)

KeyFile = Annotated[Path, typer.Option(
    "--key-file", help="The key that the authorities share for one check.", exists=True, dir_okay=False)]  # fmt: skip


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write.", dir_okay=False)],
    key_file: KeyFile,
    round: Annotated[str | None, typer.Option("--round", metavar="DAY", help="One round; by default all.")] = None,
    ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Write the marks of everyone who is counted in a claim that stands; for whoever compares, without the key."""
    from api.england.double_claims import marks_file

    key, round_on = _key(key_file), None if round is None else day_from(round)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        written = marks_file(opened, key, round_on)
    file.write_text(written, "ascii")
    print(f"{file}: {written.count(chr(10)) - 1:,} marks, random ones among them.")


@app.command()
def compare(
    files: Annotated[list[Path], typer.Argument(help="Two files or more.", exists=True, dir_okay=False)],
    format: ListFormat = None,
) -> None:
    """List the marks that are in more than one file. Needs no key and no ledger."""
    from domain.claims.doubles import in_several

    if len(files) < 2:
        raise OptionUnusable("Name two files or more: a file has every mark once.")
    found = in_several([_text(file) for file in files])
    write_list(("mark", "files", "in"), (
        (mark, len(places), " ".join(files[place].name for place in places)) for mark, places in found.items()), format)


@app.command()
def mine(
    file: Annotated[Path, typer.Argument(help="Marks, as `compare` lists them as csv.", exists=True, dir_okay=False)],
    key_file: KeyFile, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """List which of our own claims the marks are of, and for whom they were counted."""
    from api.england.double_claims import mine as ours

    key, marks = _key(key_file), {line.partition(",")[0] for line in _text(file).splitlines()}
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        found = ours(opened, key, marks)
    write_list(("claim", "family_id", "person_id", "by"), (
        (one.claim, one.family_id, one.person_id, one.by) for one in found), format)


def _key(file: Path) -> bytes:
    from domain.claims.doubles import KEY_LEAST_BYTES

    key = file.read_bytes().strip()
    if len(key) < KEY_LEAST_BYTES:
        raise OptionUnusable(f"The key is too short: {KEY_LEAST_BYTES} random bytes or more, used for one check alone.")
    return key


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except UnicodeDecodeError:
        raise OptionUnusable(f"{file} holds no marks.") from None
