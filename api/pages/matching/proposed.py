"""Families proposed from shared addresses and agencies' households, and one of them confirmed by a person."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Response

from api.access.operations import MATCH
from api.claiming.rechecking import mark_at_risk
from api.matching.asking import reference
from api.matching.errors import NoFamilyNamed
from api.matching.families import Proposing, confirm, how_many_are_asked, proposed, with_names
from api.pages.frame.acting import Refused, act_once, done_at, seen_from
from api.pages.frame.beside import WAIT_SECONDS, UnderWay
from api.pages.frame.clocks import day_written
from api.pages.frame.forms import Form, Sent
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import THROUGH, Visit, visits
from api.pages.matching.queue import PATH
from domain.matching.households import Household
from ledger.ledger import Ledger

router = APIRouter()

ADDRESS = f"{PATH}/families"
PROPOSALS_SHOWN = 20
RECORDS_AT_ONCE_MAX = 10_000
"""Of so many records families are proposed while the page is waited for; of more of them beside the server."""
KEPT_SECONDS = 300
"""So old a list may be: what is confirmed is worked out again, and refused where it has changed."""
_BESIDE = "Every agency's record that is linked or like nobody of ours is put beside the others of its home."
FOUND_BY = {"address": "the same address", "household": "one household of an agency"}

Matches = Annotated[Visit, visits(MATCH)]


@dataclass(frozen=True, slots=True)
class Filled:
    """The form of one proposal as it was sent; as it is first shown, everybody is of the family."""

    name: str = ""
    family_id: str = ""
    joined_on: str = ""
    members: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, form: Form) -> Filled:
        return cls(name, form.text("family_id") or "", form.text("joined_on") or "", tuple(form.texts("member")),
                   tuple(form.texts("parent")))  # fmt: skip


@router.get(ADDRESS)
def proposed_families(visit: Matches, after: Annotated[int, Query(ge=0, le=10_000_000)] = 0) -> Response:
    if how_many_are_asked(visit.ledger) <= RECORDS_AT_ONCE_MAX:
        return _page(visit, proposed(visit.ledger), after, Filled())
    lately = int(time.time()) // KEPT_SECONDS
    asked = ("proposed families", visit.ledger.schema, visit.ledger.position(), lately)
    work = visit.beside.asked(visit.ledger, asked, Proposing())
    if not work.within(WAIT_SECONDS):
        raise UnderWay(work, "Looking for families that agencies know", _BESIDE)
    return _page(visit, work.result, after, Filled())


@router.post(ADDRESS + "/{name}")
def confirmed(visit: Matches, name: Annotated[str, Path(pattern=r"^[0-9a-f]{10}$")], form: Sent) -> Response:
    """On to the family, which has them as members."""
    by, said = visit.asking.caller.name, Filled.of(name, form)
    without = set(form.texts("everyone")) - set(said.members)

    def act(ledger: Ledger) -> None:
        if not said.family_id:
            raise NoFamilyNamed("Say as which family: the reference of one on record, or a new one.")
        confirm(ledger, name, said.family_id, day_written(said.joined_on), by, said.parents, without)

    found = act_once(visit, form, act)
    if isinstance(found, Refused):
        again = seen_from(visit, ADDRESS)
        return _page(again, proposed(visit.ledger), None, said, found)
    mark_at_risk(visit.ledger, by)
    return done_at(visit, f"/families/{quote(said.family_id, safe='')}", "confirmed")


def _page(
    visit: Visit, found: list[Household], after: int | None, filled: Filled, refusal: Refused | None = None
) -> Response:
    """Without `after` the part of the list with the proposal that was filled in."""
    if after is None:
        place = next((number for number, one in enumerate(found) if one.name == filled.name), 0)
        after = place - place % PROPOSALS_SHOWN
    shown_now = found[after : after + PROPOSALS_SHOWN]
    rows = with_names(visit.ledger, shown_now, visit.asking.caller.name, THROUGH)
    return shown(
        visit, "matching/proposed", refusal.status if refusal else 200, rows=rows, number=len(found), filled=filled,
        reference=reference, found_by=FOUND_BY, first=not after,
        more=after + PROPOSALS_SHOWN if len(found) > after + PROPOSALS_SHOWN else None,
        mistake=refusal.what if refusal else None,
    )  # fmt: skip
