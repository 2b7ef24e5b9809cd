"""`outcomes checkpoint ...`: what the ledger signed of itself."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.given import text_in
from api.command_line.options import DataDir, LedgerName, ListFormat
from api.command_line.output import write_list
from api.command_line.trusting import Keys, Output, note_in, public_keys, write
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from

app = typer.Typer(
    name="checkpoint", help="What the ledger signed of itself: to be minuted, mailed, and co-signed by a witness.",
    rich_markup_mode=None)  # fmt: skip


@app.command("list")
def list_checkpoints(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the checkpoints that were signed."""
    from ledger.proof.checkpointing import notes
    from ledger.proof.checkpoints import Checkpoint

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        held = notes(cursor)
    rows = ((one.size, one.position, one.sealed_at.isoformat(), len(note.signatures) - 1)
            for note in held for one in (Checkpoint.parse(note.text),))  # fmt: skip
    write_list(("events", "position", "sealed_at", "witnesses"), rows, format)


@app.command()
def show(
    size: Annotated[int | None, typer.Option(help="Over so many events; by default the last one.")] = None,
    output: Output = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Write a checkpoint as text: to be minuted, mailed, or given to a witness."""
    from ledger.proof.checkpointing import note_over

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        write(str(note_over(cursor, size)).encode(), output)


@app.command("key")
def show_key(ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Print the ledger's public key: give it to whoever is to verify anything."""
    from ledger.sealing.ledger_keys import signing_key

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        print(signing_key(cursor, opened.database.master_key, opened.name).public)


@app.command()
def consistency(
    earlier: Annotated[int, typer.Argument(help="The smaller number of events.")],
    later: Annotated[int | None, typer.Argument(help="The larger one; by default the last checkpoint's.")] = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Print the hashes which prove that one checkpoint goes on from another (RFC 9162, 2.1.4), in base64."""
    import base64

    from ledger.proof.checkpointing import note_over
    from ledger.proof.checkpoints import Checkpoint
    from ledger.proof.hashing import consistency_proof
    from ledger.proof.tiles import TileNodes

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        first, second = (Checkpoint.parse(note_over(cursor, size).text).size for size in (earlier, later))
        for one in consistency_proof(TileNodes(cursor), first, second):
            print(base64.b64encode(one).decode())


@app.command()
def cosign(
    file: Annotated[
        Path, typer.Argument(help="The checkpoint to co-sign; the signature is added.", exists=True, dir_okay=False)
    ],
    witness_key: Annotated[Path, typer.Option("--witness-key", help="The witness's own key file; made if missing.")],
    name: Annotated[str, typer.Option(help="The witness's name, such as kent.gov.uk/witness.")],
    key: Keys = None,
    seen: Annotated[
        Path | None, typer.Option(help="The last checkpoint of this log that the witness saw, kept up to date here.")
    ] = None,
    proof: Annotated[
        Path | None, typer.Option(help="What `checkpoint consistency` printed, from the one seen.")
    ] = None,
) -> None:
    """As a witness (another council, an auditor): say that a checkpoint was seen, and goes on from the last one."""
    from ledger.proof.witnessing import cosigned

    trusted = public_keys(key)
    if not trusted:
        raise OptionUnusable("Say by --key which ledger's public key is trusted.")
    note, public = cosigned(text_in(file), trusted, witness_key, name, int(time.time()), seen, proof)
    file.write_text(str(note), "utf-8")
    print(public)


@app.command()
def add(
    file: Annotated[
        Path, typer.Argument(help="A checkpoint that a witness has co-signed.", exists=True, dir_okay=False)
    ],
    key: Keys = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Keep a witness's signature with the checkpoint, so that evidence packs carry it."""
    from ledger.proof.checkpointing import add_cosignatures
    from ledger.proof.notes import NoteUnusable

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        try:
            added = add_cosignatures(cursor, note_in(file), public_keys(key))
        except NoteUnusable as unusable:
            raise OptionUnusable(str(unusable)) from None
    if not added:
        raise OptionUnusable("None of the keys given by --key has signed this checkpoint.")
    print("\n".join(map(str, added)))
