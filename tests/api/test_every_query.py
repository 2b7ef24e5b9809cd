"""Every query can be asked as known at any position, and every one about a day on any day; and each says what it is
true as of. What cannot is on a list that says why."""

from __future__ import annotations

from datetime import date

import pytest

from api.access.roles import Role
from api.claiming import steps
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.authority import Term
from projections.queries.programmes import programme_known
from projections.queries.state import status
from projections.runner import catch_up
from tests.api.test_every_answer import ROUND, SCHEME, Asked
from tests.api.test_every_answer import asked as asked
from tests.api.tokens import bearer

__all__ = ["asked"]

NOT_AS_KNOWN = {
    "the API itself, the same at every position": {"problems", "problem", "schema"},
    "the log itself, read from `after` on": {"feed"},
    "who may look and who looked is no history (decision 22)": {
        "access_log", "family_workers", "assignments", "own_families", "tokens", "token_keys"},
    "what waits for a person is no history (decision 33)": {
        "matching_queue", "matching_comparison", "agencies", "proposed_families", "extract_delivery",
        "corrections"},
    "who agencies' people are, and when they were last sent, is in the register, which is no history (decision 5)": {
        "unlinked_due"},
    "signed once, and never changed": {"checkpoint", "checkpoint_consistency"},
    "a file as it was made, for whoever is to have it": {"rejected_rows", "deposit", "letter"},
    "by it a restored backup forgets people, whenever it was made": {"erasures"},
    "what another ledger signed is no history of ours": {"witnessed"},
    "of many logs, each with positions of its own": {"national"},
}

OF_NO_DAY = {
    "it tells each fact with its days": {
        "families", "family", "family_members", "family_claims", "family_history", "family_casework", "contributions",
        "payments", "unit_costs"},
    "it is of rounds, which are days": {
        "claims", "claim", "trail", "rounds", "returns", "return", "return_document", "sample", "sample_trail"},
    "it is of the ledger and the log": {"ledgers", "status", "extracts", "extract", "checkpoints"},
    "it lists what the program comes with": {"schemes", "schemas", "measures", "action_measures"},
}


@pytest.fixture(scope="module")
def queries(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The parameters of every query."""
    said = create_app(Settings(Place(tmp_path_factory.mktemp("nowhere"), "none"))).openapi()
    return {way["get"]["operationId"]: {one["name"] for one in way["get"].get("parameters", [])}
            for way in said["paths"].values() if "get" in way}  # fmt: skip


def test_every_query_is_asked_as_known_then_or_says_why_not(queries: dict[str, set[str]]) -> None:
    without = {name for name, parameters in queries.items() if "known" not in parameters}
    assert without == set().union(*NOT_AS_KNOWN.values()) & set(queries)


def test_every_query_about_a_day_is_asked_of_any_day(queries: dict[str, set[str]]) -> None:
    without = {name for name, parameters in queries.items() if "known" in parameters and "at" not in parameters}
    assert without == set().union(*OF_NO_DAY.values())


def test_the_programme_and_the_status_as_known_are_those_of_the_tables(asked: Asked) -> None:
    """Folded from the log they come to the same as the tables had it, once these have moved on."""
    with opened_ledger(asked.place) as ledger:
        tables, counted = programme_known(ledger, SCHEME), status(ledger)
        assert any(one.attached and one.turned_around for one in tables.rows)
        authority = ledger.authority()
        authority.set_term(Term("209901-1", "2098/99", date(2099, 1, 5), date(2099, 3, 27)), "tests")
        ledger.save(authority)
        catch_up(ledger)
        assert programme_known(ledger, SCHEME).position > tables.position == asked.last
        assert programme_known(ledger, SCHEME, known=tables.position) == tables
        then = status(ledger, tables.position)
        for name in ("position", "events", "families", "people", "observations", "events_by_topic", "loads"):
            assert getattr(then, name) == getattr(counted, name), name
        assert programme_known(ledger, SCHEME, known=1).rows[0].eligible == status(ledger, 1).families == 0


def test_a_spot_checker_asks_as_known_too(asked: Asked) -> None:
    """Before the sample was drawn there is nothing in it."""
    with opened_ledger(asked.place) as ledger:
        before = ledger.position()
        steps.draw_sample(ledger, SCHEME, date.fromisoformat(ROUND), "1", "internal audit")
        catch_up(ledger)
    checker = bearer(asked.place, Role.SPOT_CHECKER, name="Spot", sample=ROUND)
    now, then = (asked.client.get(f"/v1/sample{known}", headers=checker) for known in ("", f"?known={before}"))
    assert now.json()["items"] and (then.json()["items"], then.json()["position"]) == ([], before)
    trail = f"/v1/sample/{now.json()['items'][0]['claim']}/trail"
    assert asked.client.get(trail, headers=checker).headers["x-ledger-position"] == now.headers["x-ledger-position"]
    assert asked.client.get(f"{trail}?known={before}", headers=checker).status_code == 404
