"""docs/api-commands.md: every example is sent and answered as shown, and every command is on its list."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from fastapi.routing import APIRoute

from api.access.roles import Role
from api.http.asking import operation_of
from api.http.description import routes_of
from api.http.v1.commands import COMMANDS
from tests.api.commands.conftest import Caller
from tests.docs.examples import PROJECT, is_shown

PAGE = (PROJECT / "docs/api-commands.md").read_text("utf-8")
_AS = re.compile(r"As: (.*) \((.*)\)")


def examples() -> list[tuple[str, str]]:
    """Requests, each with the answer that is shown for it."""
    blocks = re.findall(r"```http\n(.*?)\n```", PAGE, re.DOTALL)
    return list(zip(blocks[::2], blocks[1::2], strict=True))


def answered(as_: Callable[..., Caller], request: str) -> Any:
    head, _, body = request.partition("\n\n")
    first, *lines = head.splitlines()
    method, _, address = first.partition(" ")
    said = _AS.fullmatch(lines[0])
    assert said and method == "POST"
    caller = as_(said[1], Role(said[2]))
    headers = {"Content-Type": "application/json", **dict(line.split(": ", 1) for line in lines[1:])}
    return caller.client.post(address, content=body.encode(), headers=caller.headers | headers)


def test_every_example_is_answered_as_shown(as_: Callable[..., Caller]) -> None:
    different = []
    for request, shown in examples():
        answer = answered(as_, request)
        head, _, body = shown.partition("\n\n")
        status, *headers = head.splitlines()
        printed = json.dumps(answer.json(), indent=2, ensure_ascii=False).splitlines()
        same = all(answer.headers.get(name) == value for name, value in (line.split(": ", 1) for line in headers))
        if str(answer.status_code) != status or not same or not is_shown(tuple(body.splitlines()), printed):
            told = [str(answer.status_code), *map(": ".join, answer.headers.items()), *printed]
            different.append("\n".join([request, "-- is answered --", *told]))
    assert len(examples()) >= 6
    assert not different, "\n\n".join(different)


def rows() -> Iterator[str]:
    """The list of commands, from the routes themselves."""
    for resource in COMMANDS:
        for route in routes_of(resource.router):
            if route.methods & {"POST", "DELETE"}:
                method = "POST" if "POST" in route.methods else "DELETE"
                roles = sorted(_operation(route).roles, key=list(Role).index)
                yield f"| `{method} /v1{route.path}` | {route.summary} | {', '.join(roles)} |"


def _operation(route: APIRoute) -> Any:
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        if one.call is not None and (found := operation_of(one.call)):
            return found
        waiting += one.dependencies
    raise AssertionError(f"{route.path} has no operation")


def test_every_command_is_on_the_list() -> None:
    assert re.findall(r"^\| `(?:POST|DELETE) .*$", PAGE, re.MULTILINE) == list(rows())

