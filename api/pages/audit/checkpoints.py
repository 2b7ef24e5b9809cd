"""Checkpoints: what the ledger signed of itself, whether the log is as signed, and whether a copy of one is ours.

The check derives every hash again from the events. That of contents, claims and tables besides is `outcomes check`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response

from api.access.operations import SEAL, VERIFY
from api.acts.checking import Checked, check_everything
from api.command_line.progress import silent
from api.pages.frame.acting import DONE, Refused, act_once, done_at, refused, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from ledger.ledger import Ledger
from ledger.proof.checkpointing import notes, seal
from ledger.proof.checkpoints import Checkpoint
from ledger.proof.notes import Note, PublicKey
from ledger.sealing.ledger_keys import public_key

router = APIRouter()

PATH = "/audit/checkpoints"
CHECKPOINTS_SHOWN = 50
NOTE_LENGTH_MAX = 10_000

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


@router.post(f"{PATH}/checks")
def checked(visit: _Verifies, form: Sent) -> Response:
    """Of the whole log, and against a checkpoint that somebody was handed, if one is given. Records nothing."""
    there, handed, key = seen_from(visit, PATH), form.text("handed") or "", form.text("trusted") or ""
    try:
        against = [Note.parse(_as_signed(handed))] if handed else []
        keys = [PublicKey.parse(key)] if key else []
        found = check_everything(visit.ledger, keys, against, True, silent)
    except Exception as error:
        return _page(there, refusal=refused(error), handed=handed, trusted=key)
    return _page(there, checked=found, handed=handed, trusted=key)


def _as_signed(text: str) -> str:
    """As a browser sends it, its lines end otherwise, and blanks at its ends may be lost."""
    return text[:NOTE_LENGTH_MAX].replace("\r\n", "\n").strip("\n") + "\n"


def _page(
    visit: Visit, checked: Checked | None = None, refusal: Refused | None = None, handed: str = "", trusted: str = ""
) -> Response:
    key, found = _signed(visit.ledger)
    return shown(
        visit, "audit/checkpoints", refusal.status if refusal else 200, key=key, signed=found[:CHECKPOINTS_SHOWN],
        number=len(found), checked=checked, handed=handed, trusted=trusted, seals=visit.may(SEAL),
        unsealed=visit.ledger.position() > (found[0].checkpoint.position if found else 0),
        mistake=refusal.what if refusal else None,
        done="The log is sealed." if visit.parameters.get(DONE) == "sealed" else None,
    )  # fmt: skip


def _signed(ledger: Ledger) -> tuple[str | None, list[Signed]]:
    """The ledger's public key, and its checkpoints, the newest first."""
    with ledger.transaction() as cursor:
        key, found = public_key(cursor), notes(cursor)
    signed = [Signed(Checkpoint.parse(one.text), len(one.signatures) - 1, str(one)) for one in reversed(found)]
    return str(key) if key else None, signed
