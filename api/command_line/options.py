"""The options that commands share, worded once."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.defaults import DEFAULT_SCHEME as DEFAULT_SCHEME
from api.errors import OptionUnusable
from api.places import DATA_DIR_VARIABLE

Format = Literal["table", "csv", "json"]

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        help=f"The data folder; by default what {DATA_DIR_VARIABLE} says, or else ./.data. With DATABASE_URL set it"
        " holds only rejected rows and the log.",
    ),
]
LedgerName = Annotated[str | None, typer.Option("--ledger", help="The ledger's name; by default the only one.")]
By = Annotated[
    str | None, typer.Option("--by", help="Who does it, as it will stand on record; by default your login name.")
]
At = Annotated[str | None, typer.Option("--at", metavar="DAY", help="The day asked about; by default today.")]
Known = Annotated[
    str | None,
    typer.Option(
        "--known", metavar="K",
        help="As known then: a position in the log, a moment, or a day (its end); by default now.",
    ),
]
SchemeName = Annotated[str, typer.Option("--scheme", metavar="S", help="The scheme.")]
ListFormat = Annotated[
    Format | None, typer.Option("--format", help="By default a table on a terminal, and csv elsewhere.")
]
ReportFormat = Annotated[
    Format | None, typer.Option("--format", help="By default text to be read; csv and json are for programs.")
]


def _readable(text: str | None) -> str | None:
    """Raises `OptionUnusable` for bytes that are no UTF-8, which no ledger can hold."""
    if text is not None and not text.isprintable():
        raise OptionUnusable(f"{text!a} is no plain text: write it in UTF-8, without control characters.")
    return text


FamilyId = Annotated[str, typer.Argument(help="The authority's own family_id.", callback=_readable)]


def recorded_by(by: str | None) -> str:
    """Raises `OptionUnusable` where nobody is named and the login name cannot be had."""
    try:
        said = (by if by is not None else getpass.getuser()).strip()
    except (KeyError, OSError):
        said = ""
    if not said:
        raise OptionUnusable("Nobody is named as the one who does this: name a person or program by --by.")
    _readable(said)
    return said
