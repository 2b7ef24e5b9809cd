"""Every answer has the form that the API says it has, on a ledger with claims in it, now and as known earlier."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from api.claiming import steps
from api.claiming.preparing import prepare_round
from api.command_line import main
from api.http.app import _RESOURCES, ADDRESS, create_app
from api.http.description import routes_of
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.proof.checkpointing import seal
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.api.tokens import bearer

ROUND, SCHEME = "2013-07-31", "troubled-families-2012"
_names = count(1)


@dataclass(frozen=True)
class Asked:
    """`before` is the position before anything was claimed."""

    client: TestClient
    place: Place
    claim: str
    before: int
    last: int


@pytest.fixture(scope="module")
def asked(database_url: str, data_folder: Path, small_pack: Path) -> Iterator[Asked]:
    name = f"answers{next(_names)}"
    place = Place(data_folder, name, database_url)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        assert main(["create", name, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", name, "--by", "tests"]) == 0
    with opened_ledger(place) as ledger:
        before = ledger.position()
        prepared = prepare_round(ledger, SCHEME, date.fromisoformat(ROUND), "a claims officer")
        steps.review(ledger, SCHEME, date.fromisoformat(ROUND), "a reviewer", None)
        catch_up(ledger)
        seal(ledger)
        last = ledger.position()
    with TestClient(create_app(Settings(place)), headers=bearer(place)) as client:
        yield Asked(client, place, prepared.claims[0], before, last)


PATHS = (
    "/v1/ledgers", "/v1/status", "/v1/problems", "/v1/problems/conflict", "/v1/extracts", "/v1/extracts/1",
    "/v1/extracts/1/corrections",
    "/v1/families", "/v1/eligibility", "/v1/claimable", "/v1/nearly", "/v1/claims", "/v1/rounds", "/v1/returns",
    "/v1/money?at=2014-01-31", "/v1/forecast?at=2013-10-31", "/v1/savings?at=2015-03-31",
    "/v1/forecast/tests?at=2014-05-31", "/v1/contributions", "/v1/payments", "/v1/programme",
    "/v1/programme?at=2013-01-31&at=2014-01-31", f"/v1/returns/{ROUND}", "/v1/claims/CLAIM",
    "/v1/schemes", f"/v1/schemes/{SCHEME}", f"/v1/schemes/{SCHEME}?overlay=none",
    f"/v1/schemes/{SCHEME}/differences?other={SCHEME}&other_overlay=none",
    f"/v1/schemes/{SCHEME}/differences?other=troubled-families-2015",
    f"/v1/schemes/{SCHEME}/differences/families?other={SCHEME}&other_overlay=none&at=2013-07-31",
    "/v1/families/OXF-00002", "/v1/families/OXF-00002/members", "/v1/families/OXF-00002/eligibility",
    "/v1/families/OXF-00002/explanation?at=2013-07-31&result=CAE", "/v1/families/OXF-00002/nearly?at=2012-01-31",
    "/v1/families/OXF-00002/claims", "/v1/families/OXF-00002/history", "/v1/families/OXF-00002/casework",
    "/v1/caseloads?at=2013-07-31", "/v1/referrals?at=2013-07-31", "/v1/reviews-due?at=2013-07-31",
    "/v1/districts?at=2013-07-31", "/v1/what-works?at=2015-06-30",
    "/v1/relapses?at=2015-06-30", "/v1/relapses/families?at=2015-06-30", "/v1/actions", "/v1/actions/measures",
    "/v1/measures", "/v1/unit-costs", "/v1/retention?at=2025-01-01", "/v1/retention/records?at=2025-01-01&limit=1000",
    "/v1/retention/unlinked?at=2025-01-01",
    "/v1/checkpoints", "/v1/assignments", "/v1/tokens", "/v1/token-keys", "/v1/matching/agencies", "/v1/matching/queue",
    "/v1/matching/proposed-families", "/v1/access-log?limit=1", "/v1/erasures", "/v1/families/OXF-00002/workers",
)  # fmt: skip
WITHOUT_KNOWN = ("/v1/problems", "/v1/schemes", "/v1/assignments", "/v1/token", "/v1/matching", "/v1/access-log",
                 "/v1/erasures", "/v1/retention/unlinked", "/v1/families/OXF-00002/workers")  # fmt: skip


def in_its_form(client: TestClient, address: str) -> Any:
    """The answer; every field of it is one that the API describes, and none is missing."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.text)
    path = address.partition("?")[0].removeprefix(ADDRESS)
    model = next(
        route.response_model for resource in _RESOURCES for route in routes_of(resource.router)
        if "GET" in route.methods and route.path_regex.fullmatch(path))  # fmt: skip
    form = TypeAdapter(model)
    assert form.dump_python(form.validate_python(answer.json()), mode="json") == answer.json(), address
    return answer.json()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_is_in_the_form_described(asked: Asked, path: str) -> None:
    said = in_its_form(asked.client, path.replace("CLAIM", asked.claim))
    if "position" in said and "load" not in said:
        assert said["position"] == asked.last


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith("/v1/problems")])
def test_every_answer_says_in_a_header_what_it_is_true_as_of(asked: Asked, path: str) -> None:
    address = path.replace("CLAIM", asked.claim)
    assert asked.client.get(address).headers["x-ledger-position"] == str(asked.last)


@pytest.mark.parametrize("path", [path for path in PATHS if not path.startswith(WITHOUT_KNOWN)])
def test_every_question_can_be_asked_as_known_earlier(asked: Asked, path: str) -> None:
    address = path.replace("CLAIM", asked.claim)
    said = in_its_form(asked.client, f"{address}{'&' if '?' in address else '?'}known={asked.last}")
    assert said == in_its_form(asked.client, address)


def test_before_anything_was_claimed_there_were_no_claims(asked: Asked) -> None:
    for path in ("claims", "rounds", "returns"):
        said = in_its_form(asked.client, f"/v1/{path}?known={asked.before}")
        assert (said["items"], said["position"]) == ([], asked.before)
    answer = asked.client.get(f"/v1/claims/{asked.claim}?known={asked.before}")
    assert (answer.status_code, answer.json()["type"]) == (404, "/v1/problems/unknown-claim")


def test_as_known_before_a_step_a_claim_stands_as_then(asked: Asked) -> None:
    claim = in_its_form(asked.client, f"/v1/claims/{asked.claim}")
    assert claim["status"] == "reviewed"
    earlier = in_its_form(asked.client, f"/v1/claims/{asked.claim}?known={claim['changed_at'] - 1}")
    assert earlier["status"] == "prepared"
    listed = in_its_form(asked.client, f"/v1/claims?known={claim['changed_at'] - 1}")["items"]
    assert {row["status"] for row in listed if row["claim"] == asked.claim} == {"prepared"}


def test_claims_and_rounds_are_those_of_the_command_line(asked: Asked, outcomes: Outcomes) -> None:
    rows = outcomes("claims", "list", "--ledger", asked.place.ledger).rows
    claims = asked.client.get("/v1/claims", headers={"Accept": "text/csv"})
    said = list(csv.DictReader(StringIO(claims.text)))
    assert [(row["claim"], row["family_id"], row["status"]) for row in said] == [
        (row["claim"], row["family_id"], row["status"]) for row in rows]
    (numbers,) = in_its_form(asked.client, "/v1/rounds")["items"]
    (round_,) = outcomes("claims", "rounds", "--ledger", asked.place.ledger).rows
    assert (numbers["claimed"], f"{numbers['claimed_pence'] / 100:.2f}") == (int(round_["claimed"]), round_["amount"])


def test_filters_of_claims_choose_among_them(asked: Asked) -> None:
    every = in_its_form(asked.client, "/v1/claims")["items"]
    assert every and in_its_form(asked.client, "/v1/claims?status=paid")["items"] == []
    assert in_its_form(asked.client, f"/v1/claims?status=reviewed&round_on={ROUND}")["items"] == every
    assert in_its_form(asked.client, "/v1/claims?at_risk=true")["items"] == []
    cae = [row for row in every if row["result"] == "CAE"]
    for known in ("", f"&known={asked.last}"):
        assert in_its_form(asked.client, f"/v1/claims?result=CAE{known}")["items"] == cae


def test_rules_are_read_as_text(asked: Asked) -> None:
    answer = asked.client.get(f"/v1/schemes/{SCHEME}", headers={"Accept": "text/plain"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8" and "Eligible" in answer.text


@pytest.mark.parametrize("overlay", ["/etc/passwd", "../../x.yaml", "plans/ours.yaml", "nope"])
def test_a_rule_set_is_no_file_of_the_server(asked: Asked, overlay: str) -> None:
    answer = asked.client.get(f"/v1/schemes/{SCHEME}", params={"overlay": overlay})
    assert (answer.status_code, answer.json()["type"]) == (422, "/v1/problems/unknown-overlay")
