"""Every error as an RFC 9457 problem, without a value of the request: a request may name a person."""

from __future__ import annotations

import re
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.http.preconditions import etag_of
from api.known_errors import (
    INVALID,
    KINDS,
    TOKEN_NEEDED,
    TOO_LARGE,
    UNEXPECTED,
    UNSUPPORTED,
    Kind,
    kind_of,
    message_of,
)
from ledger.errors import VersionDiffers

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "5"

MALFORMED = Kind(
    "malformed-request", 400, "The request is no proper HTTP", "The request cannot be read at all. Mend the program.")
NOT_FOUND = Kind(
    "not-found", 404, "There is nothing here", "There is no such address: see /v1/openapi.json.")
NOT_ALLOWED = Kind(
    "method-not-allowed", 405, "This cannot be done here", "The header Allow names the methods that the address takes.")
NOT_ACCEPTABLE = Kind(
    "not-acceptable", 406, "It is not to be had in this form",
    "The detail names the forms there are: say one of them in the Accept header, or leave it out.")

PROBLEMS = {
    kind.name: kind
    for kind in sorted(
        {*KINDS, MALFORMED, NOT_FOUND, NOT_ALLOWED, NOT_ACCEPTABLE, TOO_LARGE, UNSUPPORTED},
        key=lambda kind: (kind.status, kind.name))
}  # fmt: skip
"""The closed list: every problem that the API may answer, by its name."""

_BY_STATUS = {
    kind.status: kind
    for kind in (TOKEN_NEEDED, MALFORMED, NOT_FOUND, NOT_ALLOWED, NOT_ACCEPTABLE, TOO_LARGE, UNSUPPORTED, INVALID)
}

IN_WORDS = {
    "missing": "is needed",
    "extra_forbidden": "there is no such field",
    "model_attributes_type": "is to be an object of JSON",
    "dict_type": "is to be an object of JSON",
    "int_parsing": "is to be a whole number",
    "int_type": "is to be a whole number",
    "string_type": "is to be a text",
    "list_type": "is to be a list",
    "bool_type": "is to be true or false",
    "bool_parsing": "is to be true or false",
    "string_too_long": "has more than {max_length} characters",
    "string_too_short": "has fewer than {min_length} characters",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
    "literal_error": "is to be {expected}",
    "enum": "is to be {expected}",
}
"""What is wrong, by the names that pydantic has for it."""

_log = structlog.get_logger(__name__)


class Mistake(BaseModel):
    where: str = Field(description="The part of the request that is wrong, such as `query.at`.")
    problem: str = Field(description="What is wrong with it, in words.")


class ProblemDetails(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str = Field(description="The address of the kind of problem, such as /v1/problems/unknown-family.")
    title: str = Field(description="The kind of problem in a few words; the same for every occurrence.")
    status: int = Field(description="The HTTP status, once more.", ge=400, le=599)
    detail: str = Field(description="What happened this time, and what to do.")
    errors: list[Mistake] | None = Field(default=None, description="Of an invalid request: every mistake in it.")
    version: int | None = Field(default=None, description="Of a family changed meanwhile: its version now.")


class Acceptable(HTTPException):
    """Raised where none of the forms in which there is an answer is accepted."""

    def __init__(self, forms: str) -> None:
        super().__init__(NOT_ACCEPTABLE.status, f"It is to be had as {forms}; say so in the Accept header.")


def problem(kind: Kind, detail: str, headers: dict[str, str] | None = None, **more: Any) -> Response:
    return JSONResponse(details_of(kind, detail) | more, kind.status, headers, MEDIA_TYPE)


def details_of(kind: Kind, detail: str) -> dict[str, Any]:
    return {"type": kind.address, "title": kind.title, "status": kind.status, "detail": detail}


def problem_of(name: str, detail: str) -> dict[str, Any]:
    """Of a problem that was met before, and is told again."""
    return details_of(PROBLEMS.get(name, UNEXPECTED), detail)


def unexpected(error: Exception) -> Response:
    """Logs where it happened, never the message: it may quote a row."""
    _log.error("a request failed", exc_info=error)
    return problem(UNEXPECTED, "This is a fault of the program; its log says where it happened.")


def tell_problems(app: FastAPI) -> None:
    """Makes the app answer every error by a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)


def known(error: Exception) -> Response | None:
    """None for an error that nobody foresaw."""
    kind = kind_of(error)
    if kind is None:
        return None
    if isinstance(error, VersionDiffers):
        return problem(kind, message_of(error), {"ETag": etag_of(error.version)}, version=error.version)
    headers = {"Retry-After": RETRY_SECONDS} if kind.status == 503 else None
    return problem(kind, message_of(error), headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    mistakes = list(map(_mistake, error.errors()))
    places = ", ".join(mistake["where"] for mistake in mistakes)
    return problem(INVALID, f"Correct {places}, and ask again.", errors=mistakes)


def _mistake(found: dict[str, Any]) -> dict[str, str]:
    """In our words where the reader's own are for programmers; never with the value, which `input` has."""
    said, place = found.get("ctx", {}), found["loc"]
    if found["type"] == "json_invalid":
        return {"where": "body", "problem": f"is no JSON from its character {place[-1] + 1} on: {said['error']}"}
    words = IN_WORDS.get(found["type"])
    return {"where": ".".join(map(str, place)),
            "problem": words.format(**said) if words else found["msg"].removeprefix("Value error, ")}  # fmt: skip


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code, MALFORMED)
    detail = {404: "There is no such address; see /v1/openapi.json.", 405: "This address does not take this method."}
    headers = dict(error.headers or {}) | (_allowed(request) if kind is NOT_ALLOWED else {})
    return problem(kind, detail.get(kind.status, error.detail), headers)


def _allowed(request: Request) -> dict[str, str]:
    """Every method of the address (RFC 9110, 10.2.1), whichever of its routes takes it."""
    ways: list[tuple[re.Pattern[str], frozenset[str]]] = request.app.state.ways
    methods = {method for path, taken in ways if path.fullmatch(request.url.path) for method in taken}
    return {"Allow": ", ".join(sorted(methods))} if methods else {}
