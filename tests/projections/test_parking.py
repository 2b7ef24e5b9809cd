"""A family that cannot be folded: it is parked, and nobody else notices."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.family import Family
from ledger.ledger import Ledger
from projections.errors import FamilyUnfoldable
from projections.queries.eligible import eligibility
from projections.queries.histories import history
from projections.queries.state import status
from projections.rebuild import rebuild
from projections.runner import catch_up, retry_parked
from tests.projections.agencies import Agencies
from tests.projections.contents import held, ought

SOME_DAY = date(2013, 7, 31)
FROM_A_NEWER_PROGRAM = """
INSERT INTO event (leaf, originator_version, recorded_at, originator_id, topic, state)
SELECT (SELECT max(leaf) + 1 FROM event), %s, clock_timestamp(), %s, 'family.dreamt.v9', '{}'
"""


def poison(ledger: Ledger, family: Family) -> None:
    with ledger.transaction() as cursor:
        cursor.execute(FROM_A_NEWER_PROGRAM, (family.version + 1, family.id))


@pytest.fixture
def sick(agencies: Agencies) -> Family:
    """One of several families that were projected well, which then gets an event that nobody understands."""
    agencies.record(len(agencies.rows) // 2)
    catch_up(agencies.ledger)
    family = next(iter(agencies.families.values()))
    poison(agencies.ledger, family)
    return family


def test_the_others_go_on(agencies: Agencies, sick: Family) -> None:
    ledger = agencies.ledger
    others = {family_id for family_id, family in agencies.families.items() if family is not sick}
    position = catch_up(ledger)
    assert position == ledger.position()
    assert {row.family_id for row in eligibility(ledger, "troubled-families-2012", SOME_DAY)} == others


def test_it_is_shown_with_its_error_and_told_of_when_asked_for(agencies: Agencies, sick: Family) -> None:
    catch_up(agencies.ledger)
    (parked,) = status(agencies.ledger).parked
    assert (parked.family, parked.family_id) == (sick.id, agencies.family_id(sick.id))
    assert parked.position == last_understood(agencies.ledger, sick)
    assert "family.dreamt.v9" in parked.error
    with pytest.raises(FamilyUnfoldable, match=r"family\.dreamt\.v9"):
        history(agencies.ledger, agencies.family_id(sick.id))


def last_understood(ledger: Ledger, family: Family) -> int:
    with ledger.transaction() as cursor:
        cursor.execute(
            "SELECT notification_id FROM event WHERE originator_id = %s AND originator_version = %s",
            (family.id, family.version),
        )
        return int(cursor.fetchone()[0])


def test_trying_again_in_vain_keeps_it_parked(agencies: Agencies, sick: Family) -> None:
    catch_up(agencies.ledger)
    assert retry_parked(agencies.ledger) == 1
    assert catch_up(agencies.ledger) == agencies.ledger.position()


def test_a_rebuild_stops_and_leaves_the_live_tables_alone(agencies: Agencies, sick: Family) -> None:
    catch_up(agencies.ledger)
    before = held(agencies.ledger)
    with pytest.raises(FamilyUnfoldable, match=str(sick.id)):
        rebuild(agencies.ledger)
    assert held(agencies.ledger) == before
    assert len(status(agencies.ledger).parked) == 1


def rebuilt(ledger: Ledger) -> int:
    rebuild(ledger)
    return len(status(ledger).parked)


@pytest.mark.parametrize("again", ["retried", "rebuilt"])
def test_tried_again_once_it_can_be_folded_all_its_rows_are_there(
    agencies: Agencies, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    ledger = agencies.ledger
    agencies.record(len(agencies.rows) // 3)
    catch_up(ledger)
    sick = next(iter(agencies.families.values()))
    decode = ledger.application.mapper.decode

    def forgetful(topic: str, stream: UUID, version: int, state: bytes) -> Any:
        if stream == sick.id:
            raise KeyError("no key for this person")
        return decode(topic, stream, version, state)

    with monkeypatch.context() as patched:
        patched.setattr(ledger.application.mapper, "decode", forgetful)
        agencies.record(len(agencies.rows) // 2)
        catch_up(ledger)
        agencies.record()
        catch_up(ledger)
        assert [one.family for one in status(ledger).parked] == [sick.id]
    assert (retry_parked if again == "retried" else rebuilt)(ledger) == 0
    position, contents = held(ledger)
    assert contents == ought(ledger, position)
