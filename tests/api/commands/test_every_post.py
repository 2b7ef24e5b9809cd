"""Every POST of the API, once each with what it needs, and each held to the contract of Idempotency-Key.

The order is that of a ledger's life. A new POST that is not walked here fails the last test.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from api.access.roles import HELD_BY_OWNER
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from domain.events.claims import ProgressJudgedEquivalent
from ledger.proof.notes import COSIGNATURE, Note, SigningKey
from tests.api.commands.conftest import Caller
from tests.api.samples import ATTACHED, NEVER_ATTACHED
from tests.matching.agency_packs import AGENCY, load

ROUND, LATER, SCHEME = "2013-07-31", "2014-05-31", "troubled-families-2012"
ON_ATTACHED, ON_OTHER = f"/v1/families/{ATTACHED}", f"/v1/families/{NEVER_ATTACHED}"
PASSPHRASE, SHARED_KEY = "four words that both know", "a key for this one check, of 32+"
RECORD, PERSON = "police/7", "OXFP000023"
WHY = {"reason": "recorded in error"}
POT = {"partner": "Thames Valley Police", "year": "2012-13", "purpose": "family workers"}
COST = {"measure": "police-callout", "from_on": "2012-04-01", "pence": 4_000, "price_year": "2012-13", "source": "ours"}


@dataclass
class Walk:
    """Sends each command as the contract has it tried. `callers` have names of their own, so that four eyes see."""

    client: TestClient
    place: Place
    walked: set[str] = field(default_factory=set)
    callers: dict[str, Caller] = field(default_factory=dict)

    def by(self, name: str, ledger: str | None = None) -> Caller:
        place = Place(self.place.data_folder, ledger or self.place.ledger, self.place.database_url)
        key = f"{name} of {place.ledger}"
        if key not in self.callers:
            self.callers[key] = Caller(self.client, place, name, *HELD_BY_OWNER)
        return self.callers[key]

    def post(
        self, operation: str, path: str, said: Any = None, *, by: str = "Asha Patel", ledger: str | None = None,
        content: bytes | None = None, form: str = "application/json", refused: bool = False,
    ) -> Any:  # fmt: skip
        """What was answered, when the contract holds: the JSON, if it is that."""
        caller, key = self.by(by, ledger), f"the key of {operation} {len(self.walked)}"
        body = json.dumps({} if said is None else said).encode() if content is None else content
        headers = {**caller.headers, "Content-Type": form, "If-Match": "*"}

        def send(body: bytes, key: str | None = key) -> Any:
            with_key = headers | ({"Idempotency-Key": key} if key else {})
            return self.client.post(path, content=body, headers=with_key)

        _refused(send(body, None), 400, "idempotency-key-needed")
        opened = self.client.app.state.door.ledger_named(ledger or self.place.ledger)
        with opened.database.under_way.alone(opened.schema, by, key):
            _refused(send(body), 409, "request-under-way")
        first = send(body)
        self.walked.add(operation)
        if refused:
            _refused(first, 409, "refused")
            _refused(send(body + b"\n"), 409, "refused")  # what was refused is not remembered
            return None
        assert first.status_code in (200, 201), (operation, first.text)
        assert "idempotency-replayed" not in first.headers and int(first.headers["x-ledger-position"]) > 0
        again = send(body)
        assert (again.status_code, again.content) == (first.status_code, first.content), operation
        assert again.headers["idempotency-replayed"] == "true", operation
        same = ("x-ledger-position", "location", "etag")
        assert [again.headers.get(one) for one in same] == [first.headers.get(one) for one in same], operation
        _refused(send(body + b"\n"), 422, "idempotency-key-reused")
        return first.json()


def _refused(answer: Any, status: int, name: str) -> None:
    assert (answer.status_code, answer.json()["type"]) == (status, f"/v1/problems/{name}"), answer.text


@pytest.fixture(scope="module")
def walk(database_url: str, data_folder: Path, small_pack: Path) -> Iterator[Walk]:
    from api.command_line import main

    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        for name in ("walked", "walked-to"):
            assert main(["create", name, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
            assert main(["load", str(small_pack / "terms.csv"), "--ledger", name, "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", "walked", "--by", "tests"]) == 0
    place = Place(data_folder, None, database_url)
    with TestClient(create_app(Settings(place, may_create_ledgers=True)), raise_server_exceptions=False) as client:
        yield Walk(client, Place(data_folder, "walked", database_url))


def test_of_ledgers_and_extracts(walk: Walk) -> None:
    walk.post("create_ledger", "/v1/ledgers", {"ledger": "walked-new"})
    rows = b"record_id,family_id,category,starts_on\nW1,OXF-00001,incident,2012-01-01\n"
    checked = walk.post("check_extract", "/v1/extracts/checks?kind=asb", content=rows, form="text/csv")
    assert checked["files"][0]["good"] == 1
    walk.post("load_extract", "/v1/extracts?kind=asb", content=rows, form="text/csv")
    wrong = rows.replace(b"2012-01-01", b"2012-13-01").replace(b"W1", b"W2")
    load = walk.by("Asha Patel").send("/v1/extracts?kind=asb", wrong, "text/csv").json()["files"][0]["load"]
    right = {"rows": [{"line": 2, "cells": {"starts_on": "2012-01-02"}}]}
    walk.post("correct_rejected_rows", f"/v1/extracts/{load}/corrections", right)


def test_of_observations(walk: Walk) -> None:
    said = {"kind": "asb", "fields": {"category": "incident", "starts_on": "2012-05-01"}}
    record = walk.post("observe", f"{ON_ATTACHED}/observations", said)["record"]
    address = f"{ON_ATTACHED}/observations/{record}"
    walk.post("correct_observation", f"{address}/corrections", {"fields": said["fields"] | {"starts_on": "2012-05-02"}})
    walk.post("withdraw_observation", f"{address}/withdrawals", WHY)


def test_of_matching(walk: Walk, tmp_path: Path) -> None:
    with opened_ledger(walk.place) as ledger:
        person = ledger.register.people([PERSON])[PERSON]
        row = f"7,{person.forename},{person.surname},{person.born_on},,,{person.postcode},,{person.upn},,,yes\n"
        home = "".join(f"{n},{name},Farr,19{n}-01-01,,9 Mill Lane,OX9 9ZZ,,,,H1,\n"
                       for n, name in ((81, "Una"), (82, "Ivo")))  # fmt: skip
        load(ledger, tmp_path, people_police=AGENCY + row, people_housing=AGENCY + home)
    linking = {"record": RECORD, "person_id": PERSON}
    assert walk.post("link_record", "/v1/matching/links", linking)["standing"] == "linked"
    walk.post("undo_link", "/v1/matching/undoings", {"record": RECORD} | WHY)
    walk.post("refuse_link", "/v1/matching/refusals", linking | WHY)
    walk.post("set_weights", "/v1/matching/weights", {"from_on": "2013-04-01", "link_above": 12.5, "ask_above": 4.0})
    walk.post("compare_again", "/v1/matching/comparisons")
    assert walk.post("restrict_person", "/v1/matching/restrictions", {"person_id": PERSON} | WHY)["restricted"]
    [proposal] = walk.by("Asha Patel").get("/v1/matching/proposed-families").json()["items"]
    confirmed = walk.post(
        "confirm_family", f"/v1/matching/proposed-families/{proposal['proposal']}/confirmations",
        {"family_id": "OXF-09001", "joined_on": "2013-04-01", "parents": ["housing/81"]})
    assert confirmed["members"] == ["housing/81", "housing/82"]


def test_of_families(walk: Walk) -> None:
    override = {"decided_by": "Head of service", "reason": "known to us"}
    attaching = {"attached_on": "2012-10-29", "override": override}
    walk.post("attach_family", f"{ON_OTHER}/attachments", attaching)
    walk.post("end_attachment", f"{ON_OTHER}/attachments/{SCHEME}/endings", {"closed_on": "2014-01-31"})
    walk.post("withdraw_attachment", f"{ON_OTHER}/attachments/{SCHEME}/withdrawals", WHY)
    progress = {"scheme": "troubled-families-2015", "result": "SSP"}
    judging = progress | {"decided_by": "Head", "reason": "as good", "judged_on": "2016-01-01"}
    walk.post("judge_equivalent", f"{ON_OTHER}/equivalences", judging, refused=True)  # no shipped plan allows it
    with opened_ledger(walk.place) as ledger:
        family = ledger.family(ledger.register.families([NEVER_ATTACHED])[NEVER_ATTACHED])
        family.record(
            ProgressJudgedEquivalent, "tests", scheme=progress["scheme"], result="SSP", judged_on=date(2016, 1, 1),
            decided_by="Head", reason="as good")
        ledger.save(family)
    walk.post("take_back_equivalence", f"{ON_OTHER}/equivalences/withdrawals", progress | WHY)
    walk.post("merge_families", f"{ON_OTHER}/merges", {"other": "OXF-00005"} | WHY)
    walk.post("separate_families", f"{ON_OTHER}/separations", {"other": "OXF-00005"} | WHY)


def test_of_casework(walk: Walk) -> None:
    begun = {"kind": "course", "provider": "Links", "started_on": "2013-02-04", "intensity": "weekly"}
    course = walk.post("start_intervention", f"{ON_ATTACHED}/interventions", begun)["entry"]
    walk.post("end_intervention", f"{ON_ATTACHED}/interventions/{course}/endings",
              {"ended_on": "2013-06-28", "how": "completed"})  # fmt: skip
    referred = {"direction": "out", "agency": "CAMHS", "referred_on": "2013-02-11", "need": "health"}
    referral = walk.post("refer_family", f"{ON_ATTACHED}/referrals", referred)["entry"]
    walk.post("answer_referral", f"{ON_ATTACHED}/referrals/{referral}/answers",
              {"answered_on": "2013-03-01", "answer": "declined"})  # fmt: skip
    reviewed = {"board": "Board", "reviewed_on": "2013-04-15", "decision": "close"}
    walk.post("review_case", f"{ON_ATTACHED}/reviews", reviewed)
    walk.post("name_lead_worker", f"{ON_ATTACHED}/lead-workers", {"lead_worker": "North", "from_on": "2013-02-04"})
    walk.post("locate_family", f"{ON_ATTACHED}/districts", {"district": "Cherwell", "from_on": "2013-02-04"})
    walk.post("withdraw_casework", f"{ON_ATTACHED}/casework/{course}/withdrawals", WHY)


def test_of_claims_and_returns(walk: Walk) -> None:
    walk.post("agree_families", "/v1/agreed-families", {"year": "2012-13", "families": 20})
    walk.post("agree_minimum", "/v1/minimum-numbers", {"year": "2013-14", "families": 5})
    prepared = walk.post("prepare_claims", "/v1/claims", {"round_on": ROUND})["prepared"]
    one, two = (line["claim"] for line in prepared[:2])
    on_return = f"/v1/returns/{ROUND}"
    walk.post("review_return", f"{on_return}/reviews", by="Ben Osei")
    waiting = walk.post("draw_sample", f"{on_return}/samples", {"seed": "1"}, by="Audit")["waiting_for_audit"]
    for claim in waiting:
        said = {"passed": True, "finding": "seen"}
        walk.post("audit_claim", f"/v1/claims/{claim}/findings", said, by="Audit")
    walk.post("sign_return", f"{on_return}/signatures", by="Finance")
    walk.post("submit_return", f"{on_return}/submissions", by="Finance")
    walk.post("pay_claim", f"/v1/claims/{one}/payments", by="Finance")
    walk.post("reject_claim", f"/v1/claims/{two}/rejections", WHY, by="Finance")
    walk.post("pay_return", f"{on_return}/payments", by="Finance")
    later = walk.by("Asha Patel").post("/v1/claims", {"round_on": LATER}).json()["prepared"][0]["claim"]
    walk.post("withdraw_claim", f"/v1/claims/{later}/withdrawals", WHY)
    _forget_observations(walk, one)
    assert [claim["claim"] for claim in walk.post("recheck_claims", "/v1/rechecks")["at_risk"]] == [one]
    walk.post("keep_claim", f"/v1/claims/{one}/decisions", WHY, by="Finance")
    walk.post("repay_claim", f"/v1/claims/{one}/repayments", WHY, by="Finance")


def _forget_observations(walk: Walk, claim: str) -> None:
    """Of the family that the claim is for, so that nothing speaks for the claim any more."""
    officer = walk.by("Asha Patel")
    family_id = officer.get(f"/v1/claims/{claim}").json()["family_id"]
    with opened_ledger(walk.place) as ledger:
        records = list(ledger.family(ledger.register.families([family_id])[family_id]).observations)
    for record in records:
        address = f"/v1/families/{family_id}/observations/{record}/withdrawals"
        assert officer.post(address, WHY, If_Match="*").status_code == 200


def test_of_money(walk: Walk) -> None:
    came = {"received_pence": 3_000_000, "received_on": "2012-07-02"}
    walk.post("pledge_contribution", "/v1/contributions", POT | {"pledged_pence": 8_000_000})
    walk.post("receive_contribution", "/v1/contributions/receipts", POT | came | {"reference": "BACS 1"})
    walk.post("withdraw_contribution", "/v1/contributions/withdrawals", POT | WHY)
    walk.post("record_payment", "/v1/payments", {"round_on": ROUND, "reference": "DCLG 1", "received_pence": 70_000,
                                                "received_on": "2013-09-12"})
    walk.post("withdraw_receipt", "/v1/receipts/withdrawals", {"reference": "BACS 1"} | WHY)
    assert walk.post("supply_unit_costs", "/v1/unit-costs", {"costs": [COST]})["costs"] == 1
    [stated] = walk.by("Asha Patel").get("/v1/unit-costs").json()["items"]
    assert stated == COST


def test_of_the_action_plan(walk: Walk) -> None:
    agreed = {"what": "review waiting referrals", "owner": "Head", "scheme": SCHEME, "measure": "referrals-waiting",
              "agreed_on": "2013-02-01", "due_on": "2013-05-01"}  # fmt: skip
    action = f"/v1/actions/{walk.post('agree_action', '/v1/actions', agreed)['action']}"
    walk.post("change_action", f"{action}/changes", {"owner": "Deputy", "due_on": "2013-06-01"} | WHY)
    walk.post("finish_action", f"{action}/completions", {"done_on": "2013-05-30"})
    walk.post("take_up_action", f"{action}/resumptions", WHY)
    walk.post("drop_action", f"{action}/withdrawals", {"dropped_on": "2013-06-15"} | WHY)


def test_of_england(walk: Walk) -> None:
    reader = walk.by("Asha Patel")
    moving = {"to": "walked-to", "moved_on": "2014-02-03", "passphrase": PASSPHRASE}
    moved = walk.post("move_family_out", "/v1/families/OXF-00003/moves", moving)
    letter = reader.get(f"/v1/letters/{moved['letter']}")
    assert letter.status_code == 200 and letter.content.startswith(b"outcomes-move.v1")
    key = reader.get("/v1/checkpoints").json()["key"]
    arriving = {"letter": base64.b64encode(letter.content).decode(), "from_key": key, "passphrase": PASSPHRASE}
    arrived = walk.post("move_family_in", "/v1/arrivals", arriving, ledger="walked-to")
    assert arrived["family_id"] == "walked:OXF-00003" and arrived["people"] > 0
    assert reader.client.delete(f"/v1/letters/{moved['letter']}", headers=reader.headers).status_code == 204
    assert reader.get(f"/v1/letters/{moved['letter']}").status_code == 404

    ours = walk.post("double_claim_marks", "/v1/double-claims/marks", {"key": SHARED_KEY})["text"]
    theirs = "\n".join([ours.splitlines()[0], *ours.splitlines()[1:900:2]]) + "\n"
    shared = walk.post("compare_marks", "/v1/double-claims/comparisons", {"files": [ours, theirs]})["items"]
    assert len(shared) == 450
    everyone = {"key": SHARED_KEY, "marks": ours.splitlines()[1:]}
    traced = walk.post("trace_marks", "/v1/double-claims/tracings", everyone)["items"]
    assert traced and {"claim", "family_id", "person_id", "by"} == set(traced[0])


def reader_key(walk: Walk) -> str:
    return str(walk.by("Asha Patel").get("/v1/checkpoints").json()["key"])


def test_of_rules(walk: Walk) -> None:
    checked = walk.post("check_scheme", "/v1/scheme-checks", {"scheme": SCHEME})
    assert checked["passed"] and checked["cases"] > 10


def test_of_proof(walk: Walk) -> None:
    sealed = walk.post("seal", "/v1/checkpoints")
    witness = SigningKey("witness.example", b"w" * 32, COSIGNATURE)
    note = Note.parse(sealed["note"])
    cosigned = note.with_signature(witness.sign(note.text, 1_800_000_000))
    walk.post("add_cosignature", f"/v1/checkpoints/{sealed['size']}/cosignatures",
              {"note": str(cosigned), "keys": [str(witness.public)]})
    theirs = {"note": sealed["note"], "key": reader_key(walk)}
    seen = walk.post("witness_checkpoint", "/v1/witnessed", theirs, ledger="walked-to")
    walk.post("add_cosignature", f"/v1/checkpoints/{sealed['size']}/cosignatures",
              {"note": seen["note"], "keys": [seen["witness"]]})
    assert walk.post("check_ledger", "/v1/checks", {"log_only": True})["agrees"]
    pack = walk.post("evidence_pack", "/v1/evidence-packs", {"family_id": ATTACHED})
    key = reader_key(walk)
    verified = walk.post(
        "verify_evidence", f"/v1/verifications?key={quote(key)}", content=json.dumps(pack).encode())
    assert verified["holds"]


def test_of_running(walk: Walk) -> None:
    walk.by("Somebody else")
    made = walk.by("Asha Patel").get("/v1/tokens").json()["items"]
    other = next(one["id"] for one in made if one["name"] == "Somebody else")
    walk.post("revoke_token", f"/v1/tokens/{other}/revocations")
    assert walk.by("Somebody else").get("/v1/status").status_code == 401
    assert walk.post("rebuild", "/v1/rebuilds", {"compare": True})["rows_differing"] == 0
    assert walk.post("retry_parked", "/v1/retries")["parked"] == 0
    decided = {"reason": "asked for under article 17", "decided_by": "Data protection officer"}
    walk.post("erase_person", "/v1/erasures", {"person_id": PERSON} | decided)
    assert walk.post("erase_unlinked", "/v1/erasures/unlinked", {"due_by": "2012-04-02"} | decided)["erased"] == 0
    other = walk.by("Asha Patel").get(f"{ON_ATTACHED}/members").json()["members"][0]["person_id"]
    walk.post("seal_away", "/v1/deposits", {"person_id": other} | decided)


def test_no_post_is_left_out(walk: Walk) -> None:
    said = walk.client.app.openapi()["paths"]
    every = {one["post"]["operationId"] for one in said.values() if "post" in one}
    assert walk.walked == every
