"""Every example of the API's description is what the route answers."""

from __future__ import annotations

import json
from pathlib import Path

from api.http.description import routes_of
from api.http.examples import examples
from api.http.v1.questions import QUESTIONS
from ledger.postgres import scratch_server
from tests.api.examples import ADDRESSES, answered, small_ledger


def test_every_example_is_what_the_route_answers(data_folder: Path, small_pack: Path) -> None:
    """Else: `python -m tests.api.examples`, and look at the difference."""
    with scratch_server() as server:  # the examples' ledger has the name of the demo's, which other tests use too
        found = answered(small_ledger(server, data_folder, small_pack))
    for name, example in examples().items():
        assert example == found[name], (name, json.dumps(found[name])[:500])


def test_every_question_has_an_example() -> None:
    asked = {route.operation_id for resource in QUESTIONS for route in routes_of(resource.router)
             if route.response_model is not None and set(route.tags) - WITHOUT}  # fmt: skip
    assert asked - set(examples()) == TOO_LONG and set(examples()) == set(ADDRESSES)


WITHOUT = {"access", "casework", "money", "england"}
"""Who looked is no question about the sample; nobody has worked with its families, no money was recorded, and it is one
ledger alone."""

TOO_LONG = {"status", "family_history", "claim", "scheme", "sample", "forecast", "forecast_tests", "actions", "action"}
"""To be read as an example; docs/command-line.md shows the like."""
