"""A text is a text, wherever it is put: no SQL, no path, no template, and nothing that an error would repeat."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.command_line import main
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_ledger
from projections.runner import catch_up
from tests.api.access.one_field import Sent, with_each_text
from tests.api.samples import ATTACHED
from tests.api.tokens import bearer

LEDGER, ROUND = "texts", "2013-07-31"
KNOWN = {
    "family_id": ATTACHED, "claim": "TF2012-20130731-0001", "claim_id": "TF2012-20130731-0001", "round_on": ROUND,
    "scheme": "troubled-families-2012", "name": "unknown-family", "topic": "family.observed.v1",
}  # fmt: skip
HOSTILE = ("'; DROP TABLE event; --", "\\') OR 1=1 --{{7*7}}%s%(x)s", "../../../../etc/passwd", "a\x00b")

TAKEN_WHOLE = ("verify_evidence",)
"""A pack is a document with proofs of its own."""


@pytest.fixture(scope="module")
def place(database_url: str, data_folder: Path, small_pack: Path) -> Place:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DATABASE_URL", database_url)
        environment.setenv("OUTCOMES_DATA_DIR", str(data_folder))
        assert main(["create", LEDGER, "--target", "20", "--overlay", "oxfordshire", "--by", "tests"]) == 0
        assert main(["load", str(small_pack), "--ledger", LEDGER, "--by", "tests"]) == 0
        assert main(["claims", "prepare", "--round", ROUND, "--ledger", LEDGER, "--by", "C. Officer"]) == 0
    place = Place(data_folder, LEDGER, database_url)
    with opened_ledger(place) as ledger:
        catch_up(ledger)
    return place


@pytest.fixture(scope="module")
def client(place: Place) -> Iterator[TestClient]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("OUTCOMES_REQUESTS_PER_SECOND", "100000")
        app = create_app(Settings(place, projects=False))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _sent(client: TestClient, text: str) -> list[Sent]:
    """No header holds a control character: the server reads such a request no further."""
    sent = list(with_each_text(client.app.openapi(), KNOWN, text))
    return [one for one in sent if text.isprintable() or not one.where.startswith("header.")]


def test_every_operation_and_every_body_is_tried(client: TestClient) -> None:
    sent = _sent(client, "x")
    assert len({one.operation for one in sent}) > 60
    assert len(sent) > 400
    assert {"body.reason", "body.person_id", "path.family_id", "query.known", "header.if-match"} <= {
        one.where for one in sent}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_is_never_part_of_a_statement_or_a_path(client: TestClient, place: Place, text: str) -> None:
    headers = bearer(place, name="Hostile")
    with opened_ledger(place) as ledger:
        before = ledger.position()
        for one in _sent(client, text):
            answer = one.by(client, headers)
            assert answer.status_code < 500, (one, answer.status_code, answer.text)
            assert "root:" not in answer.text and "syntax error" not in answer.text, one
        assert ledger.position() >= before
        assert len(ledger.register.every_family()) == 20


def test_no_field_is_taken_that_the_description_does_not_know(client: TestClient, place: Place) -> None:
    headers, tried = bearer(place, name="Assigning"), 0
    for one in _sent(client, "administrator"):
        if one.where == "body.unheard_of" and one.operation not in TAKEN_WHOLE:
            answer, tried = one.by(client, headers), tried + 1
            assert answer.status_code == 422, (one, answer.text)
            assert "unheard_of" in answer.text
    assert tried > 20
