"""The keys, checkpoints and files that commands of proof are given, and what they write."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.given import text_in
from api.errors import OptionUnusable

if TYPE_CHECKING:
    from ledger.proof.notes import Note, PublicKey

DIFFERS = 1
"""The exit code where something is not as it was signed."""

Keys = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="PUBKEY", help="A public key, or a file that holds one; more for witnesses."),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; by default standard output.")]


def public_keys(given: list[str] | None) -> list[PublicKey]:
    from ledger.proof.notes import NoteUnusable, PublicKey

    try:
        return [PublicKey.parse(key_text(one)) for one in given or ()]
    except NoteUnusable as unusable:
        raise OptionUnusable(str(unusable)) from None


def key_text(given: str) -> str:
    """A key as it is written, or what a file holds."""
    if "+" in given and not Path(given).is_file():
        return given
    if not Path(given).is_file():
        raise OptionUnusable(f"{given} is neither a public key nor a file that holds one.")
    return text_in(Path(given)).strip()


def note_in(file: Path) -> Note:
    from ledger.proof.notes import Note

    return Note.parse(text_in(file))


def write(made: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(made)
    else:
        output.write_bytes(made)
        print(f"{output}: {len(made):,} bytes.", file=sys.stderr)
