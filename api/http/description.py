"""What the description of the API says of every operation alike: who may, what can go wrong, and what follows on it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.access.operations import Operation
from api.http.asking import operation_of
from api.http.examples import example_of
from api.http.problems import MEDIA_TYPE, PROBLEMS, ProblemDetails

DESCRIPTION = """
Who is eligible, what may be claimed, and why, as a ledger of one authority has it.

`at` is the civil day asked about; `known` a position in the log or an instant: what was recorded later does not exist.
Without them the answer is of today, on what is known now. Money is in pence. Every answer says in `position`, and in
the header `X-Ledger-Position`, which position of the log it is true as of: all that was recorded up to it is in it.
"""

TAGS = {
    "ledgers": "The ledger that one's token is for, and founding others.",
    "families": "Families: who is on record, what is known of one, and why it is decided as it is.",
    "eligibility": "Lists of all families: eligible, claimable, nearly so.",
    "claims": "Claims: preparing, auditing, deciding on them, and their records and trails.",
    "programme": "The programme and its rounds in numbers.",
    "returns": "Returns: reviewing, sampling, signing, sending, paying, and reading them line by line.",
    "money": "Agreed numbers, contributions, payments, and what is possible still.",
    "schemes": "The rules in plain English, and what differs between two rule sets.",
    "casework": "Work with families: interventions, referrals, reviews, who leads it, and where families live.",
    "matching": "One person in many agencies' records: what is proposed, and what people decide.",
    "england": "What concerns more than one authority: families that move, people claimed twice, totals of all.",
    "access": "Who may look at a family, and who did.",
    "feed": "Every event of the ledger, in order.",
    "schemas": "The forms of events, reasons, claim records and evidence packs.",
    "status": "How the ledger and its tables stand, and running them.",
    "problems": "The closed list of problems.",
    "extracts": "Extracts: loading, trying out, and the rows that were rejected.",
    "checkpoints": "What the ledger signed of itself.",
    "evidence": "Evidence packs, made and verified.",
    "erasures": "Forgetting people when the law says so.",
}

_FAMILY = {"family_id": "$response.body#/items/0/family_id"}
_CLAIM = {"claim_id": "$response.body#/items/0/claim"}
_RETURN = {"round_on": "$response.body#/items/0/round_on", "scheme": "$response.body#/items/0/scheme"}
_OBSERVATION = {name: f"$response.body#/{name}" for name in ("family_id", "record")}

LINKS = {
    ("families", "family"): _FAMILY,
    ("families", "family_history"): _FAMILY,
    ("families", "observe"): _FAMILY,
    ("families", "attach_family"): _FAMILY,
    ("eligibility", "family_explanation"): _FAMILY,
    ("families", "refer_family"): _FAMILY,
    ("families", "start_intervention"): _FAMILY,
    ("families", "move_family_out"): _FAMILY,
    ("move_family_out", "letter"): {"letter": "$response.body#/letter"},
    ("proposed_families", "confirm_family"): {"proposal": "$response.body#/items/0/proposal"},
    ("matching_queue", "matching_comparison"): {"record": "$response.body#/items/0/record"},
    ("actions", "change_action"): {"action": "$response.body#/items/0/action"},
    ("claims", "keep_claim"): _CLAIM,
    ("observe", "correct_observation"): _OBSERVATION,
    ("observe", "withdraw_observation"): _OBSERVATION,
    ("claims", "claim"): {"claim": "$response.body#/items/0/claim"},
    ("claims", "trail"): _CLAIM,
    ("claims", "audit_claim"): _CLAIM,
    ("returns", "return"): _RETURN,
    ("returns", "review_return"): _RETURN,
    ("returns", "draw_sample"): _RETURN,
    ("extracts", "extract"): {"load": "$response.body#/items/0/load"},
    ("load_extract", "rejected_rows"): {"load": "$response.body#/files/0/load"},
    ("seal", "checkpoint"): {"size": "$response.body#/size"},
    ("schemes", "scheme"): {"scheme": "$response.body#/items/0/scheme"},
}
"""Which operation's answer says what another one takes."""

NEEDED = {"idempotency-key", "if-match"}
"""Headers that commands cannot do without. That one is missing has a problem of its own, so the routes do not say."""

_OF_ALL = {401, 403, 404, 406, 422, 429, 500, 503}
_OF_COMMANDS = _OF_ALL | {400, 408, 409, 412, 413, 415, 428, 507}


def describe(app: FastAPI, address: str, routers: Iterable[APIRouter]) -> None:
    """Completes what FastAPI gathers from the routes; made when it is first asked for."""
    routes = [route for router in routers for route in routes_of(router)]
    app.state.ways = [(re.compile(f"{address}{route.path_regex.pattern[1:]}"), route.methods) for route in routes]
    by_id = {str(route.operation_id): route for route in routes}
    gathered = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(gathered(), by_id)
        assert app.openapi_schema is not None
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def routes_of(router: APIRouter) -> Iterator[APIRoute]:
    """Also those of routers that it includes."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        elif isinstance(included := getattr(route, "original_router", None), APIRouter):
            yield from routes_of(included)


def _complete(said: dict[str, Any], routes: dict[str, APIRoute]) -> None:
    said["info"]["contact"] = {"name": "The authority that runs this server"}
    said["servers"] = [{"url": "/", "description": "This server."}]
    said["tags"] = [{"name": name, "description": description} for name, description in TAGS.items()]
    schemas = said["components"]["schemas"]
    schemas |= _problem_schemas()
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    said["components"]["responses"] = _problem_responses()
    for method, operation in _operations(said):
        route = routes[operation["operationId"]]
        _describe(operation, operation_of_route(route))
        _say_problems(operation, _OF_ALL if method == "get" else _OF_COMMANDS)
        _say_what_is_needed(operation)
        _say_links(operation)
        _say_example(operation)


def _operations(said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in said["paths"].values():
        yield from path.items()


def operation_of_route(route: APIRoute) -> Operation:
    """What the caller must be allowed to do."""
    return next(found for found in _asked_by(route.dependant) if found is not None)


def _asked_by(dependant: Dependant) -> Iterator[Operation | None]:
    for under in dependant.dependencies:
        if under.call is not None:
            yield operation_of(under.call)
        yield from _asked_by(under)


def _describe(operation: dict[str, Any], asked: Operation) -> None:
    own = operation.get("description") or f"{operation['summary']}."
    operation["description"] = f"{own}\n\nTo {asked.sentence}: {', '.join(sorted(asked.roles))}."


def _say_problems(operation: dict[str, Any], statuses: set[int]) -> None:
    responses = operation["responses"]
    for status in sorted(statuses):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _say_what_is_needed(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "header" and parameter["name"].lower() in NEEDED:
            text = next(form for form in parameter["schema"].pop("anyOf") if form["type"] == "string")
            parameter |= {"required": True, "schema": parameter["schema"] | text}


def _problem_responses() -> dict[str, Any]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for kind in PROBLEMS.values():
        by_status[kind.status].append(f"`{kind.name}`: {kind.title.lower()}")
    form = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {
        f"Problem{status}": {"description": "; ".join(by_status[status]) + ".", "content": form}
        for status in sorted(_OF_COMMANDS)
    }


def _problem_schemas() -> dict[str, Any]:
    schema = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "ProblemDetails": schema}


def _say_links(operation: dict[str, Any]) -> None:
    links = {
        name: {"operationId": name, "parameters": parameters}
        for (of, name), parameters in LINKS.items() if of == operation["operationId"]}  # fmt: skip
    if links:
        done = min(status for status in operation["responses"] if status.startswith("2"))
        operation["responses"][done]["links"] = links


def _say_example(operation: dict[str, Any]) -> None:
    example = example_of(operation["operationId"])
    if example is not None:
        operation["responses"]["200"]["content"]["application/json"]["example"] = example
