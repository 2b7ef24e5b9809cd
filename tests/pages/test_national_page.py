"""The totals of all authorities: for national readers of the one ledger that the server names, and for nobody else."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.england.national import ENGLAND, national
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_database
from ledger.errors import LedgerUnknown
from tests.api.tokens import bearer, token_for
from tests.pages.conftest import Visitor
from tests.pages.ledgers import new_ledger

READER, ADDRESS = "N. Reader", "/v1/national"
SCHEME = "troubled-families-2012"


@pytest.fixture(scope="module")
def england(place: Place) -> Place:
    """A ledger of nobody's families, for those who read the totals."""
    return new_ledger(place, "england")


@pytest.fixture(scope="module")
def client(place: Place, england: Place) -> Iterator[TestClient]:
    """A server of every ledger, with one of them for national readers."""
    app = create_app(Settings(replace(place, ledger=None), projects=False, nation="england"))
    with TestClient(app) as client:
        yield client


def signed_in(client: TestClient, there: Place, *roles: Role) -> Visitor:
    return Visitor(TestClient(client.app)).signs_in(token_for(there, *roles, name=READER))


def test_a_national_reader_sees_totals_and_schemes_and_nothing_else(
    client: TestClient, england: Place, place: Place
) -> None:
    reader = signed_in(client, england, Role.NATIONAL_READER)
    page = reader.get("/").text.replace("\u00a0", " ")
    assert reader.last.url.path == "/national" and "All of England" in page
    assert "Small</th>" in page and "of their targets together" in page and "True as of entry" not in page
    for path in ("/families", "/claims", "/money", "/extracts", "/audit"):
        assert reader.get(path).status_code == 403
        assert f'href="{path}"' not in page
    rows = list(csv.DictReader(StringIO(reader.get("/national/authorities.csv").text.removeprefix("\ufeff"))))
    with opened_database(place) as database:
        found = national(database, SCHEME)
    assert [row["Authority"] for row in rows] == [row.authority for row in found.rows]
    assert rows[-1]["Attached"] == str(found.whole.attached) and rows[-1]["Target"] == "20"
    assert "OXF-" not in page


def test_where_the_shares_lie_adds_up_to_the_authorities(client: TestClient, england: Place, place: Place) -> None:
    reader = signed_in(client, england, Role.NATIONAL_READER)
    shares = list(csv.DictReader(StringIO(reader.get("/national/shares.csv").text.removeprefix("\ufeff"))))
    with opened_database(place) as database:
        authorities = national(database, SCHEME).authorities
    assert sum(int(row["Authorities"]) for row in shares) == len(authorities) >= 1
    assert "england" not in [row.ledger for row in authorities], "it has neither a target nor a family"
    assert reader.get("/national/nothing.csv").status_code == 404


@pytest.mark.parametrize("roles", [(Role.NATIONAL_READER,), (), (Role.PROGRAM,)])
def test_in_any_other_ledger_the_role_reads_nothing_of_others(
    client: TestClient, place: Place, roles: tuple[Role, ...]
) -> None:
    """Whoever may make tokens of one authority's ledger cannot make one that tells of another's."""
    scopes = ("read-nation",) if Role.PROGRAM in roles else ()
    refused = client.get(ADDRESS, headers=bearer(place, *roles, name=READER, scopes=scopes))
    assert refused.status_code == 403 and "england" not in refused.text


def test_whoever_holds_every_role_of_another_ledger_has_no_page_of_it(client: TestClient, place: Place) -> None:
    visitor = signed_in(client, place)
    assert visitor.get("/national").status_code == 403
    assert ">England<" not in visitor.get("/").text and visitor.last.status_code == 200


def test_over_http_the_same_totals(client: TestClient, england: Place) -> None:
    for headers in (bearer(england, Role.NATIONAL_READER),
                    bearer(england, Role.PROGRAM, scopes=("read-nation",))):  # fmt: skip
        said = client.get(ADDRESS, headers=headers).json()
        assert said["items"][-1]["ledger"] == ENGLAND
        assert {"ledger": "small", "authority": "Small", "target": 20}.items() <= said["items"][-2].items()
    assert client.get(ADDRESS, headers=bearer(england, Role.ADMINISTRATOR)).status_code == 403


def test_a_server_that_names_no_ledger_tells_nobody(england: Place) -> None:
    with TestClient(create_app(Settings(replace(england, ledger=None), projects=False))) as client:
        assert client.get(ADDRESS, headers=bearer(england, Role.NATIONAL_READER)).status_code == 403


def test_a_server_that_names_a_ledger_that_is_not_there_does_not_start(place: Place) -> None:
    app = create_app(Settings(replace(place, ledger=None), projects=False, nation="nowhere"))
    with pytest.raises(LedgerUnknown, match="outcomes create nowhere"), TestClient(app):
        pass
