"""How fast requests may come, and what is said to those who come faster."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.errors import OptionUnusable
from api.http import guard
from api.http.app import create_app
from api.http.rates import BURST_SECONDS, CALLERS_MAX, Rate, requests_per_second
from api.http.settings import Settings
from api.places import Place
from api.wording.spreadsheets import guarded
from tests.api.tokens import bearer


def test_a_burst_passes_and_then_so_many_a_second() -> None:
    now = [0.0]
    rate = Rate(10, lambda: now[0])
    assert [rate.wait_seconds("A") for _ in range(10 * BURST_SECONDS)] == [0] * 10 * BURST_SECONDS
    assert rate.wait_seconds("A") == 1
    assert rate.wait_seconds("B") == 0
    now[0] = 0.5
    assert [rate.wait_seconds("A") for _ in range(6)] == [0] * 5 + [1]


def test_no_more_callers_are_remembered_than_there_is_room_for() -> None:
    rate = Rate(1)
    for number in range(CALLERS_MAX + 10):
        rate.wait_seconds(number)
    assert len(rate._left) == CALLERS_MAX


@pytest.mark.parametrize("said", ["0", "-1", "many", "1.5"])
def test_a_rate_that_is_none_is_told(said: str) -> None:
    with pytest.raises(OptionUnusable, match="OUTCOMES_REQUESTS_PER_SECOND"):
        requests_per_second({"OUTCOMES_REQUESTS_PER_SECOND": said})


def test_who_comes_too_fast_is_told_when_to_come_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTCOMES_REQUESTS_PER_SECOND", "1")
    one, other = bearer(place, name="A. Hasty"), bearer(place, name="B. Calm")
    with TestClient(create_app(Settings(place, projects=False))) as client:
        answers = [client.get("/v1/problems", headers=one) for _ in range(12)]
        refused = answers[-1]
        assert (answers[0].status_code, refused.status_code) == (200, 429)
        assert refused.json()["type"] == "/v1/problems/too-many-requests" and int(refused.headers["retry-after"]) >= 1
        assert client.get("/v1/problems", headers=other).status_code == 200


def test_who_tries_tokens_is_slowed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "REFUSALS_PER_SECOND", 1)
    with TestClient(create_app(Settings(place, projects=False))) as client:
        said = [client.get("/v1/status", headers={"Authorization": "Bearer a.b.c"}).status_code for _ in range(12)]
    assert said[0] == 401 and said[-1] == 429


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_begins_a_formula(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert (guarded(-1), guarded(None), guarded("a=1")) == (-1, None, "a=1")
