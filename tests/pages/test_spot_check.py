"""A spot check: the claims of one sample for a limited time, by pseudonyms, each look on record, and nothing else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.claiming import steps
from api.claiming.preparing import prepare_round
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from ledger.access import access_log
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from projections.queries.claim_pages import claims, claims_page
from projections.queries.claims import ClaimListed, Wanted
from projections.runner import catch_up
from tests.api.tokens import token_for
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger

ROUND = date(2014, 3, 31)


@pytest.fixture(scope="module")
def here(place: Place, small_pack: Path) -> Place:
    return new_ledger(place, "spotted", small_pack)


@pytest.fixture(scope="module")
def ledger(here: Place) -> Iterator[Ledger]:
    with opened_ledger(here) as opened:
        prepare_round(opened, SCHEMES[0], ROUND, by="Claims officer")
        steps.review(opened, SCHEMES[0], ROUND, "Reviewer", "looked")
        steps.draw_sample(opened, SCHEMES[0], ROUND, "a seed", "Auditor")
        catch_up(opened)
        yield opened


@pytest.fixture(scope="module")
def client(here: Place, ledger: Ledger) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(here, projects=False))) as client:
        yield client


@pytest.fixture
def checker(client: TestClient, here: Place) -> Visitor:
    visitor = Visitor(TestClient(client.app))
    return visitor.signs_in(token_for(here, Role.SPOT_CHECKER, name="Inspector", sample=ROUND.isoformat()))


def _sampled(ledger: Ledger) -> list[ClaimListed]:
    return claims_page(ledger, Wanted(round_on=ROUND, sampled=True)).rows


def _links(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/sample/([\w-]+)', page)


def test_the_sample_is_what_a_spot_checker_comes_to(checker: Visitor, ledger: Ledger) -> None:
    sampled = [one.claim for one in _sampled(ledger)]
    assert checker.last.url.path == "/sample"
    assert _links(checker.last.text) == sampled and 0 < len(sampled) < len(claims(ledger))
    assert "a seed" in checker.last.text and "You may read it until" in checker.last.text


def test_each_look_is_on_record_and_people_are_pseudonyms(checker: Visitor, ledger: Ledger) -> None:
    claim = _sampled(ledger)[0].claim
    page = checker.get(f"/sample/{claim}").text
    assert page.count('class="question keep"') == 12 and "Johnson" not in page
    last = access_log(ledger, by="Inspector", most=1_000)[-1]
    assert (last.subject, last.view, last.through) == (claim, "trail", "pages") and last.token


def test_the_papers_are_those_of_the_claim(checker: Visitor, ledger: Ledger) -> None:
    claim = _sampled(ledger)[0].claim
    assert checker.get(f"/sample/{claim}/trail.pdf").content.startswith(b"%PDF")
    checker.get(f"/sample/{claim}")
    pack = checker.sends("/evidence")
    assert pack.headers["content-disposition"].endswith(f'{claim}.evidence.json"') and json.loads(pack.text)
    checker.get(f"/sample/{claim}")
    assert f"Verified: claim {claim}" in checker.sends("/verification").text


def test_what_is_not_in_the_sample_is_as_if_it_were_not(checker: Visitor, ledger: Ledger) -> None:
    sampled = {one.claim for one in _sampled(ledger)}
    other = next(one.claim for one in claims(ledger) if one.claim not in sampled)
    answers = [checker.get(f"/sample/{claim}{paper}") for claim in (other, "TF2012-20140331-9999")
               for paper in ("", "/trail.pdf")]  # fmt: skip
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text.replace(other, "").replace("TF2012-20140331-9999", "") for answer in answers[::2]}) == 1


def test_before_it_was_drawn_there_is_no_sample(checker: Visitor, ledger: Ledger) -> None:
    claim = _sampled(ledger)[0].claim
    page = checker.get("/sample", known="3")
    assert _links(page.text) == [] and "No sample was drawn" in page.text
    assert checker.get(f"/sample/{claim}", known="3").status_code == 404
    assert _links(checker.get("/sample", known=str(ledger.position())).text) == _links(checker.get("/sample").text)


def test_when_the_time_is_over_there_is_nothing(
    client: TestClient, here: Place, checker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checker.get("/sample").status_code == 200
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * 86_400)
    assert checker.get("/sample").url.path == "/sign-in"


@pytest.mark.parametrize("sample", ["2013-07-31", "no day", "'; DROP TABLE claim; --"])
def test_a_token_of_another_round_shows_nothing_of_this_one(
    client: TestClient, here: Place, ledger: Ledger, sample: str
) -> None:
    token = token_for(here, Role.SPOT_CHECKER, name="Another", sample=sample)
    other = Visitor(TestClient(client.app)).signs_in(token)
    assert _links(other.get("/sample").text) == []
    assert other.get(f"/sample/{_sampled(ledger)[0].claim}").status_code == 404
