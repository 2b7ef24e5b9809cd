"""Every route of the API with the operation that it says it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from fastapi import FastAPI

from api.access.operations import Operation
from api.http.app import ADDRESS


class Route(NamedTuple):
    method: str
    path: str
    operations: frozenset[str]
    """By name. More than one is a fault."""


def routes_of(app: FastAPI) -> list[Route]:
    return [
        Route(method, ADDRESS + route.path, frozenset(one.name for one in _operations(route.dependant)))
        for route in _api_routes(app.routes)
        for method in sorted(route.methods - {"HEAD"})
    ]


def _api_routes(routes: Iterable[Any]) -> Iterator[Any]:
    for route in routes:
        if hasattr(route, "dependant"):
            yield route
        elif hasattr(route, "original_router"):
            yield from _api_routes(route.original_router.routes)


def _operations(dependant: Any) -> Iterator[Operation]:
    for one in dependant.dependencies:
        if (operation := getattr(one.call, "operation", None)) is not None:
            yield operation
        yield from _operations(one)
