"""Links made, refused and undone by a person; families confirmed; what is erased; who may see what."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from api.acts.erasing import NamesThePerson, erase_called
from api.matching.asking import explain, queue, thresholds_on
from api.matching.deciding import link, refuse, restrict, set_thresholds, undo
from api.matching.errors import RecordUnknown, WeightsUnusable
from api.matching.waterfall import as_svg, steps
from domain.matching.agency_person import LinkRefused
from domain.matching.likeness import Comparison, Likeness, Thresholds
from intake.likeness.model import model
from ledger.access import accesses
from ledger.agency_registering import AgencyRegistration
from ledger.ledger import Ledger
from tests.docs.examples import PROJECT
from tests.matching.agency_packs import (
    AGENCY,
    ANN,
    ANN_NINO,
    BEN,
    NEEDS,
    OFFENCES,
    PEOPLE,
    facts,
    family,
    load,
    standing,
)

RESTRICTED = AGENCY + f"1,Ann,Lee,1980-01-01,,,NS2 7HH,,,{ANN_NINO},,yes\n"
CALLOUT = NEEDS + "1,1,police-callout,2012-03-01,\n"


@pytest.fixture
def waiting(ledger: Ledger, tmp_path: Path) -> Ledger:
    """One record of the police waits for a person, because it is restricted."""
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    load(ledger, tmp_path, people_police=RESTRICTED, needs_police=CALLOUT)
    return ledger


def test_a_link_by_a_person_brings_the_facts_and_undoing_it_takes_them_back(waiting: Ledger) -> None:
    [one] = queue(waiting)
    assert [candidate.person.person_id for candidate in one.candidates] == ["P1"]
    link(waiting, "police/1", "P1", "clerk")
    assert facts(waiting) == [("needs", "2012-03-01")] and queue(waiting) == []
    undo(waiting, "police/1", "two people after all", "clerk")
    assert facts(waiting) == []
    assert standing(waiting, "police", "1")[0] == "apart"


def test_a_link_that_a_person_undid_is_made_by_no_load(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    police = AGENCY + f"1,Ann,Lee,,,,,,,{ANN_NINO},,\n"
    load(ledger, tmp_path, people_police=police)
    undo(ledger, "police/1", "not the same woman", "clerk")
    load(ledger, tmp_path, people_police=police.replace("Ann,Lee", "Anna,Lee"))
    load(ledger, tmp_path, people=PEOPLE + ANN.replace("Ann,", "Anne,"))
    assert standing(ledger, "police", "1") == ("apart", None)


def test_the_queue_is_the_likeliest_first_or_the_least_sure_a_part_at_a_time(ledger: Ledger, tmp_path: Path) -> None:
    weights = {"1": 500, "2": -100, "3": 2000, "4": None}
    police = "".join(f"{name},Name{name},Lee,19{name}0-01-01,,,,,,,,yes\n" for name in weights)
    load(ledger, tmp_path, people=PEOPLE + ANN)
    load(ledger, tmp_path, people_police=AGENCY + police)
    ann = ledger.register.people(["P1"])["P1"].pseudonym
    registration = AgencyRegistration()
    for name, record in ledger.agencies.known_to("police", weights).items():
        weight = weights[name]
        registration.stands(record.pseudonym, "queued")
        if weight is not None:
            registration.waits(record.pseudonym, [Likeness(ann, (Comparison("surname", "same", weight),))])
    ledger.save_in_bulk([], registration)

    def order(*asked: Any, **named: Any) -> str:
        return "".join(one.record.identity.person_id for one in queue(ledger, *asked, **named))

    assert order() == order("police") == "3124" and order("schools") == ""
    assert order(order="least sure") == "2134"
    assert [order(None, 2, after) for after in (0, 2, 4)] == ["31", "24", ""]


def test_refusing_takes_a_record_out_of_the_queue(waiting: Ledger) -> None:
    refuse(waiting, "police/1", "P1", "another woman of that number", "clerk")
    assert queue(waiting) == [] and standing(waiting, "police", "1") == ("apart", None)


def test_a_person_cannot_link_two_upns_either(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    load(ledger, tmp_path, people_police=AGENCY + "1,Ben,Lee,2001-05-23,,,NS2 7HH,,C820200112013,,,\n")
    with pytest.raises(LinkRefused, match="two different UPNs"):
        link(ledger, "police/1", "P2", "clerk")


def test_a_reason_that_names_the_person_is_refused(waiting: Ledger) -> None:
    with pytest.raises(NamesThePerson):
        refuse(waiting, "police/1", "P1", "Lee lives elsewhere", "clerk")
    with pytest.raises(RecordUnknown):
        refuse(waiting, "police/2", "P1", "nobody", "clerk")


def test_explaining_is_noted_for_every_family_that_is_shown(waiting: Ledger) -> None:
    explained = explain(waiting, "police/1", None, "T. Ward", "tests")
    assert [one.person.surname for one in explained.candidates] == ["Lee"]
    assert [(one.by, one.view) for one in accesses(waiting, family(waiting).id)] == [
        ("T. Ward", "matching comparison")]


def test_erasing_a_person_erases_what_agencies_and_the_queue_hold_of_them(waiting: Ledger, tmp_path: Path) -> None:
    load(waiting, tmp_path, people_schools=AGENCY + f"9,Ann,Lee,,,,,,,{ANN_NINO},,\n",
         offences_schools=OFFENCES + "1,9,,2012-05-01,\n")
    linked = waiting.agencies.known_to("schools", ["9"])["9"]
    erase_called(waiting, "P1", "the time to keep is over", "the board", "clerk")
    assert waiting.agencies.known_to("schools", ["9"]) == {}
    assert waiting.agencies.likenesses([one.record.pseudonym for one in queue(waiting)]) == {}
    with waiting.transaction() as cursor:
        for table, column in (("agency_person", "pseudonym"), ("identifier", "subject"), ("likeness", "record")):
            rows = cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", (linked.pseudonym,)).fetchall()
            assert rows == []
    from ledger.agency_people import agency_people

    assert agency_people(waiting, [linked.pseudonym])[linked.pseudonym].facts == {}


def test_a_restricted_person_of_ours_is_linked_by_no_program(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    assert restrict(ledger, "P1", True, "a protected address", "clerk") == "recorded"
    load(ledger, tmp_path, people_police=AGENCY + f"1,Ann,Lee,,,,,,,{ANN_NINO},,\n")
    assert standing(ledger, "police", "1") == ("queued", None)
    assert restrict(ledger, "P1", True, "a protected address", "clerk") == "repeated"
    link(ledger, "police/1", "P1", "clerk")
    assert standing(ledger, "police", "1") == ("linked", "P1")


def test_weights_are_dated_settings_of_the_ledger(ledger: Ledger) -> None:
    set_thresholds(ledger, date(2026, 1, 1), 12, 4, "manager")
    set_thresholds(ledger, date(2026, 6, 1), 14, 6, "manager")
    assert thresholds_on(ledger, date(2026, 3, 1)) == (Thresholds(1200, 400), True)
    assert thresholds_on(ledger, date(2026, 7, 1)) == (Thresholds(1400, 600), True)
    assert thresholds_on(ledger, date(2025, 1, 1))[1] is False
    with pytest.raises(WeightsUnusable):
        set_thresholds(ledger, date(2026, 1, 1), 4, 12, "manager")


def test_a_waterfall_ends_at_the_weight_and_is_well_formed() -> None:
    likeness = Likeness("p", (Comparison("start", "one of 10,000 pairs", -1329), Comparison("surname", "<same>", 2000)))
    assert [step.total for step in steps(likeness)] == [-13.29, 6.71]
    drawing = ElementTree.fromstring(as_svg(likeness, Thresholds(1000, 0)))
    assert drawing.attrib["role"] == "img"
    assert [node.text for node in drawing if node.tag.endswith("title")] == ["How the weight comes about"]


def test_the_drawing_on_the_page_is_what_would_be_drawn_now() -> None:
    """Of police/TV-502 on docs/command-line.md. If not, write `as_svg(...)` to docs/pictures/waterfall.svg."""
    places = {"forename": 3, "surname": 0, "born_on": 0, "sex": -1, "home": 1, "nino": -1}
    drawn = as_svg(Likeness("p", model().comparisons(places)), Thresholds(1000, 0))
    assert (PROJECT / "docs" / "pictures" / "waterfall.svg").read_text("utf-8") == drawn
