"""One return: its steps and whose turn it is, its lines, sample and totals, and each step as a form for its role."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Response
from starlette.exceptions import HTTPException

from api.access.operations import (
    AUDIT_CLAIMS,
    DRAW_SAMPLES,
    PREPARE_CLAIMS,
    READ_CLAIMS,
    RECORD_PAYMENTS,
    REVIEW_CLAIMS,
    SIGN_RETURNS,
    SUBMIT_RETURNS,
)
from api.claiming import steps
from api.claiming.exporting import as_csv, made_at, return_rows, rows_of_return, write_return
from api.claiming.places import return_and_history, return_of
from api.claiming.preparing import prepare_round, refuse_day_to_come
from api.pages.claims.stages import next_step, steps_taken
from api.pages.frame.acting import DONE, Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.today import today_here
from domain.claims.claim import ClaimUnknown
from domain.claims.returns import Return, return_stream
from ledger.ledger import Ledger

router = APIRouter()

LINES_SHOWN = 100
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DONE_HERE = {
    "prepared": "The return is prepared.", "reviewed": "The review is on record.",
    "sampled": "The sample is drawn: these claims wait for internal audit.",
    "audited": "Internal audit is done: every claim of the sample has a finding.", "signed": "The return is signed.",
    "submitted": "The return is on record as submitted, and frozen.", "paid": "The payments are on record.",
}  # fmt: skip


@router.get("/returns/{round_on}")
def round_return(visit: Annotated[Visit, visits(READ_CLAIMS)], round_on: date) -> Response:
    return _page(visit, round_on)


def _page(visit: Visit, round_on: date, refusal: Refused | None = None, said: str = "") -> Response:
    """Raises ClaimUnknown where there is no such return."""
    scheme, known = visit.clocks.scheme, visit.clocks.known
    of_round, history = return_and_history(visit.ledger, scheme.name, round_on, known)
    if of_round.version == 0:
        raise ClaimUnknown(f"There is no return of {round_on:%d/%m/%Y} under {scheme.title}; prepare its claims first.")
    visit.note_list("return page", {"round": round_on})
    rows = rows_of_return(visit.ledger, of_round, known, LINES_SHOWN)
    return shown(
        visit, "claims/round_return", refusal.status if refusal else 200, of_round=of_round, round_on=round_on,
        lines=[row for row in rows if row.what == "claim"], totals=[row for row in rows if row.what == "total"],
        taken=steps_taken(of_round, history), next=next_step(of_round),
        may=_may(visit), labels=visit.result_labels, said=said,
        seed=secrets.token_hex(8), mistake=refusal.what if refusal else None,
        done=DONE_HERE.get(visit.parameters.get(DONE, "")), acted=_hindered(visit, of_round),
    )  # fmt: skip


def _may(visit: Visit) -> dict[str, bool]:
    """Nothing while one looks at the past."""
    steps_of = {
        "prepare": PREPARE_CLAIMS, "review": REVIEW_CLAIMS, "sample": DRAW_SAMPLES, "audit": AUDIT_CLAIMS,
        "sign": SIGN_RETURNS, "submit": SUBMIT_RETURNS, "pay": RECORD_PAYMENTS,
    }  # fmt: skip
    return {name: visit.clocks.known is None and visit.may(one) for name, one in steps_of.items()}


def _hindered(visit: Visit, of_round: Return) -> bool:
    """Whether the reader has taken an earlier step, so that the next one is for other eyes."""
    took = {*of_round.preparers, *([of_round.reviewer] if of_round.reviewer and of_round.stage == "sampled" else [])}
    return of_round.stage in ("open", "reviewed", "sampled") and visit.asking.caller.name in took


# ---- the steps ---------------------------------------------------------------------------------------------------


@router.post("/returns/{round_on}/preparation")
def prepare(visit: Annotated[Visit, visits(PREPARE_CLAIMS)], round_on: date, form: Sent) -> Response:
    """A return that was never opened is of no version that could have been looked at."""
    scheme, by, path = visit.clocks.scheme.name, visit.asking.caller.name, f"/returns/{round_on}"

    def act(ledger: Ledger) -> None:
        refuse_day_to_come(round_on, today_here())
        prepare_round(ledger, scheme, round_on, by)

    found = act_once(visit, form, act)
    if not isinstance(found, Refused):
        return done_at(visit, path, "prepared")
    if return_of(visit.ledger, scheme, round_on).version == 0:
        raise HTTPException(found.status, found.what)
    return _page(seen_from(visit, path), round_on, found)


@router.post("/returns/{round_on}/reviews")
def review(visit: Annotated[Visit, visits(REVIEW_CLAIMS)], round_on: date, form: Sent) -> Response:
    note = form.text("note")
    return _step(visit, form, round_on, "reviewed", lambda ledger, scheme, by: steps.review(
        ledger, scheme, round_on, by, note), note or "")


@router.post("/returns/{round_on}/samples")
def sample(visit: Annotated[Visit, visits(DRAW_SAMPLES)], round_on: date, form: Sent) -> Response:
    seed = form.text("seed") or ""
    return _step(visit, form, round_on, "sampled", lambda ledger, scheme, by: steps.draw_sample(
        ledger, scheme, round_on, seed, by), seed)


@router.post("/returns/{round_on}/signatures")
def sign(visit: Annotated[Visit, visits(SIGN_RETURNS)], round_on: date, form: Sent) -> Response:
    return _step(visit, form, round_on, "signed", lambda ledger, scheme, by: steps.sign(ledger, scheme, round_on, by))


@router.post("/returns/{round_on}/submissions")
def submit(visit: Annotated[Visit, visits(SUBMIT_RETURNS)], round_on: date, form: Sent) -> Response:
    return _step(visit, form, round_on, "submitted", lambda ledger, scheme, by: steps.submit(
        ledger, scheme, round_on, by))


@router.post("/returns/{round_on}/payments")
def pay(visit: Annotated[Visit, visits(RECORD_PAYMENTS)], round_on: date, form: Sent) -> Response:
    return _step(visit, form, round_on, "paid", lambda ledger, scheme, by: steps.pay_all(ledger, scheme, round_on, by))


def _step(
    visit: Visit, form: Form, round_on: date, done: str, act: Callable[[Ledger, str, str], Any], said: str = ""
) -> Response:
    scheme, by, path = visit.clocks.scheme.name, visit.asking.caller.name, f"/returns/{round_on}"
    found = act_once(visit, form, lambda ledger: act(ledger, scheme, by), on=return_stream(scheme, round_on))
    if isinstance(found, Refused):
        return _page(seen_from(visit, path), round_on, found, said)
    return done_at(visit, path, done)


# ---- written out -------------------------------------------------------------------------------------------------


@router.get("/returns/{round_on}/return.{form}")
def written_out(visit: Annotated[Visit, visits(READ_CLAIMS)], round_on: date, form: str) -> Response:
    if form not in ("csv", "xlsx"):
        raise HTTPException(404)
    visit.note_list("return written out", {"round": round_on})
    scheme = visit.clocks.scheme.name
    rows = return_rows(visit.ledger, scheme, round_on, visit.clocks.known)
    headers = {"Content-Disposition": f'attachment; filename="return-{round_on}.{form}"'}
    if form == "csv":
        return Response("\ufeff" + as_csv(rows), 200, headers, "text/csv; charset=utf-8")
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / "return.xlsx"
        write_return(path, rows, made_at(visit.ledger, scheme, round_on))
        return Response(path.read_bytes(), 200, headers, WORKBOOK)
