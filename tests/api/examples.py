"""The examples of the API's description: `python -m tests.api.examples` asks anew. Look at the difference.

They are answers about families of the sample. What is drawn by lot or read from a clock, such as pseudonyms and
instants, stands in them by one and the same value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi.testclient import TestClient

from api.claiming.preparing import prepare_round
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.ledgers import create_ledger
from ledger.postgres import scratch_server
from tests.api.samples import PROJECT, write_small_pack
from tests.api.tokens import bearer

FILE = PROJECT / "api" / "http" / "examples.json"
NAME, BY = "oxfordshire", "A. Analyst"
ADDRESSES = {
    "ledgers": "/v1/ledgers",
    "families": "/v1/families?limit=2&attached_to=troubled-families-2012",
    "family": "/v1/families/OXF-00002",
    "family_members": "/v1/families/OXF-00002/members",
    "family_eligibility": "/v1/families/OXF-00002/eligibility?at=2012-10-29",
    "family_explanation": "/v1/families/OXF-00002/explanation?at=2013-07-31&result=PtW",
    "family_nearly": "/v1/families/OXF-00001/nearly?at=2012-01-31",
    "family_claims": "/v1/families/OXF-00002/claims",
    "eligibility": "/v1/eligibility?at=2013-07-31&limit=2",
    "claimable": "/v1/claimable?at=2013-07-31&verdict=valid&limit=2",
    "nearly": "/v1/nearly?at=2013-07-31&limit=2",
    "claims": "/v1/claims?limit=2",
    "rounds": "/v1/rounds",
    "programme": "/v1/programme?at=2013-07-31",
    "returns": "/v1/returns",
    "return": "/v1/returns/2013-07-31",
    "schemes": "/v1/schemes?limit=2",
    "scheme_differences": "/v1/schemes/troubled-families-2012/differences?other=troubled-families-2012"
    "&other_overlay=none&at=2013-07-31",
    "families_decided_differently": "/v1/schemes/troubled-families-2012/differences/families"
    "?other=troubled-families-2015&at=2013-07-31&limit=2",
    "schemas": "/v1/schemas?limit=2",
    "feed": "/v1/feed?after=100&limit=2",
    "action_measures": "/v1/actions/measures?limit=2",
    "problems": "/v1/problems?limit=2",
    "problem": "/v1/problems/unknown-family",
    "extracts": "/v1/extracts?limit=2",
    "extract": "/v1/extracts/1",
}

_DRAWN = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*Z"), "2026-01-05T09:30:00.000000Z"),
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "6f1c9a52-7d4e-4b0a-9c3f-2e8b5d714a60"),
    (re.compile(r"\b[a-z2-7]{16}(?=\.\d+\b)|\b(?=[a-z]*[2-7])[a-z2-7]{16}\b"), "k7mq2xv5dhn3wz6p"),
    (re.compile(r'(?<="person": ")[a-z2-7]{16}(?=")'), "k7mq2xv5dhn3wz6p"),  # one in thirty has no digit
    (re.compile(r'(?<="next": ")[\w-]{16}'), "k7mq2xv5dhn3wz6p"),  # a cursor's digest has a key of the ledger's own
    (re.compile(r"outcomes-ledger/[\w-]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"), "outcomes-ledger/oxfordshire+1a2b3c4d+AY..."),
)


def small_ledger(database_url: str, data_folder: Path, pack: Path) -> Place:
    """Some families of the sample, and the claims of one round."""
    from intake.loading import load_pack
    from ledger.database import Database
    from projections.runner import catch_up

    place = Place(data_folder, NAME, database_url)
    with Database(database_url, data_folder=data_folder) as database:
        ledger = create_ledger(database, NAME, BY, "Oxfordshire County Council", 810, "oxfordshire")
        load_pack(ledger, pack, by=BY, today=date(2016, 1, 1), rejects_folder=data_folder / "rejects")
        prepare_round(ledger, "troubled-families-2012", date(2013, 7, 31), "C. Officer")
        catch_up(ledger)
    return place


def answered(place: Place) -> dict[str, dict[str, Any]]:
    with TestClient(create_app(Settings(place)), headers=bearer(place)) as client:
        return {name: {"address": address, "answer": settled(_answer(client.get, address))}
                for name, address in ADDRESSES.items()}  # fmt: skip


def _answer(get: Callable[[str], Any], address: str) -> Any:
    answer = get(address)
    assert answer.status_code == 200, (address, answer.text)
    return answer.json()


def settled(value: Any) -> Any:
    """With one value for all that is drawn by lot or read from a clock. Cursors hold positions, and are as they are."""
    text = json.dumps(value)
    for drawn, stands in _DRAWN:
        text = drawn.sub(stands, text)
    return json.loads(text)


def text_of(examples: dict[str, dict[str, Any]]) -> str:
    return json.dumps(examples, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    with scratch_server() as server, TemporaryDirectory(prefix="outcomes-examples-") as folder:
        pack = write_small_pack(Path(folder) / "pack")
        with opened_ledger(small_ledger(server, Path(folder), pack)) as ledger:
            place = Place(Path(folder), ledger.name, server)
        FILE.write_text(text_of(answered(place)), "utf-8")


if __name__ == "__main__":
    main()
