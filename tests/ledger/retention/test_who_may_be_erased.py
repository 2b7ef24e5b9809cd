"""Who may be erased, family by family: whoever is in several is told of once, when all of them are over."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from api.acts import retaining
from api.acts.retaining import people_page
from domain.family import Family, Source, Stay
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.retention.due import people_due
from ledger.retention.rules import shipped_schedule
from projections.queries import as_known
from projections.queries.pages import Part

AT, SINCE = date(2030, 1, 1), {"a": date(2012, 6, 30), "c": date(2014, 1, 1)}
STAYS = {
    "F1": {"a": date(2010, 1, 1), "b": date(2010, 1, 1)}, "F2": {"a": SINCE["a"], "c": SINCE["c"]}, "F3": {"b": None},
    "F4": {"a": date(2011, 1, 1)},
}  # fmt: skip
"""Until when each was in which family; nobody is recorded in the first before the others are."""


@pytest.fixture(params=[1, 2, 200])
def stays(ledger: Ledger, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    for module in (as_known, retaining):
        monkeypatch.setattr(module, "FAMILIES_AT_A_TIME", request.param)
    for family_id in reversed(STAYS):
        registration, family = Registration(), Family(uuid4())
        registration.family(family_id, family.id)
        for person, left_on in STAYS[family_id].items():
            registration.person(Person(person, f"P-{person}"))
            registration.membership(person, family.id)
            family.record_stay(Stay(person, date(2009, 9, 1), left_on, None, True, True), Source("tests"))
        ledger.save(family, register=registration)
    return ledger


def test_everyone_is_told_of_once_and_waits_for_every_family(stays: Ledger) -> None:
    rows = people_page(stays, shipped_schedule(), AT).rows
    assert [(row.family_id, row.person_id) for row in rows] == [("F1", "P-a"), ("F2", "P-c")]
    every = people_due(stays.every_family(), shipped_schedule(), AT)
    assert {row.person_id.removeprefix("P-"): row.since for row in rows} == every
    assert people_page(stays, shipped_schedule(), AT, None, Part(("F1", "P-a"), 1)).rows == rows[1:]
    before = people_page(stays, shipped_schedule(), every["a"].replace(day=1))
    assert not [row for row in before.rows if row.person_id == "P-a"]


def test_as_known_before_the_first_family_was_on_record_the_next_one_tells_of_it(stays: Ledger) -> None:
    then = stays.history(stays.register.families(["F2"])["F2"])[-1].position
    rows = people_page(stays, shipped_schedule(), AT, then).rows
    assert [(row.family_id, row.person_id) for row in rows] == [("F2", "P-a"), ("F2", "P-c")]
