"""Work with a family, recorded by the forms on the family's page."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from starlette.exceptions import HTTPException

from api.access.operations import RECORD_CASEWORK
from api.pages.casework.acts import ACTS, Said
from api.pages.families.family import Reference, RefusedForm, family_page
from api.pages.frame.acting import Refused, act_once, done_at, seen_from
from api.pages.frame.forms import Sent
from api.pages.frame.visiting import Visit, visits
from api.today import today_here

router = APIRouter()


@router.post("/families/{family_id}/casework/{name}")
def record(
    visit: Annotated[Visit, visits(RECORD_CASEWORK)], family_id: Reference,
    name: Annotated[str, Path(pattern=r"^[a-z-]{1,30}$")], form: Sent,
) -> Response:  # fmt: skip
    family = visit.asking.reached(family_id, "recording casework")
    act = ACTS.get(name)
    if act is None:
        raise HTTPException(404)
    fields = {field.name: form.text(field.name) or "" for field in act.fields}
    said = Said(fields, visit.asking.caller.name, today_here())
    found = act_once(visit, form, lambda ledger: act.record(ledger, family, said), on=family)
    path = f"/families/{quote(family_id, safe='')}"
    if isinstance(found, Refused):
        return family_page(seen_from(visit, path), family_id, refused=RefusedForm(name, fields, found))
    return done_at(visit, path, name, place="work")
