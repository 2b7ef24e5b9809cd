"""Every request that the description of the API allows, with one text in it at a time replaced by another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

METHODS = ("get", "post", "put", "delete", "patch")
HEADERS = ("X-Purpose", "X-Correlation-ID")
NEVER_ENDS = ("follow_feed",)

Json = Any


@dataclass(frozen=True)
class Sent:
    """`where` is the place of the text that was replaced, such as `body.reason` or `path.family_id`."""

    operation: str
    method: str
    path: str
    where: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Json = None

    @property
    def address(self) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: quote(self.values[found[1]], safe=""), self.path)

    def by(self, client: Any, headers: Mapping[str, str]) -> Any:
        usual = {**headers, "Idempotency-Key": str(uuid4()), "If-Match": "*", "Accept": "*/*"}
        sent = {name.lower(): value.encode() for name, value in usual.items()}
        sent |= {name.lower(): value.encode() for name, value in self.headers.items()}
        return client.request(self.method, self.address, params=self.query, headers=sent, json=self.body)


def with_each_text(described: Json, known: Mapping[str, str], text: str) -> Iterator[Sent]:
    """`known` are values that exist, by the names of parameters."""
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method in METHODS and operation["operationId"] not in NEVER_ENDS:
                yield from _with_each_text(described, path, method, operation, known, text)


def _with_each_text(
    described: Json, path: str, method: str, operation: Json, known: Mapping[str, str], text: str
) -> Iterator[Sent]:
    parameters = operation.get("parameters", ())
    named = {one["name"]: known.get(one["name"], "1") for one in parameters if one["in"] == "path"}
    body = _body(described, operation)
    needed = {one["name"]: known.get(one["name"], "1") for one in parameters
              if one["in"] == "query" and one.get("required")}
    whole = Sent(operation["operationId"], method.upper(), path, values=named, query=needed, body=body)
    for one in parameters:
        name, where = one["name"], f"{one['in']}.{one['name']}"
        if one["in"] == "path":
            yield replace(whole, where=where, values=named | {name: text})
        elif one["in"] == "query":
            yield replace(whole, where=where, query=needed | {name: text})
        elif one["in"] == "header":
            yield replace(whole, where=where, headers={name: text})
    for name in HEADERS:
        yield replace(whole, where=f"header.{name}", headers={name: text})
    yield replace(whole, where="query.unheard_of", query=needed | {"unheard_of": text})
    for where, changed in _each_text(body, text):
        yield replace(whole, where=f"body{where}", body=changed)
    if isinstance(body, dict):
        yield replace(whole, where="body.unheard_of", body=body | {"unheard_of": text})


def _body(described: Json, operation: Json) -> Json:
    content = operation.get("requestBody", {}).get("content", {})
    return _of(described, content["application/json"]["schema"]) if "application/json" in content else None


def _of(described: Json, form: Json) -> Json:
    """Something of the form; an example of it, where there is one."""
    while "$ref" in form:
        form = described["components"]["schemas"][form["$ref"].rsplit("/", 1)[1]]
    if form.get("examples"):
        return form["examples"][0]
    for kind in ("anyOf", "oneOf", "allOf"):
        if kind in form:
            return _of(described, next(one for one in form[kind] if one.get("type") != "null"))
    if "enum" in form or "const" in form:
        return form.get("const", (form.get("enum") or [None])[0])
    match form.get("type"):
        case "object":
            return {name: _of(described, one) for name, one in form.get("properties", {}).items()}
        case "array":
            return [_of(described, form["items"])]
        case "integer" | "number":
            return form.get("minimum", 1)
        case "boolean":
            return True
    return "2013-07-31" if form.get("format") == "date" else "a text"


def _each_text(body: Json, text: str, where: str = "") -> Iterator[tuple[str, Json]]:
    if isinstance(body, str):
        yield where, text
    elif isinstance(body, dict):
        for name, said in body.items():
            yield from ((below, body | {name: one}) for below, one in _each_text(said, text, f"{where}.{name}"))
    elif isinstance(body, list):
        for place, said in enumerate(body):
            for below, one in _each_text(said, text, f"{where}[{place}]"):
                yield below, [*body[:place], one, *body[place + 1 :]]
