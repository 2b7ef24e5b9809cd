"""The options that commands on claims share, worded once."""

from __future__ import annotations

from typing import Annotated

import typer

RoundDay = Annotated[str, typer.Option("--round", metavar="DAY", help="The day of the claim round, as 2013-07-31.")]
ClaimId = Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id, as TF2012-20130731-0001.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record.")]
OnlyScheme = Annotated[str | None, typer.Option("--scheme", metavar="S", help="Of this scheme alone.")]
