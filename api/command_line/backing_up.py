"""`outcomes backup` and `outcomes restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.options import DataDir, LedgerName
from api.command_line.progress import progress_shown
from api.command_line.trusting import Keys, public_keys
from api.places import opened_database, place_from
from domain.counts import how_many
from ledger.progress import telling

if TYPE_CHECKING:
    from ledger.backup.restoring import Restored


def backup(
    to: Annotated[Path, typer.Argument(help="The new file; or a folder, into which every ledger is backed up.")],
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Back a ledger up into one file, sealed and signed, while it is in use. The master key is not in it."""
    from api.acts.backups import back_up_to

    place = place_from(data_dir, ledger)
    with opened_database(place) as database:
        for file, made in back_up_to(database, to, place.ledger):
            size = file.stat().st_size
            held = f"{made.ledger} up to position {made.position}, {how_many(made.events, 'event')}"
            print(f"{file}: {held}, {size:,} bytes.")
        keys = database.master_key.file
    print(f"The master key {made.master_key_id} is not in it: keep a copy of it apart, with the list of erased persons"
          f"{f' ({keys.parent})' if keys else ''}.")  # fmt: skip


def restore(
    file: Annotated[Path, typer.Argument(help="The file of the backup.", exists=True, dir_okay=False)],
    key: Keys = None,
    tokens_hold: Annotated[
        bool, typer.Option("--tokens-hold", help="Let tokens hold on; those revoked since the backup hold again too.")
    ] = False,
    data_dir: DataDir = None,
) -> None:
    """Put a ledger back from its backup: check it against what was sealed, forget the erased, make the tables anew."""
    from api.access.opening import local_tokens
    from api.acts.backups import restore_from

    place = place_from(data_dir)
    token_key = None if tokens_hold else local_tokens(place.data_folder).key_id
    with opened_database(place, may_create=True) as database, progress_shown() as tell:
        restored = restore_from(database, file, public_keys(key), telling(tell, "deciding"), token_key)
        print("\n".join(_told(restored, database.erased_list, tokens_hold)))


def _told(restored: Restored, erased_list: Path | None, tokens_hold: bool) -> list[str]:
    manifest = restored.manifest
    return [
        f"Restored {manifest.ledger} as of {manifest.made_at}: {how_many(manifest.events, 'event')} up to position"
        f" {manifest.position}, all as sealed.",
        _forgotten(restored.forgotten, erased_list),
        "Tokens of the backup hold, those revoked since the backup too: revoke them once more (`outcomes token`)."
        if tokens_hold else "No token of before lets anyone in: make new ones (`outcomes token make`).",
        "What was recorded since the backup is not in it. `outcomes check` looks at everything else.",
    ]


def _forgotten(forgotten: int | None, erased_list: Path | None) -> str:
    if forgotten is not None:
        return f"Persons erased since the backup, and forgotten again: {forgotten}."
    where = f"at {erased_list}" if erased_list else "(OUTCOMES_ERASED_LIST names none)"
    return (
        f"There is no list of erased persons {where}: if anyone was erased since the backup, they are back. Put the"
        " list there, and run any command on the ledger."
    )
