"""Loading one delivery, and telling how far it is while it goes on."""

from __future__ import annotations

import time
from typing import Any

import structlog

from api.acts.loading import check_extract, checked_as_json, load_extract, loaded_as_json, without_folder
from api.deliveries.keeping import folder_of, forget
from api.known_errors import kind_of, message_of
from api.places import Place
from api.today import today_here
from ledger.deliveries import Delivery
from ledger.ledger import Ledger
from ledger.progress import Tell
from ledger.requests import Request

TELL_SECONDS = 0.5
"""How often at most it is written down how far a delivery is."""
UNEXPECTED = "The program failed while it loaded this. That is a fault of the program; its log says where."

_log = structlog.get_logger(__name__)


def load_delivery(ledger: Ledger, place: Place, number: int) -> None:
    """Loads it, or tries it out, and notes what came of it. Interrupted, it is loaded again: that adds nothing.

    Raises what may pass by itself (the database cannot be reached, or is busy), for whoever calls to try again.
    """
    delivery = ledger.deliveries.numbered(number)
    if delivery is None or delivery.finished_at is not None:
        return
    try:
        answer = _answer(ledger, place, delivery)
    except Exception as error:
        _tell_why_not(ledger, delivery, error)
    else:
        ledger.deliveries.finish(number, answer)
    forget(ledger, place, delivery)


def _answer(ledger: Ledger, place: Place, delivery: Delivery) -> dict[str, Any]:
    folder = folder_of(ledger, place, delivery)
    pack, tell = folder / delivery.file if delivery.file else folder, _telling(ledger, delivery.delivery)
    if delivery.only_tried:
        position = ledger.position()
        with without_folder(folder):
            checked = check_extract(ledger, pack, delivery.kind, today_here(), tell)
        return checked_as_json(checked) | {"position": position, "events": 0}
    request = Request(delivery.sent_by, delivery.correlation_id, None, b"", in_parts=True)
    rejects = place.rejects_folder / ledger.name / delivery.folder
    with without_folder(folder):
        loaded = load_extract(
            ledger.on_request(request), pack, delivery.kind, delivery.sent_by, today_here(), rejects, tell)
    return loaded_as_json(loaded) | {"position": ledger.position(), "events": request.events}


def _tell_why_not(ledger: Ledger, delivery: Delivery, error: Exception) -> None:
    kind = kind_of(error)
    if kind is None:
        _log.error("a delivery could not be loaded", ledger=ledger.name, exc_info=error)
        ledger.deliveries.give_up(delivery.delivery, "unexpected", UNEXPECTED)
    elif kind.status == 503:
        raise error
    else:
        ledger.deliveries.give_up(delivery.delivery, kind.name, message_of(error))


def _telling(ledger: Ledger, number: int) -> Tell:
    """Writes down where it is whenever it does something else, and now and then meanwhile."""
    last: tuple[str, float] = ("", 0.0)

    def tell(doing: str, rows_done: int, rows_expected: int) -> None:
        nonlocal last
        now = time.monotonic()
        if doing != last[0] or now - last[1] >= TELL_SECONDS:
            ledger.deliveries.tell(number, doing, rows_done, rows_expected)
            last = doing, now

    return tell
