"""Routes about one family, asked with nothing but their address, as most requests are.

For each of them FastAPI would look for every parameter that there could be, through five layers of dependencies, which
takes longer than all else that such a request needs. They are asked directly; with parameters they go FastAPI's way.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from inspect import iscoroutinefunction, signature
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool

from api.http.asking import could_be_on_record, operation_of

Answer = Callable[[Request], Coroutine[Any, Any, Response]]

WITHOUT_PARAMETERS = {"known": None}
"""What FastAPI hands in where a parameter without a default of its own is not given."""


class OfOneFamily(APIRoute):
    """For functions that answer by themselves: who they are asked by is `asking`, and nothing else must be given."""

    def get_route_handler(self) -> Answer:
        in_full = super().get_route_handler()
        asking = [one.call for one in self.dependant.dependencies if one.call and operation_of(one.call)]
        taken = signature(self.endpoint).parameters
        if len(asking) != 1 or not taken.keys() >= {"request", "family_id"}:
            return in_full
        [ask], unsaid = asking, {name: value for name, value in WITHOUT_PARAMETERS.items() if name in taken}
        tell, waits = self.endpoint, iscoroutinefunction(self.endpoint)

        async def answer(request: Request) -> Response:
            family_id = request.path_params["family_id"]
            if request.scope["query_string"] or not could_be_on_record(family_id):
                return await in_full(request)
            said = {"request": request, "family_id": family_id, "asking": await ask(request)} | unsaid
            told: Response = await tell(**said) if waits else await run_in_threadpool(tell, **said)
            return told

        return answer
