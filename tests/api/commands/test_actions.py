"""The action plan over HTTP: each command once however often it is sent, on the version that was decided on."""

from __future__ import annotations

from collections.abc import Callable

from api.access.roles import Role
from tests.api.commands.conftest import Caller

AGREED = {"what": "ask schools monthly", "owner": "data officer", "measure": "results-claimable",
          "agreed_on": "2013-02-14", "due_on": "2013-07-31"}  # fmt: skip


def test_an_action_from_its_agreement_to_its_end(as_: Callable[..., Caller]) -> None:
    officer = as_("Officer", Role.CLAIMS_OFFICER)
    first = officer.post("/v1/actions", AGREED, "once")
    assert (first.status_code, first.json()["action"], first.headers["ETag"]) == (201, "A1", '"1"'), first.text
    assert officer.post("/v1/actions", AGREED, "once").content == first.content
    again = officer.post("/v1/actions", AGREED).json()
    assert (again["action"], again["events"]) == ("A1", 0)
    second = officer.post("/v1/actions", AGREED | {"what": "ask clinics"}).json()
    assert second["action"] == "A2"
    shown = officer.get(f"/v1/actions/A1?at=2014-03-31&wait={second['position']}")
    assert shown.status_code == 200, shown.text
    said = shown.json()
    assert said["state"] == "late" and said["then"]["known"] < said["now"]["known"] == said["position"]
    assert said["moved"] == said["now"]["value"] - said["then"]["value"]
    assert officer.get("/v1/actions/A1?at=2014-03-31", **{"If-None-Match": shown.headers["ETag"]}).status_code == 304
    later = {"due_on": "2013-10-31", "reason": "schools answer late"}
    changed = officer.post("/v1/actions/A1/changes", later, If_Match=shown.headers["ETag"])
    assert (changed.status_code, changed.json()["version"], changed.json()["first_due_on"]) == (200, 2, "2013-07-31")
    late = officer.post("/v1/actions/A1/completions", {"done_on": "2013-10-01"}, If_Match='"1"')
    assert (late.status_code, late.json()["type"], late.json()["version"]) == (412, "/v1/problems/version-differs", 2)
    done = officer.post("/v1/actions/A1/completions", {"done_on": "2013-10-01"}, "done", If_Match='"2"')
    assert done.json()["done_on"] == "2013-10-01"
    assert officer.post("/v1/actions/A1/completions", {"done_on": "2013-10-01"}, "done",
                        If_Match='"2"').content == done.content  # fmt: skip
    refused = officer.post("/v1/actions/A1/withdrawals", {"dropped_on": "2013-10-02", "reason": "no money"},
                           If_Match="*")  # fmt: skip
    assert (refused.status_code, refused.json()["type"]) == (409, "/v1/problems/refused")
    assert officer.post("/v1/actions/A1/resumptions", {"reason": "another one was done"}, If_Match="*").json()[
        "done_on"] is None  # fmt: skip
    rows = officer.get("/v1/actions?at=2014-03-31&limit=1").json()
    assert [row["action"] for row in rows["items"]] == ["A1"] and rows["next"]
    rest = officer.get(f"/v1/actions?at=2014-03-31&limit=1&cursor={rows['next']}").json()
    assert [row["action"] for row in rest["items"]] == ["A2"] and rest["next"] is None
    assert officer.get("/v1/actions?at=2014-03-31", Accept="text/csv").text.count("\r\n") == 3


def test_what_is_missing_or_unknown_is_told(as_: Callable[..., Caller]) -> None:
    officer = as_("Officer", Role.CLAIMS_OFFICER)
    unknown = officer.post("/v1/actions/A1/completions", {"done_on": "2013-10-01"}, If_Match="*")
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/v1/problems/unknown-record")
    assert officer.get("/v1/actions/A1").status_code == 404
    officer.post("/v1/actions", AGREED)
    unsaid = officer.post("/v1/actions/A1/completions", {"done_on": "2013-10-01"})
    assert (unsaid.status_code, unsaid.json()["type"]) == (428, "/v1/problems/version-needed")
    joy = officer.post("/v1/actions", AGREED | {"measure": "joy"})
    assert joy.status_code == 409 and "Choose one of" in joy.json()["detail"]
    assert officer.post("/v1/actions", AGREED | {"scheme": "nonsense"}).status_code == 422
    assert officer.get("/v1/actions?scheme=nonsense").status_code == 422


def test_others_read_and_may_not_plan(as_: Callable[..., Caller]) -> None:
    assert as_("Auditor", Role.INTERNAL_AUDITOR).get("/v1/actions").status_code == 200
    assert as_("Auditor", Role.INTERNAL_AUDITOR).post("/v1/actions", AGREED).status_code == 403
    assert as_("Practitioner", Role.PRACTITIONER).get("/v1/actions").status_code == 403
