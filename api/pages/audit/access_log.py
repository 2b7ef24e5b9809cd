"""The access log: who looked at what of which family, when, by which way and for what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.access.looked import Looked, looked_page
from api.access.operations import READ_ACCESS_LOG
from api.pages.claims.claims import Said
from api.pages.frame.acting import Refused, refused
from api.pages.frame.clocks import day_written
from api.pages.frame.rendering import shown
from api.pages.frame.visiting import Visit, visits
from api.today import today_here

router = APIRouter()

ENTRIES_SHOWN = 100


@router.get("/audit/access")
def access_log(
    visit: Annotated[Visit, visits(READ_ACCESS_LOG)], family: Said = "", by: Said = "", since: Said = "",
    until: Said = "", after: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:  # fmt: skip
    """Where nothing is asked for, today."""
    filled = {"family": family.strip(), "by": by.strip(), "since": since.strip(), "until": until.strip()}
    if not any(filled.values()):
        filled["since"] = f"{today_here():%d/%m/%Y}"
    visit.asking.note_list("access log page", filled, visit.as_of.position)
    found = _found(visit, filled, after)
    entries = [] if isinstance(found, Refused) else found
    return shown(
        visit, "audit/access_log", found.status if isinstance(found, Refused) else 200, filled=filled,
        entries=entries[:ENTRIES_SHOWN], mistake=found.what if isinstance(found, Refused) else None, first=not after,
        more=entries[ENTRIES_SHOWN - 1].entry if len(entries) > ENTRIES_SHOWN else None,
    )  # fmt: skip


def _found(visit: Visit, filled: dict[str, str], after: int) -> list[Looked] | Refused:
    try:
        return looked_page(
            visit.ledger, after, ENTRIES_SHOWN + 1, filled["family"] or None, filled["by"] or None,
            day_written(filled["since"]) if filled["since"] else None,
            day_written(filled["until"]) if filled["until"] else None)  # fmt: skip
    except Exception as error:
        return refused(error)
