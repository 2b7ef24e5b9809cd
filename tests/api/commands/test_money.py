"""The money over HTTP: each command once however often it is sent, by the finance officer alone; asked by readers."""

from __future__ import annotations

from collections.abc import Callable

from api.access.roles import Role
from tests.api.commands.conftest import Caller

POT = {"partner": "Thames Valley Police", "year": "2012-13", "purpose": "family workers"}


def test_a_contribution_from_its_pledge_to_the_last_penny(as_: Callable[..., Caller]) -> None:
    finance = as_("Finance", Role.FINANCE_OFFICER)
    said = POT | {"pledged_pence": 8_000_000}
    pledged = finance.post("/v1/contributions", said, "once")
    assert (pledged.status_code, pledged.json()["outstanding_pence"]) == (200, 8_000_000), pledged.text
    assert finance.post("/v1/contributions", said, "once").content == pledged.content
    came = {"received_pence": 3_000_000, "received_on": "2012-07-02", "reference": "BACS 1"}
    received = finance.post("/v1/contributions/receipts", POT | came).json()
    assert (received["events"], received["received_pence"], received["outstanding_pence"]) == (1, 3_000_000, 5_000_000)
    assert finance.post("/v1/contributions/receipts", POT | came).json()["events"] == 0
    over = finance.post("/v1/contributions/receipts", POT | came | {"reference": "BACS 2", "received_pence": 5_000_001})
    assert (over.status_code, over.json()["type"]) == (409, "/v1/problems/refused")
    left = finance.post("/v1/contributions/withdrawals", POT | {"reason": "the budget was cut"}).json()
    assert (left["pledged_pence"], left["outstanding_pence"]) == (3_000_000, 0)
    back = finance.post("/v1/receipts/withdrawals", {"reference": "BACS 1", "reason": "recorded in error"})
    assert back.status_code == 200
    [one] = finance.get("/v1/contributions").json()["items"]
    assert (one["received_pence"], one["outstanding_pence"]) == (0, 3_000_000)
    then = finance.get(f"/v1/contributions?known={received['position']}").json()["items"]
    assert then[0]["received_pence"] == 3_000_000
    assert finance.get("/v1/contributions", Accept="text/csv").text.count("\r\n") == 2


def test_nothing_is_paid_for_a_return_that_was_not_sent(as_: Callable[..., Caller]) -> None:
    finance = as_("Finance", Role.FINANCE_OFFICER)
    said = {"round_on": "2013-07-31", "received_pence": 1, "received_on": "2013-09-12", "reference": "DCLG 1"}
    refused = finance.post("/v1/payments", said)
    assert refused.status_code == 409 and "was sent" in refused.json()["detail"]
    assert finance.post("/v1/payments", said | {"received_pence": 0}).status_code == 422
    assert finance.get("/v1/payments").json()["items"] == []
    minimum = finance.post("/v1/minimum-numbers", {"year": "2013-14", "families": 130})
    assert minimum.status_code == 200
    wait = minimum.json()["position"]
    years = {year["year"]: year for year in finance.get(f"/v1/money?at=2014-03-31&wait={wait}").json()["years"]}
    assert years["2013-14"]["minimum"] == 130


def test_others_read_and_may_not_record(as_: Callable[..., Caller]) -> None:
    officer = as_("Claims officer", Role.CLAIMS_OFFICER)
    assert officer.get("/v1/money?at=2014-03-31").status_code == 200
    assert officer.post("/v1/contributions", POT | {"pledged_pence": 1}).status_code == 403
    assert as_("Practitioner", Role.PRACTITIONER).get("/v1/money").status_code == 403
