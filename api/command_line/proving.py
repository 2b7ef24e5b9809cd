"""`outcomes seal`, `check`, `evidence`, `verify`, `erase`, `checkpoint ...` and `keys ...`."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.ending import DONE
from api.command_line.options import By, DataDir, Known, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.command_line.progress import progress_shown, telling
from api.errors import OptionUnusable
from api.places import opened_database, opened_ledger, place_from

if TYPE_CHECKING:
    from ledger.proof.notes import Note, PublicKey

DIFFERS = 1

checkpoint = typer.Typer(
    name="checkpoint", help="What the ledger signed of itself: to be minuted, mailed, and co-signed by a witness.",
    rich_markup_mode=None)  # fmt: skip
keys = typer.Typer(name="keys", help="The master key, by which all others are wrapped.", rich_markup_mode=None)

Keys = Annotated[
    list[str] | None,
    typer.Option("--key", metavar="PUBKEY", help="A public key, or a file that holds one; more for witnesses."),
]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="The file to write; by default standard output.")]


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
    from api.checking import check_everything
    from ledger.proof.notes import NoteUnusable

    with opened_ledger(place_from(data_dir, ledger)) as opened, progress_shown() as tell:
        try:
            found = check_everything(opened, public_keys(key), [_note(file) for file in against or ()], log_only, tell)
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
    from api.evidence import evidence_of_claim, evidence_of_family, evidence_of_return

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if family:
            made = evidence_of_family(opened, what, known)
        elif whole_return:
            made = evidence_of_return(opened, what)
        else:
            made = evidence_of_claim(opened, what)
    _write(made, output)


def verify(
    pack: Annotated[Path, typer.Argument(help="The evidence pack.", exists=True, dir_okay=False)],
    key: Keys = None,
    signatures: Annotated[int, typer.Option(min=1, help="How many of the keys must have signed.")] = 1,
) -> int:
    """Verify an evidence pack: with no ledger, no database and no network."""
    from ledger.proof.verify import verify as verified

    if not key:
        raise OptionUnusable("Say by --key which public key is trusted: `outcomes checkpoint key` prints a ledger's.")
    found = verified(pack.read_bytes(), [_key_text(one) for one in key], signatures)
    print(found.page(), end="")
    return DONE if found.holds else DIFFERS


def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The authority's own person_id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays on record for ever: name nobody.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided it. It stays on record.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Erase a person: what was said of the person can never be read again; proofs, counts and payments stay."""
    from api.erasing import erase_called

    if not yes and sys.stdin.isatty():
        typer.confirm(f"Erase everything about {person}, for ever?", abort=True)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        families = erase_called(opened, person, reason, decided_by, recorded_by(by))
        print(f"Erased. The decision is recorded with {families} families; the log is at position {opened.position()}.")
        print("Backups from before open with the master key of then: `outcomes keys rotate`, and destroy the old one.")


def retention(
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="As of this day; default today.")] = None,
    schedule: Annotated[Path | None, typer.Option(help="The authority's own retention schedule (YAML).")] = None,
    people: Annotated[bool, typer.Option("--people", help="Only who may be erased, and since when.")] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Report until when what is said of each person may be kept. Nothing is erased by this."""
    from api.command_line.asking import day_asked
    from api.retaining import DUE_COLUMNS, PEOPLE_COLUMNS, due_rows, people_rows
    from ledger.retention.rules import read_schedule, shipped_schedule

    day = day_asked(at)
    rules = read_schedule(schedule.read_text("utf-8")) if schedule else shipped_schedule()
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if people:
            write_list(PEOPLE_COLUMNS, people_rows(opened, rules, day), format)
        else:
            write_list(DUE_COLUMNS, due_rows(opened, rules, day), format)


def seal_away(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The authority's own person_id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays on record for ever: name nobody.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided it. It stays on record.")],
    deposit: Annotated[Path, typer.Option("--deposit", help="The new file for the custodian: keep it offline.")],
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """After an adoption: forget a person here, and give the key to a custodian. A new name is a new person."""
    from api.erasing import seal_away_called

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        families = seal_away_called(opened, person, reason, decided_by, recorded_by(by), deposit)
        print(f"Sealed away in {families} families. The only key is in {deposit}: give it to the custodian.")


# ---- checkpoint ------------------------------------------------------------------------------------------------------


@checkpoint.command("list")
def list_checkpoints(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the checkpoints that were signed."""
    from ledger.proof.checkpointing import notes
    from ledger.proof.checkpoints import Checkpoint

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        held = notes(cursor)
    rows = ((one.size, one.position, one.sealed_at.isoformat(), len(note.signatures) - 1)
            for note in held for one in (Checkpoint.parse(note.text),))  # fmt: skip
    write_list(("events", "position", "sealed_at", "witnesses"), rows, format)


@checkpoint.command()
def show(
    size: Annotated[int | None, typer.Option(help="Over so many events; by default the last one.")] = None,
    output: Output = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Write a checkpoint as text: to be minuted, mailed, or given to a witness."""
    from ledger.proof.checkpointing import note_over

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        _write(str(note_over(cursor, size)).encode(), output)


@checkpoint.command("key")
def show_key(ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Print the ledger's public key: give it to whoever is to verify anything."""
    from ledger.sealing.ledger_keys import signing_key

    with opened_ledger(place_from(data_dir, ledger)) as opened, opened.transaction() as cursor:
        print(signing_key(cursor, opened.database.master_key, opened.name).public)


@checkpoint.command()
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


@checkpoint.command()
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
    note, public = cosigned(file.read_text("utf-8"), trusted, witness_key, name, int(time.time()), seen, proof)
    file.write_text(str(note), "utf-8")
    print(public)


@checkpoint.command()
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
            added = add_cosignatures(cursor, _note(file), public_keys(key))
        except NoteUnusable as unusable:
            raise OptionUnusable(str(unusable)) from None
    if not added:
        raise OptionUnusable("None of the keys given by --key has signed this checkpoint.")
    print("\n".join(map(str, added)))


# ---- keys ------------------------------------------------------------------------------------------------------------


@keys.command()
def rotate(
    to: Annotated[
        Path | None, typer.Option(help="The file for the new key, where the old one came without a file.")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Wrap every key by a new master key; no event is touched. Programs that run meanwhile are to be started anew."""
    from ledger.sealing.rotating import rotate as wrap_anew

    with opened_database(place_from(data_dir)) as database:
        wrapped = wrap_anew(database, to)
        print(f"{wrapped} keys are wrapped by the master key {database.master_key.id}.")


@keys.command("erased")
def list_erased(ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None) -> None:
    """List the decisions to erase someone. It is by this list that a restored backup forgets them again."""
    from ledger.sealing.erasing import erasures

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        rows = [(one.person, one.erased_at, one.decided_by, one.reason) for one in erasures(opened)]
    write_list(("pseudonym", "erased_at", "decided_by", "reason"), rows, format)


# ---- what is given ---------------------------------------------------------------------------------------------------


def public_keys(given: list[str] | None) -> list[PublicKey]:
    from ledger.proof.notes import NoteUnusable, PublicKey

    try:
        return [PublicKey.parse(_key_text(one)) for one in given or ()]
    except NoteUnusable as unusable:
        raise OptionUnusable(str(unusable)) from None


def _key_text(given: str) -> str:
    """A key as it is written, or what a file holds."""
    if "+" in given and not Path(given).is_file():
        return given
    if not Path(given).is_file():
        raise OptionUnusable(f"{given} is neither a public key nor a file that holds one.")
    return Path(given).read_text("utf-8").strip()


def _note(file: Path) -> Note:
    from ledger.proof.notes import Note

    return Note.parse(file.read_text("utf-8"))


def _write(made: bytes, output: Path | None) -> None:
    if output is None:
        sys.stdout.buffer.write(made)
    else:
        output.write_bytes(made)
        print(f"{output}: {len(made):,} bytes.", file=sys.stderr)
