"""However long a list is, no more than a part of it is in memory: no statement brings more, as a page or as the whole,
now or as known then. What is made whole instead is bounded by something else than families."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from fastapi.testclient import TestClient

from api.access.roles import Role
from api.acts import retaining
from api.http import listing
from api.http.app import create_app
from api.http.settings import Settings
from api.places import Place, opened_database
from domain.casework import commands
from domain.family import Attachment, Family, Source, Stay
from ledger import home_words
from ledger.access import note_access
from ledger.agency_registering import AgencyRegistration
from ledger.assigning import assign
from ledger.identity import Person, Registration, new_record_pseudonym
from ledger.ledger import Ledger
from ledger.ledgers import create_ledger
from ledger.proof.checkpointing import seal
from ledger.sealing.erasing import erase_person
from projections.queries import as_known, by_family, claim_pages, since
from projections.runner import catch_up
from tests.api.test_every_list import ADDRESSES as EVERY_LIST
from tests.api.test_every_list import EMPTY
from tests.api.tokens import bearer
from tests.matching.agency_packs import AGENCY, load

SCHEME, ROUND, WORKER = "troubled-families-2012", date(2013, 7, 31), "A. Practitioner"
TODAY, BY = date(2016, 1, 1), "tests"
FAMILIES, PART, ROWS_MAX = 60, 2, 55
"""So many families, each with one row at least in every list; so many rows in a part; and so many may be in memory:
those of a part, or the events of its families, and one to see whether there are more."""

BOUNDED = {
    "by the program": {"schemes", "scheme_differences", "schemas", "problems", "measures", "action_measures"},
    "by the calendar": {"rounds", "returns", "payments"},
    "by the authority's offices": {
        "ledgers", "caseloads", "districts", "agencies", "contributions", "actions", "tokens", "witnessed",
        "unit_costs"},
    "by one load": {"corrections"},
}  # fmt: skip
AS_NOW = {
    "access_log": "/v1/access-log?", "assignments": "/v1/assignments?", "own_families": "/v1/own-families?",
    "matching_queue": "/v1/matching/queue?", "proposed_families": "/v1/matching/proposed-families?",
    "unlinked_due": "/v1/retention/unlinked?", "erasures": "/v1/erasures?",
}  # fmt: skip
OTHER = "troubled-families-2015"
AS_KNOWN = {
    "families": "/v1/families?", "eligibility": "/v1/eligibility?at=2014-03-31",
    "claimable": "/v1/claimable?at=2014-03-31", "nearly": "/v1/nearly?at=2014-03-31", "claims": "/v1/claims?",
    "sample": "/v1/sample?", "referrals": "/v1/referrals?at=2014-03-31", "reviews_due": "/v1/reviews-due?at=2014-03-31",
    "families_followed": "/v1/relapses/families?at=2014-03-31", "extracts": "/v1/extracts?",
    "checkpoints": "/v1/checkpoints?", "retention": "/v1/retention?at=2100-01-01",
    "records_due": "/v1/retention/records?",
    "families_decided_differently": f"/v1/schemes/{SCHEME}/differences/families?other={OTHER}&at=2014-03-31",
}  # fmt: skip
OF_FEW_FAMILIES = {"nearly", "families_decided_differently"}
"""Decided of each family on record, whoever comes to stand in the list."""
OF_THE_TABLES_ALONE = {"families_followed"}
"""The claims here are in the tables, and in no history."""


@pytest.fixture(scope="module")
def here(database_url: str, data_folder: Path) -> Place:
    return Place(data_folder, "any-length", database_url)


@pytest.fixture(scope="module")
def ledger(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with opened_database(here) as database:
        ledger = create_ledger(database, str(here.ledger), by=BY, target=FAMILIES)
        _families(ledger)
        _agencies(ledger, tmp_path_factory.mktemp("agency"))
        catch_up(ledger)
        _claims(ledger)
        yield ledger


def _families(ledger: Ledger) -> None:
    registration, families = Registration(), []
    for number in range(FAMILIES):
        family, child, left = Family(uuid4()), f"c{number:03}", f"l{number:03}"
        registration.family(f"F{number:03}", family.id)
        for person in (child, left):
            registration.person(Person(person, f"P-{person}"))
            registration.membership(person, family.id)
        family.record_stay(Stay(child, date(2010, 9, 1), None, date(2004, 1, 1), True, False), Source(BY))
        family.record_stay(Stay(left, date(1990, 9, 1), date(1999, 1, 1), date(1970, 1, 1), True, True), Source(BY))
        family.attach(Attachment(SCHEME, date(2012, 9, 1), closed_on=date(2015, 1, 1)), ["work"], "0" * 64, Source(BY))
        day = date(2013, 1, 1)
        commands.refer(family, new_record_pseudonym(), "in", "CAMHS", day, "mental health", BY, TODAY)
        commands.review(family, new_record_pseudonym(), "The board", day, "continue", date(2013, 6, 1), BY, TODAY)
        families.append(family)
    ledger.save(*families, register=registration)
    for number, family in enumerate(families):
        assign(ledger, family.id, [WORKER], BY)
        note_access(ledger, BY, None, f"view {number}", position=0)
    for number in range(FAMILIES):
        erase_person(ledger, f"c{number:03}", "a reason", "the board", BY)
        seal(ledger)


def _agencies(ledger: Ledger, folder: Path) -> None:
    """As many that wait for a person, and as many homes of two with nobody of ours."""
    def said(number: int, home: str) -> str:
        return f"{number},Ann,Lee,{number % 28 + 1:02}/{number // 28 + 1:02}/1980,,{home},OX8 8ZZ,,,,,"

    waiting = [said(number, f"{number} Elsewhere") for number in range(FAMILIES)]
    homes = [said(number, f"{number % FAMILIES} Some Street") for number in range(FAMILIES, 3 * FAMILIES)]
    load(ledger, folder, people_police=AGENCY + "".join(row + "\n" for row in (*waiting, *homes)))
    registration = AgencyRegistration()
    for number, record in ledger.agencies.known_to("police", map(str, range(3 * FAMILIES))).items():
        registration.stands(record.pseudonym, "queued" if int(number) < FAMILIES else "apart")
    ledger.save_in_bulk([], registration)


def _claims(ledger: Ledger) -> None:
    with ledger.transaction() as cursor:
        cursor.execute(
            "INSERT INTO claim (claim, family, scheme, result, main, round_on, amount_pence, paid_pence, status,"
            " sampled, prepared_by, prepared_at, changed_at) SELECT 'TF2012-20130731-' || row_number() OVER (), family,"
            " %s, 'CAE', true, %s, 1, 1, 'paid', true, 'tests', 1, 1 FROM standing", (SCHEME, ROUND))
        cursor.execute("DELETE FROM extract")
        cursor.execute("INSERT INTO extract (digest, file, kind, loaded_by, finished_at, position)"
                       " SELECT n, n || '.csv', 'people', 'tests', now(), 1 FROM generate_series(1, %s) AS n",
                       (FAMILIES,))  # fmt: skip


@pytest.fixture(scope="module")
def client(here: Place, ledger: Ledger) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(here, projects=False)), headers=bearer(here)) as client:
        yield client


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((listing, "ROWS_AT_A_TIME"), (as_known, "FAMILIES_AT_A_TIME"),
                         (retaining, "FAMILIES_AT_A_TIME"), (by_family, "LOOKED_AT_MIN"), (claim_pages, "LOOKED_AT"),
                         (home_words, "WORDS_AT_A_TIME")):  # fmt: skip
        monkeypatch.setattr(module, name, PART)


@pytest.fixture
def brought(monkeypatch: pytest.MonkeyPatch, small_parts: None) -> list[tuple[int, Any]]:
    """How many rows each statement brought, and which it was."""
    found: list[tuple[int, Any]] = []
    execute = psycopg.Cursor.execute

    def noted(self: psycopg.Cursor[Any], statement: Any, *values: Any, **how: Any) -> Any:
        answer = execute(self, statement, *values, **how)
        if self.description is not None:
            found.append((self.rowcount, statement))
        return answer

    monkeypatch.setattr(psycopg.Cursor, "execute", noted)
    return found


def _who(here: Place, name: str) -> dict[str, str]:
    if name == "own_families":
        return bearer(here, Role.PRACTITIONER, name=WORKER)
    return bearer(here, Role.SPOT_CHECKER, name="Spot", sample=ROUND.isoformat()) if name == "sample" else {}


def _ask(
    client: TestClient, here: Place, name: str, address: str, brought: list[tuple[int, Any]],
    few: Set[str] = frozenset(),
) -> None:  # fmt: skip
    who = _who(here, name)
    client.get(f"{address}&limit=1", headers=who)
    brought.clear()
    page = client.get(f"{address}&limit={PART}", headers=who)
    lines = client.get(address, headers=who | {"Accept": "application/x-ndjson"})
    assert page.status_code == lines.status_code == 200, page.text
    assert len(lines.text.splitlines()) >= FAMILIES or name in OF_FEW_FAMILIES | few
    assert max(brought, key=lambda one: one[0])[0] <= ROWS_MAX, max(brought, key=lambda one: one[0])


@pytest.mark.parametrize("name", AS_NOW | AS_KNOWN)
def test_no_statement_brings_more_than_a_part(
    client: TestClient, here: Place, name: str, brought: list[tuple[int, Any]]
) -> None:
    _ask(client, here, name, (AS_NOW | AS_KNOWN)[name], brought)


@pytest.fixture(scope="module")
def then(client: TestClient, ledger: Ledger) -> int:
    """A position after which something was recorded of every family, and that the tables have left behind."""
    position = ledger.position()
    families = ledger.families(ledger.register.every_family())
    for family in families.values():
        commands.locate(family, new_record_pseudonym(), "North", date(2013, 1, 1), BY)
        family.attach(Attachment(OTHER, date(2015, 9, 1)), ["work"], "0" * 64, Source(BY))
    ledger.save(*families.values())
    catch_up(ledger)
    _claims(ledger)
    return position


@pytest.mark.parametrize("name", AS_KNOWN)
def test_nor_as_known_then(
    client: TestClient, here: Place, then: int, name: str, brought: list[tuple[int, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Where the tables do not help, as more was recorded since than it pays to look for."""
    monkeypatch.setattr(since, "CHANGED_MAX", 1)
    _ask(client, here, name, f"{AS_KNOWN[name]}&known={then}", brought, OF_THE_TABLES_ALONE)


def test_every_list_is_bounded_or_read_in_parts() -> None:
    every = {name.split()[0] for name in EVERY_LIST} | EMPTY
    assert {*AS_NOW, *AS_KNOWN} | set().union(*BOUNDED.values()) == every
