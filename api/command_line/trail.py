"""`outcomes trail`: an auditor's twelve questions about a claim, answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.command_line.options import By, DataDir, Known, LedgerName, recorded_by
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from

TrailFormat = Literal["text", "json", "pdf"]


def trail(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The claim's id, as TF2012-20130731-0001.")],
    format: Annotated[TrailFormat, typer.Option("--format", help="text, json, or a PDF/A document.")] = "text",
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; needed for pdf.")] = None,
    purpose: Annotated[str | None, typer.Option("--purpose", help="What for; it stands in the access log.")] = None,
    known: Known = None,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Answer an auditor's twelve questions about a claim, each with the events that answer it.

    Who looks, when and for what is noted in the access log.
    """
    from api.answers.questions import position_asked
    from api.trails.trail import trail_of

    recorder = recorded_by(by)
    if format == "pdf" and output is None and sys.stdout.isatty():
        raise OptionUnusable("A PDF document is nothing for a terminal: name a file by -o.")
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        made = _as(format, trail_of(opened, claim, recorder, purpose, position_asked(opened, known)))
    if output is not None:
        output.write_bytes(made)
        print(f"Wrote the trail of {claim} to {output}.")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(made)


def _as(format: TrailFormat, trail: object) -> bytes:
    import json

    from api.trails.as_pdf import as_pdf
    from api.trails.as_text import as_text
    from api.trails.trail import Trail, as_json

    assert isinstance(trail, Trail)
    if format == "pdf":
        return as_pdf(trail)
    if format == "json":
        return (json.dumps(as_json(trail), indent=2, ensure_ascii=False) + "\n").encode()
    return as_text(trail).encode()
