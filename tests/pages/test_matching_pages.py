"""Matching on pages: what waits, why, what is decided and undone, and whose look is noted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.roles import Role
from api.acts.erasing import erase_called
from api.places import Place, opened_ledger
from intake.likeness.comparing import can_compare
from ledger.access import access_log, accesses
from ledger.ledger import Ledger
from projections.runner import catch_up
from tests.matching.agency_packs import (
    AGENCY,
    ANN,
    ANN_NINO,
    BEN,
    BEN_UPN,
    NEEDS,
    PEOPLE,
    facts,
    family,
    load,
    standing,
)
from tests.pages.ledgers import SignsIn, new_ledger, visitors_of

RECORD = "/matching/record"


@pytest.fixture(scope="module")
def ledger(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """Two restricted records of the police wait, beside Ann and Ben; the schools' are linked by their UPN."""
    folder: Path = tmp_path_factory.mktemp("matching")
    with opened_ledger(new_ledger(place, "matching")) as opened:
        load(opened, folder, people=PEOPLE + ANN + BEN)
        police = AGENCY + f"1,Ann,Lee,1980-01-01,,,NS2 7HH,,,{ANN_NINO},,yes\n"
        police += f"2,Ben,Lee,2001-05-23,,,NS2 7HH,,{BEN_UPN},,,yes\n"
        load(opened, folder, people_police=police, needs_police=NEEDS + "1,1,police-callout,2012-03-01,\n")
        load(opened, folder, people_schools=AGENCY + f"S2,Ben,Lee,2001-05-23,,,NS2 7HH,,{BEN_UPN},,,\n")
        housing = AGENCY + "10,Cy,May,1970-02-03,,4 Mill Lane,NS9 1AA,,,,T7,\n"
        load(opened, folder, people_housing=housing + "11,Di,May,2009-03-04,,4 Mill Lane,NS9 1AA,,,,T7,\n")
        catch_up(opened)
        yield opened


@pytest.fixture(scope="module")
def signs_in(ledger: Ledger, place: Place) -> Iterator[SignsIn]:
    with visitors_of(Place(place.data_folder, "matching", place.database_url)) as signs_in:
        yield signs_in


def test_the_queue_names_nobody_until_it_is_asked_to_and_then_notes_every_family(
    signs_in: SignsIn, ledger: Ledger
) -> None:
    analyst = signs_in("Queue", Role.ANALYST)
    page = analyst.get("/matching").text
    assert "records wait for a person" in page and "police/1" in page and "Lee" not in page
    assert [one.view for one in access_log(ledger, by="Queue")] == ["matching queue page"]
    assert "Lee" in analyst.get("/matching", names="yes").text
    assert [one.by for one in accesses(ledger, family(ledger).id)][-1] == "Queue"
    assert "police/1" not in analyst.get("/matching", agency="schools").text


def test_one_record_shows_both_sides_and_notes_the_family_before(signs_in: SignsIn, ledger: Ledger) -> None:
    analyst = signs_in("Looks", Role.ANALYST)
    page = analyst.get(RECORD, record="police/1").text
    assert "Who is police/1?" in page and "restricted" in page
    assert page.count("<bdi>Ann</bdi>") == 2 and "NS2 7HH" in page and ANN_NINO not in page
    assert "Looks" in [one.by for one in accesses(ledger, family(ledger).id)]
    assert analyst.get(RECORD, record="police/none").status_code == 404


@pytest.mark.skipif(not can_compare(), reason="without Splink no weight is worked out")
def test_every_weight_is_in_the_table_and_in_the_drawing(signs_in: SignsIn) -> None:
    page = signs_in("Weighs", Role.ANALYST).get(RECORD, record="police/1", person="P1").text
    assert 'aria-labelledby="waterfall-0-title waterfall-0-text"' in page and "of such pairs" in page


def test_a_reason_that_names_them_is_refused_on_the_page_and_kept_in_the_form(
    signs_in: SignsIn, ledger: Ledger
) -> None:
    analyst, before = signs_in("Names", Role.ANALYST), ledger.position()
    analyst.get(RECORD, record="police/2")
    page = analyst.sends("/matching/refusals", reason="Lee is not his name")
    assert page.status_code >= 400 and "Nothing was recorded" in page.text and "Lee is not his name" in page.text
    assert ledger.position() == before


def test_the_same_person_not_the_same_and_undone(signs_in: SignsIn, ledger: Ledger) -> None:
    analyst, late = signs_in("Clerk", Role.ANALYST), signs_in("Late", Role.ANALYST)
    late.get(RECORD, record="police/1")
    analyst.get(RECORD, record="police/1")
    onwards = analyst.sends("/matching/links").text
    assert "The two are one person" in onwards and "Who is police/2?" in onwards
    assert facts(ledger) == [("needs", "2012-03-01")]
    before = ledger.position()
    refused = late.sends("/matching/refusals", reason="another person")
    assert refused.status_code == 409 and ledger.position() == before
    assert "Nothing waits" in analyst.sends("/matching/refusals", reason="another boy of that school").text
    assert standing(ledger, "police", "2") == ("apart", None)
    page = analyst.get(RECORD, record="police/1").text
    assert "What would follow from undoing the link" in page and "it is not of this person" in page
    position = ledger.position()
    assert "The link is undone" in analyst.sends("/matching/undoings", reason="two people after all").text
    assert facts(ledger) == []
    links = analyst.get("/matching/links").text
    assert "A person, by a person who looked at both" in links and "two people after all" in links
    assert "A program, by the same UPN" in links and "schools/S2" in links
    assert "two people after all" not in analyst.get("/matching/links", known=str(position)).text


def test_nobody_decides_while_looking_at_the_past(signs_in: SignsIn) -> None:
    analyst = signs_in("Past", Role.ANALYST)
    for address, asked in (("/matching/families", {}), (RECORD, {"record": "schools/S2"})):
        assert 'name="key"' in analyst.get(address, **asked).text
        assert 'name="key"' not in analyst.get(address, known="3", **asked).text


@pytest.mark.skipif(not can_compare(), reason="without Splink these wait for a person")
def test_a_proposed_family_is_confirmed_by_a_person(signs_in: SignsIn, ledger: Ledger) -> None:
    analyst = signs_in("Confirms", Role.ANALYST)
    page = analyst.get("/matching/families").text
    assert "1\u00a0family is proposed" in page and "Cy May" in page
    [name] = {part[:10] for part in page.split("/matching/families/")[1:]}
    mistaken = analyst.sends(name, family_id="F9", joined_on="last summer", everyone="housing/10", member="housing/10")
    assert mistaken.status_code == 422 and 'value="F9"' in mistaken.text and "Nothing was recorded" in mistaken.text
    analyst.get("/matching/families")
    page = analyst.sends(name, family_id="F9", joined_on="1 January 2012", member="housing/10", parent="housing/10")
    assert page.status_code == 200 and "Family F9" in page.text
    stays = family(ledger, "F9").stays.values()
    assert [stay.parent for stay in stays] == [True]


def test_of_many_records_families_are_proposed_beside_the_server(
    signs_in: SignsIn, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.matching.proposed.RECORDS_AT_ONCE_MAX", 1)
    analyst = signs_in("Many", Role.ANALYST)
    analyst.get("/matching/families")
    page = analyst.get("/matching/families").text
    assert "proposed" in page and "Looking for families" not in page
    assert len(access_log(ledger, by="Many")) == 2


def test_a_link_of_somebody_erased_says_so(signs_in: SignsIn, ledger: Ledger) -> None:
    erase_called(ledger, "P2", "the time to keep is over", "the board", "clerk")
    page = signs_in("Erased", Role.ANALYST).get("/matching/links").text
    assert "schools/S2" not in page and "erased" in page


def test_matching_is_not_for_those_who_may_not_match(signs_in: SignsIn) -> None:
    officer = signs_in("Claims officer", Role.CLAIMS_OFFICER)
    assert officer.get("/matching").status_code == 403
    assert '/matching"' not in officer.get("/").text
