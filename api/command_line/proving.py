"""`outcomes seal`, `check`, `evidence` and `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.ending import DONE
from api.command_line.options import DataDir, Known, LedgerName
from api.command_line.progress import progress_shown
from api.command_line.trusting import DIFFERS, Keys, Output, key_text, note_in, public_keys, write
from api.errors import OptionUnusable
from api.places import opened_ledger, place_from
from ledger.progress import telling


def seal(ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Add what was recorded to the tree, and sign its head; prints the checkpoint."""
    from ledger.proof.access_days import seal_access_log
    from ledger.proof.checkpointing import note_over
    from ledger.proof.checkpointing import seal as sign

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        with progress_shown() as tell:
            sign(opened, telling(tell, "sealing"))
        seal_access_log(opened)
        with opened.transaction() as cursor:
            print(note_over(cursor), end="")


def check(
    key: Keys = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="CHECKPOINT", help="One kept elsewhere.", exists=True, dir_okay=False),
    ] = None,
    log_only: Annotated[
        bool, typer.Option("--log-only", help="Events, tree and checkpoints alone; needs no master key.")
    ] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> int:
    """Derive every hash, checkpoint, claim and table again from the events, and name the first thing that differs."""
    from api.acts.checking import check_everything
    from ledger.proof.notes import NoteUnusable

    with opened_ledger(place_from(data_dir, ledger)) as opened, progress_shown() as tell:
        try:
            kept = [note_in(file) for file in against or ()]
            found = check_everything(opened, public_keys(key), kept, log_only, tell)
        except NoteUnusable as unusable:
            raise OptionUnusable(str(unusable)) from None
    print("\n".join(found.lines))
    return DONE if found.agrees else DIFFERS


def evidence(
    what: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id; or with --family a family_id.")],
    output: Output = None,
    family: Annotated[bool, typer.Option("--family", help="Of a family, up to --known.")] = False,
    whole_return: Annotated[bool, typer.Option("--return", help="Of the whole return that the claim is in.")] = False,
    known: Known = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Write an evidence pack, which a stranger verifies with `outcomes verify` and the ledger's public key."""
    from api.acts.evidence import evidence_of_claim, evidence_of_family, evidence_of_return
    from api.answers.questions import position_asked

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if family:
            made = evidence_of_family(opened, what, position_asked(opened, known))
        elif whole_return:
            made = evidence_of_return(opened, what)
        else:
            made = evidence_of_claim(opened, what)
    write(made, output)


def verify(
    pack: Annotated[Path, typer.Argument(help="The evidence pack.", exists=True, dir_okay=False)],
    key: Keys = None,
    signatures: Annotated[int, typer.Option(min=1, help="How many of the keys must have signed.")] = 1,
) -> int:
    """Verify an evidence pack: with no ledger, no database and no network."""
    from ledger.proof.verify import verify as verified

    if not key:
        raise OptionUnusable("Say by --key which public key is trusted: `outcomes checkpoint key` prints a ledger's.")
    found = verified(pack.read_bytes(), [key_text(one) for one in key], signatures)
    print(found.page(), end="")
    return DONE if found.holds else DIFFERS
