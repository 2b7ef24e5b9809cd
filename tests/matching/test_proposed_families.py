"""Families that agencies know and we do not: found by keyed hashes of their homes, confirmed by a person."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.acts.erasing import erase_called
from api.matching.deciding import link
from api.matching.errors import NoSuchHousehold
from api.matching.families import Proposal, confirm, proposed, proposed_in_turn, with_names
from domain.matching.households import PEOPLE_MAX, Known, Shared, home_called, households
from intake.likeness.comparing import can_compare
from ledger import home_words
from ledger.agency_registering import enter_missing_homes
from ledger.home_words import around
from ledger.ledger import Ledger
from tests.matching.agency_packs import AGENCY, ANN, BEN_UPN, NEEDS, PEOPLE, facts, family, load

needs_splink = pytest.mark.skipif(not can_compare(), reason="without Splink these wait for a person")

CY = "10,Cy,May,1970-02-03,,4 Mill Lane,NS9 1AA,,,,T7,\n"
DI = "11,Di,May,2009-03-04,,4 Mill Lane,NS9 1AA,,,,T7,\n"
WORDS = some.integers(0, 3).map(lambda word: bytes([word, 0, word]))
PLACES: some.SearchStrategy[Shared] = some.sampled_from(["address", "household"])
RECORDS = some.lists(
    some.tuples(some.frozensets(WORDS, max_size=1), some.frozensets(some.tuples(PLACES, WORDS), max_size=2),
                some.booleans()), max_size=20,
).map(lambda found: [Known(f"r{place}", *one) for place, one in enumerate(found)])  # fmt: skip


def shown(ledger: Ledger) -> list[Proposal]:
    return with_names(ledger, proposed(ledger), "clerk", "tests")


@given(RECORDS, some.randoms(use_true_random=False))
def test_no_order_of_the_records_makes_a_difference(records: list[Known], random) -> None:
    found = households(records)
    random.shuffle(records)
    assert households(records) == found
    assert all(one.people and len(one.people) + len(one.beside) <= PEOPLE_MAX for one in found)


@given(RECORDS)
def test_nobody_is_proposed_twice_and_everybody_only_with_whom_they_share_a_home(records: list[Known]) -> None:
    known = {record.pseudonym: record.places for record in records}
    for one in households(records):
        group = [*one.beside, *(name for person in one.people for name in person)]
        assert all(any(known[name] & known[other] for other in group if other != name) for name in group)
        others = set(known) - set(group)
        assert not any(known[name] & known[other] for name in group for other in others)


@needs_splink
def test_a_household_that_agencies_share_is_confirmed_as_a_family(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    schools = AGENCY + f"S1,Di,May,2009-03-04,,4 Mill Lane,NS9 1AA,,{BEN_UPN},,,\n"
    load(ledger, tmp_path, people_housing=AGENCY + CY + DI, people_schools=schools,
         needs_housing=NEEDS + "1,10,debt,2012-03-01,\n")
    [proposal] = shown(ledger)
    assert len(proposal.people) == 2 and proposal.shared == ("address", "household")
    done = confirm(ledger, proposal.name, "F9", date(2012, 1, 1), "clerk", parents=["housing/10"])
    assert done.people == ("housing/10", "housing/11")
    found = family(ledger, "F9")
    assert sorted(stay.parent for stay in found.stays.values()) == [False, True]
    assert facts(ledger, "F9") == [("needs", "2012-03-01")]
    assert shown(ledger) == []
    with pytest.raises(NoSuchHousehold):
        confirm(ledger, proposal.name, "F9", date(2012, 1, 1), "clerk")


@needs_splink
def test_one_home_is_found_by_the_index_as_it_is_among_all(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it hangs together over several words: Cy by the address, Ed by the agency's household alone."""
    many = "".join(f"{home}{place},Bo,N{home}x{place},19{60 + place}-01-01,,{home} Elm Row,NS9 2AA,,,,,\n"
                   for home in range(20, 40) for place in range(3))  # fmt: skip
    far = "12,Ed,May,2011-03-04,,,,,,,T7,\n"
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + DI + far + many)
    found = proposed(ledger)
    assert len(found) == 21
    for one in found:
        assert one in households(around(ledger, home_called(one.name)))
    assert households(around(ledger, b"\xff\xff")) == [one for one in found if one.name.startswith("ffff")]
    by_name = sorted(found, key=lambda one: one.name)
    for words in (1, 4, 1_000):
        monkeypatch.setattr(home_words, "WORDS_AT_A_TIME", words)
        assert list(proposed_in_turn(ledger)) == by_name
        assert list(proposed_in_turn(ledger, by_name[7].name)) == by_name[8:]


@needs_splink
def test_who_moves_is_proposed_in_the_new_home_and_a_proposal_that_has_changed_is_refused(
    ledger: Ledger, tmp_path: Path
) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + DI)
    [before] = shown(ledger)
    gone = DI.replace("4 Mill Lane", "9 Mill Lane").replace("T7", "T9")
    load(ledger, tmp_path, people_housing=AGENCY + gone)
    assert shown(ledger) == []
    with pytest.raises(NoSuchHousehold):
        confirm(ledger, before.name, "F9", date(2012, 1, 1), "clerk")


@needs_splink
def test_a_restricted_record_has_no_word_of_its_home(ledger: Ledger, tmp_path: Path) -> None:
    restricted = DI.replace("T7,", "T7,yes")
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + restricted)
    assert shown(ledger) == []
    assert words_of(ledger, "11") == 0 < words_of(ledger, "10")
    load(ledger, tmp_path, people_housing=AGENCY + CY + DI)
    assert words_of(ledger, "11") == 3
    load(ledger, tmp_path, people_housing=AGENCY + CY + restricted)
    assert words_of(ledger, "11") == 0


@needs_splink
def test_nobody_who_was_erased_has_a_home(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + DI)
    link(ledger, "housing/10", "P1", "clerk")
    [proposal] = shown(ledger)
    assert proposal.family_ids == ("F1",)
    erase_called(ledger, "P1", "the time to keep is over", "the board", "clerk")
    assert shown(ledger) == []
    with ledger.transaction() as cursor:
        assert cursor.execute("SELECT count(DISTINCT record) FROM home_word").fetchone() == (1,)


@needs_splink
def test_records_of_an_older_program_get_their_homes(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN, people_housing=AGENCY + CY + DI)
    before = shown(ledger)
    with ledger.transaction() as cursor:
        cursor.execute("DELETE FROM home_word")
        cursor.execute("UPDATE agency_person SET homes_entered = false")
    enter_missing_homes(ledger)
    assert shown(ledger) == before != []


def words_of(ledger: Ledger, person_id: str) -> int:
    record = ledger.agencies.known_to("housing", [person_id])[person_id].pseudonym
    with ledger.transaction() as cursor:
        rows = cursor.execute("SELECT 1 FROM home_word WHERE record = %s", (record,)).fetchall()
    return len(rows)
