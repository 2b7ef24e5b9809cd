"""What agencies say of people who are nobody of ours is kept for a time, and erased: one record, or all that is due."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from api.acts.erasing import LinkedWithOurs, NamesThePerson, PersonUnknown, erase_called, erase_unlinked_due
from api.acts.retaining import unlinked_page
from api.matching.deciding import link, undo
from domain.events.agency_people import AgencyPersonErased
from ledger.agency_people import agency_people
from ledger.ledger import Ledger
from ledger.retention.rules import Schedule, read_schedule, shipped_schedule
from ledger.sealing.erased_list import read_list
from ledger.sealing.erasing import erasures
from tests.matching.agency_packs import AGENCY, ANN, NEEDS, PEOPLE, facts, load

AT = date(2023, 5, 4)
LONG_AGO = date(2020, 5, 4)
SCHEDULE = shipped_schedule()
WHY = ("its time is over", "the board", "clerk")
CY, DI = "10,Cy,May,1970-02-03,,4 Mill Lane,NS9 1AA,,,,T7,\n", "11,Di,Roe,2009-03-04,,,,,,,,\n"


@pytest.fixture
def known(ledger: Ledger, tmp_path: Path) -> Ledger:
    """Two records of an agency that nobody of ours is like, last sent three years ago."""
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + DI,
         needs_housing=NEEDS + "1,10,debt,2012-03-01,\n2,10,debt,2013-03-01,\n")
    with ledger.transaction() as cursor:
        cursor.execute("UPDATE agency_person SET last_sent_on = %s", (LONG_AGO,))
    return ledger


def due(ledger: Ledger, at: date = AT) -> list[str]:
    return listed(ledger, SCHEDULE, at)


def listed(ledger: Ledger, schedule: Schedule, at: date = AT) -> list[str]:
    return sorted(row.record for row in unlinked_page(ledger, schedule, at).rows if row.falls_due)


def test_a_year_after_the_agency_last_sent_it(known: Ledger) -> None:
    until = LONG_AGO.replace(year=LONG_AGO.year + 1)
    rows = sorted(row[1:5] for row in unlinked_page(known, SCHEDULE, until).rows)
    assert rows == [("housing/10", 2, until, True), ("housing/11", 0, until, True)]
    assert due(known, until) == ["housing/10", "housing/11"]
    assert due(known, until - timedelta(days=1)) == []


def test_what_is_sent_again_without_news_is_kept_for_another_year(known: Ledger, tmp_path: Path) -> None:
    load(known, tmp_path, people_housing=AGENCY + CY)
    assert due(known) == ["housing/11"]
    load(known, tmp_path, needs_housing=NEEDS + "3,11,debt,2014-03-01,\n")
    assert due(known) == []


def test_a_linked_record_is_kept_as_long_as_the_person_until_the_link_is_undone(known: Ledger) -> None:
    link(known, "housing/10", "P1", "clerk")
    assert due(known) == ["housing/11"]
    with pytest.raises(LinkedWithOurs):
        erase_called(known, "housing/10", *WHY)
    undo(known, "housing/10", "another person", "clerk")
    assert due(known) == ["housing/10", "housing/11"]


def test_without_a_rule_of_its_own_the_rule_for_every_other_kind_holds(known: Ledger) -> None:
    rule = "- {kind: '*', since: 2012-01-01, keep: [{years: %s, from: record}, {years: 9, from: closure}], source: a}"
    assert listed(known, read_schedule(rule % 2)) == ["housing/10", "housing/11"]
    assert listed(known, read_schedule(rule % 4)) == []
    by_birth = "- {kind: '*', since: 2012-01-01, keep: [{years: 1, from: birth}], source: a}"
    assert listed(known, read_schedule(by_birth)) == []


def test_one_record_is_erased_by_the_agencys_own_id(known: Ledger, tmp_path: Path) -> None:
    record = known.agencies.known_to("housing", ["10"])["10"].pseudonym
    with pytest.raises(NamesThePerson):
        erase_called(known, "housing/10", "Cy asked for it", "the board", "clerk")
    assert erase_called(known, "housing/10", *WHY) == 0
    assert due(known) == ["housing/11"]
    entry = agency_people(known, [record])[record]
    assert entry.erased and entry.facts == {}
    with known.transaction() as cursor:
        for table, column in (("person_key", "person"), ("record", "person"), ("home_word", "record")):
            assert cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", (record,)).fetchall() == []
    assert record in {one.person for one in read_list(known.database.erased_list)}
    with pytest.raises(PersonUnknown):
        erase_called(known, "housing/10", *WHY)
    load(known, tmp_path, people_housing=AGENCY + CY)
    assert known.agencies.known_to("housing", ["10"])["10"].pseudonym != record, "sent again, it is another's record"


def test_all_that_are_due_are_erased_together_a_part_at_a_time(
    known: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(known, tmp_path, people_housing=AGENCY + "12,Ed,Fox,1980-02-03,,,,,,,,\n")
    monkeypatch.setattr("api.acts.erasing.RECORDS_AT_ONCE", 1)
    parts = [erase_unlinked_due(known, SCHEDULE, AT, *WHY) for _ in range(3)]
    assert [(one.erased, one.left) for one in parts] == [(1, 1), (1, 0), (0, 0)]
    assert known.agencies.known_to("housing", ["10", "11", "12"]).keys() == {"12"}
    assert [(one.reason, one.decided_by) for one in erasures(known)] == [WHY[:2]] * 2
    with known.transaction() as cursor:
        told = cursor.execute("SELECT count(*) FROM event WHERE topic = %s", (AgencyPersonErased.topic,)).fetchone()
    assert told == (2,)
    assert facts(known) == [], "Ann, who is ours, is as she was"
