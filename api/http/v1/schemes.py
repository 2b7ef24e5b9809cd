"""Schemes: the rules in plain English with their sources, what differs between two, and for which families."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.access.operations import LIST_FAMILIES, READ_SCHEMES
from api.answers.schemes import DIFFERENCE_COLUMNS, FamilyTurned, RuleSet, rule_sets_listed, turned_page
from api.http.answers import answer
from api.http.asking import Asking, asks
from api.http.forms import JSON, TEXT, form_accepted
from api.http.listing import LISTED, AsList, Listed, few
from api.http.parameters import POSITION_HEADER, Day, Known, log_as_of
from api.http.v1.models.lists import DatedListOf, ListOf
from api.http.v1.models.schemes import Difference, FamilyDiffering, RuleSetInList, RulesInForce
from api.today import today_here
from domain.rules.differences import differences
from domain.rules.plain_english import as_text, in_plain_english
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, overlays, rule_set

router = APIRouter(prefix="/schemes", tags=["schemes"])

ONE_OF_THEM: dict[str, Any] = {"enum": [*SCHEMES]}
Reads = Annotated[Asking, asks(READ_SCHEMES)]
SchemeCalled = Annotated[
    str, Path(description="The scheme.", max_length=60, json_schema_extra=ONE_OF_THEM)
]
OverlayName = Annotated[
    str | None,
    Query(description="Under this local plan; by default under the authority's own, and `none` for the national rules.",
          max_length=60, json_schema_extra={"enum": [*overlays(), "none", None]}),
]  # fmt: skip
OtherScheme = Annotated[
    str, Query(description="The scheme to compare it with.", max_length=60, json_schema_extra=ONE_OF_THEM)
]
NATIONAL = "none"

_AS_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {TEXT: {"schema": {"type": "string"}}}, "description": "The rules, line by line."}
}


@router.get(
    "", operation_id="schemes", response_model=ListOf[RuleSetInList], responses=LISTED,
    summary="Every scheme, and each under every local plan that says something of it",
)  # fmt: skip
def schemes(asking: Reads, listing: AsList) -> Response:
    rows = [row._asdict() for row in rule_sets_listed()]
    return listing.answer(few(rows, asking.ledger.position(), RuleSet._fields))


@router.get(
    "/{scheme}", operation_id="scheme", response_model=RulesInForce, responses=_AS_TEXT,
    summary="The rules in force on a day in plain English, each with its source and certainty",
)  # fmt: skip
def scheme(
    request: Request, asking: Reads, scheme: SchemeCalled, known: Known, overlay: OverlayName = None, at: Day = None
) -> Response:
    day, rules = at or today_here(), _rules(asking.ledger, scheme, overlay, known)
    position = log_as_of(asking.ledger, known)
    lines = in_plain_english(rules, day.toordinal())
    if form_accepted(request, JSON, TEXT) == TEXT:
        headers = {POSITION_HEADER: str(position), "Vary": "Accept"}
        return Response(as_text(lines), headers=headers, media_type=f"{TEXT}; charset=utf-8")
    said = {"scheme": rules.name, "overlay": rules.overlay, "title": rules.title, "at": day, "digest": rules.digest,
            "lines": list(map(asdict, lines)), "position": position}  # fmt: skip
    return answer(said, position, {"Vary": "Accept"})


@router.get(
    "/{scheme}/differences", operation_id="scheme_differences", response_model=DatedListOf[Difference],
    responses=LISTED, summary="What differs between two rule sets, in plain English",
)  # fmt: skip
def differing(
    asking: Reads, listing: AsList, scheme: SchemeCalled, other: OtherScheme, overlay: OverlayName = None,
    other_overlay: OverlayName = None, at: Day = None,
) -> Response:  # fmt: skip
    day, ledger, known = listing.day(at), asking.ledger, listing.known
    pair = _rules(ledger, scheme, overlay, known), _rules(ledger, other, other_overlay, known)
    rows = [asdict(one) for one in differences(*pair, day.toordinal())]
    position = log_as_of(ledger, known)
    return listing.answer(few(rows, position, DIFFERENCE_COLUMNS), at=day)


@router.get(
    "/{scheme}/differences/families", operation_id="families_decided_differently",
    response_model=DatedListOf[FamilyDiffering], responses=LISTED,
    summary="Which families two rule sets decide differently on a day, and why",
)  # fmt: skip
def families(
    asking: Annotated[Asking, asks(LIST_FAMILIES)], listing: AsList, scheme: SchemeCalled, other: OtherScheme,
    overlay: OverlayName = None, other_overlay: OverlayName = None, at: Day = None,
) -> Response:  # fmt: skip
    day, ledger, known = listing.day(at), asking.ledger, listing.known
    pair = _rules(ledger, scheme, overlay, known), _rules(ledger, other, other_overlay, known)
    return listing.answer(Listed(
        lambda known, part: turned_page(ledger, *pair, day, known, part), lambda row: (row.family_id, row.what),
        FamilyTurned._asdict, FamilyTurned._fields, lambda row: row), at=day)


def _rules(ledger: Ledger, scheme: str, overlay: str | None, known: int | None) -> Scheme:
    """Only rule sets that are shipped: an address names no file of the server. Raises `UnknownScheme`."""
    own = ledger.authority(known).overlay if overlay is None else overlay
    return rule_set(scheme, None if own == NATIONAL else own)
