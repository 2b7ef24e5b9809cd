"""The forms of what leaves the ledger: events, reasons, claim records, evidence packs, as JSON Schema."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from api.access.operations import READ_DESCRIPTION
from api.contracts.published import schemas
from api.errors import Unknown
from api.http.asking import Asking, asks
from api.http.forms import as_json
from api.http.listing import LISTED, AsList, few
from api.http.v1.models.lists import ListOf
from api.http.v1.models.schemas import SchemaInList

SCHEMA = "application/schema+json"

router = APIRouter(prefix="/schemas", tags=["schemas"])

Reads = Annotated[Asking, asks(READ_DESCRIPTION)]
SchemaName = Annotated[
    str, Path(description="The name of the schema.", max_length=80, json_schema_extra={"enum": sorted(schemas())})
]
_AS_SCHEMA: dict[int | str, dict[str, Any]] = {
    200: {"content": {SCHEMA: {"schema": {"type": "object"}}}, "description": "The schema, in JSON Schema 2020-12."}
}


@router.get(
    "", operation_id="schemas", response_model=ListOf[SchemaInList], responses=LISTED,
    summary="The names of all schemas",
)  # fmt: skip
def every(asking: Reads, listing: AsList) -> Response:
    rows = [{"name": name, "address": f"/v1/schemas/{name}", "description": schema["description"]}
            for name, schema in schemas().items()]  # fmt: skip
    return listing.answer(few(rows, asking.ledger.position(), list(SchemaInList.model_fields)))


@router.get(
    "/{name}", operation_id="schema", response_class=Response, responses=_AS_SCHEMA,
    dependencies=[asks(READ_DESCRIPTION)], summary="One schema, made from the code of this very program",
)  # fmt: skip
def schema(name: SchemaName) -> Response:
    if name not in schemas():
        raise Unknown("There is no schema of this name: see /v1/schemas.")
    return Response(as_json(schemas()[name]), media_type=SCHEMA)
