"""Where what was sent lies until it is loaded: a folder of its own on this server's disk, with a name drawn for it.

It holds personal data, so it is readable by the server's account alone, and goes as soon as it is loaded.
"""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from api.acts.loading import without_folder
from api.leftovers import take_away_left
from api.places import Place
from intake.packs import open_pack
from intake.rejects import make_private
from ledger.deliveries import Delivery, Sending
from ledger.ledger import Ledger

LEFT_HOURS_MAX = 24
"""After so long what no delivery speaks of is taken away: a server was killed while it took it over."""


def keep(
    ledger: Ledger, place: Place, received: Path, kind: str | None, sent_by: str, correlation_id: str, *,
    only_tried: bool = False,
) -> None:  # fmt: skip
    """Takes over the file or folder that was received, to be loaded later. For the act of a request, which is answered
    by the number of the delivery.

    Raises an IntakeError where it can be seen at once that it cannot be read, and whatever else is in the way; then
    nothing is kept.
    """
    with without_folder(_folder(received)):
        open_pack(received, as_kind=kind).closing.close()
    folder, file = secrets.token_hex(8), "" if received.is_dir() else received.name
    kept = place.deliveries_folder / ledger.name / folder
    make_private(kept.parent)
    shutil.move(_folder(received), kept)
    number = ledger.deliveries.next_number()
    ledger.keep_answer({"delivery": number})
    try:
        ledger.save(register=Sending(
            number, folder, file, kind, sent_by, correlation_id, only_tried=only_tried))
    except BaseException:
        shutil.rmtree(kept, ignore_errors=True)
        raise


def _folder(received: Path) -> Path:
    return received if received.is_dir() else received.parent


def folder_of(ledger: Ledger, place: Place, delivery: Delivery) -> Path:
    return place.deliveries_folder / ledger.name / delivery.folder


def is_here(ledger: Ledger, place: Place, delivery: Delivery) -> bool:
    """Whether it lies on this server's disk."""
    return folder_of(ledger, place, delivery).is_dir()


def forget(ledger: Ledger, place: Place, delivery: Delivery) -> None:
    shutil.rmtree(folder_of(ledger, place, delivery), ignore_errors=True)


def forget_what_was_left(ledger: Ledger, place: Place) -> None:
    """What a server that was killed did not come to take away."""
    wanted = {one.folder for one in ledger.deliveries.unfinished()}
    take_away_left(place.deliveries_folder / ledger.name, LEFT_HOURS_MAX, wanted)
