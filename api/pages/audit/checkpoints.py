"""Checkpoints: what the ledger signed of itself, whether the log is as signed, and whether a copy of one is ours.

A check is done in a process beside the server, one at a time of a ledger, as `outcomes check` does it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.access.operations import SEAL, VERIFY
from api.acts.checking import Check, Checked
from api.pages.frame.acting import DONE, Refused, act_once, done_at, refused, seen_from
from api.pages.frame.beside import WAIT_SECONDS
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.under_way import shown_under_way
from api.pages.frame.visiting import Visit, visits
from ledger.ledger import Ledger
from ledger.proof.checkpointing import notes, seal
from ledger.proof.checkpoints import Checkpoint
from ledger.sealing.ledger_keys import public_key

router = APIRouter()

PATH = "/audit/checkpoints"
CHECK = f"{PATH}/check"
CHECKPOINTS_SHOWN = 50
NOTE_LENGTH_MAX = 10_000

_LONG = (
    "Every hash is derived again from the events, and every checkpoint compared; where everything is checked, every"
    " content is opened, every claim decided and every table made again."
)
_UNDER_WAY = Refused(409, "A check of this ledger is under way already. Wait for it to end, and then begin yours.")

_Verifies = Annotated[Visit, visits(VERIFY)]


@dataclass(frozen=True, slots=True)
class Signed:
    checkpoint: Checkpoint
    witnesses: int
    note: str


@router.get(PATH)
def checkpoints(visit: _Verifies) -> Response:
    return _page(visit)


@router.post(PATH)
def sealed(visit: Annotated[Visit, visits(SEAL)], form: Sent) -> Response:
    found = act_once(visit, form, lambda ledger: ledger.keep_answer({"size": seal(ledger).size}), in_parts=True)
    if isinstance(found, Refused):
        return _page(seen_from(visit, PATH), refusal=found)
    return done_at(visit, PATH, "sealed")


@router.post(CHECK)
def check(visit: _Verifies, form: Sent) -> Response:
    """Begins a check, and goes on to the page of it. Records nothing."""
    handed, key = form.text("handed") or "", form.text("trusted") or ""
    asked = Check((key,) if key else (), (_as_signed(handed),) if handed else (), form.text("do") != "everything")
    try:
        asked.refuse_unusable()
        work = visit.beside.asked(visit.ledger, _of(visit), asked, anew=True)
    except Exception as error:
        return _page(seen_from(visit, PATH), refusal=refused(error), handed=handed, trusted=key)
    if work.task != asked:
        return _page(seen_from(visit, PATH), refusal=_UNDER_WAY, handed=handed, trusted=key)
    return RedirectResponse(visit.link(CHECK), 303)


@router.get(CHECK)
def checked(visit: _Verifies) -> Response:
    """The last check that was begun: how far it is, or what it found."""
    work = visit.beside.held(_of(visit))
    if work is None or not isinstance(work.task, Check):
        return RedirectResponse(visit.link(PATH), 303)
    handed, key = "".join(work.task.against), "".join(work.task.keys)
    try:
        if not work.within(WAIT_SECONDS):
            title = "Checking the log" if work.task.log_only else "Checking everything"
            return shown_under_way(visit, work, title, _LONG)
    except Exception as error:
        return _page(visit, refusal=refused(error), handed=handed, trusted=key)
    return _page(visit, checked=work.result, everything=not work.task.log_only, handed=handed, trusted=key)


def _of(visit: Visit) -> tuple[str, str]:
    return visit.ledger.name, "check"


def _as_signed(text: str) -> str:
    """As a browser sends it, its lines end otherwise, and blanks at its ends may be lost."""
    return text[:NOTE_LENGTH_MAX].replace("\r\n", "\n").strip("\n") + "\n"


def _page(
    visit: Visit, checked: Checked | None = None, everything: bool = False, refusal: Refused | None = None,
    handed: str = "", trusted: str = "",
) -> Response:  # fmt: skip
    key, found = _signed(visit.ledger)
    return shown(
        visit, "audit/checkpoints", refusal.status if refusal else 200, key=key, signed=found[:CHECKPOINTS_SHOWN],
        number=len(found), checked=checked, everything=everything, handed=handed, trusted=trusted,
        seals=visit.may(SEAL), unsealed=visit.ledger.position() > (found[0].checkpoint.position if found else 0),
        mistake=refusal.what if refusal else None,
        done="The log is sealed." if visit.parameters.get(DONE) == "sealed" else None,
    )  # fmt: skip


def _signed(ledger: Ledger) -> tuple[str | None, list[Signed]]:
    """The ledger's public key, and its checkpoints, the newest first."""
    with ledger.transaction() as cursor:
        key, found = public_key(cursor), notes(cursor)
    signed = [Signed(Checkpoint.parse(one.text), len(one.signatures) - 1, str(one)) for one in reversed(found)]
    return str(key) if key else None, signed
