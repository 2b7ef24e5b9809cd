"""`outcomes serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.options import DataDir, LedgerName
from api.places import place_from


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on; only this machine by default.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 is any that is free.")] = 8000,
    project: Annotated[bool, typer.Option(help="Keep the tables up with the log in this process too.")] = True,
    may_create_ledgers: Annotated[
        bool, typer.Option("--may-create-ledgers", help="Let administrators create ledgers over HTTP.")
    ] = False,
    nation: Annotated[
        str | None, typer.Option(metavar="LEDGER", help="Whose national readers are told the totals of all ledgers.")
    ] = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Answer over HTTP, and keep the tables up with the log in the same process, until stopped."""
    from api.http.serving import serve_until_stopped
    from api.http.settings import Settings

    serve_until_stopped(Settings(place_from(data_dir, ledger), project, may_create_ledgers, nation), host, port)
