"""`outcomes move out` and `move in`: families that move between authorities."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.asking import day_asked
from api.command_line.given import text_in
from api.command_line.options import By, DataDir, FamilyId, LedgerName, recorded_by
from api.command_line.trusting import public_keys
from api.places import opened_ledger, place_from
from domain.counts import how_many

app = typer.Typer(help="Families that move between authorities, their history with them.", rich_markup_mode=None)

PassphraseFile = Annotated[Path, typer.Option(
    "--passphrase-file", help="A file with the passphrase that both authorities agreed on.", exists=True,
    dir_okay=False)]  # fmt: skip


@app.command("out")
def out(
    family: FamilyId,
    file: Annotated[Path, typer.Argument(help="The file to write; it must not be there yet.", dir_okay=False)],
    to: Annotated[str, typer.Option("--to", metavar="LEDGER", help="The receiving authority's ledger.")],
    passphrase_file: PassphraseFile,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When it moved; by default today.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Write a family's whole history, proved, and who its people are, for one other authority; record that it moved."""
    from api.england.moving import move_out

    recorder, moved_on = recorded_by(by), day_asked(on)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        letter = move_out(opened, family, to, moved_on, text_in(passphrase_file).strip(), file, recorder)
    print(f"{family} moved to {to}: {file}, pack {letter.digest[:16]}. No new claim is prepared for it here.")


@app.command("in")
def come_in(
    file: Annotated[Path, typer.Argument(help="As `outcomes move out` wrote it.", exists=True, dir_okay=False)],
    from_key: Annotated[str, typer.Option("--from-key", metavar="VKEY", help="The sender's public key, or its file.")],
    passphrase_file: PassphraseFile,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Verify such a file against the sender's public key, and record the family's history here."""
    from api.england.moving import move_in
    from projections.runner import catch_up

    recorder, key = recorded_by(by), public_keys([from_key])[0]
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        arrived = move_in(opened, file.read_bytes(), file.name, key, text_in(passphrase_file).strip(), recorder)
        if arrived.events:
            catch_up(opened)
    if not arrived.events:
        print(f"{arrived.family_id} had moved in by this pack already: nothing was recorded.")
        return
    print(f"{arrived.family_id} moved in: verified, {how_many(arrived.events, 'event')} recorded,"
          f" {how_many(arrived.people, 'person', 'people')}, {how_many(arrived.claimed_before, 'claim')} made before.")
    if arrived.terms:
        print(f"notice: {len(arrived.terms)} school terms are not as the sender has them, so that verdicts may differ.")
    if arrived.other_rules:
        print("notice: the sender decided by other rules, so that verdicts may differ.")
