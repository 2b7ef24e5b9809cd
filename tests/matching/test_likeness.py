"""Likeness as Splink finds it with our model: a few records, so that it stays quick."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.matching.asking import queue
from api.matching.deciding import set_thresholds
from intake.likeness import comparing
from intake.likeness.comparing import can_compare, likenesses
from intake.likeness.model import model
from intake.likeness.spelt import spelt
from ledger.ledger import Ledger
from tests.matching.agency_packs import AGENCY, ANN, BEN, PEOPLE, load, standing

OURS = [
    spelt("ann", forename="Ann", surname="Lee", born_on="1980-01-01", postcode="NS2 7HH"),
    spelt("ben", forename="Ben", surname="Lee", born_on="2001-05-23", sex="male", postcode="NS2 7HH"),
]
THEIRS = [
    spelt("same", forename="Ben", surname="Leigh", born_on="2001-05-23", postcode="NS2 7HH"),
    spelt("twin", forename="Tom", surname="Lee", born_on="2001-05-23", sex="male", postcode="NS2 7HH"),
    spelt("parent", forename="Ben", surname="Lee", born_on="1975-02-02", sex="male", postcode="NS2 7HH"),
    spelt("stranger", forename="Zed", surname="Odd", born_on="1950-02-02", postcode="OX1 1AA"),
]


@pytest.fixture(scope="module", autouse=True)
def _splink() -> Iterator[None]:
    if not can_compare():
        pytest.skip("Splink is not installed: pip install '.[matching]'")
    yield


def test_weights_are_those_of_the_model_and_of_splink() -> None:
    found = likenesses(OURS, THEIRS, model(), -10_000)
    with comparing._memory() as connection:
        linker = comparing.linker_of(connection, OURS, THEIRS, comparing.splink_settings(model()))
        alike = linker.inference.predict()
        rows = connection.execute(
            f"SELECT unique_id_l, unique_id_r, match_weight FROM {alike.physical_name}").fetchall()
    ours = {(one.person, record): one.weight_centibits / 100 for record, several in found.items() for one in several}
    assert ours == {(person, record): pytest.approx(weight, abs=0.05) for person, record, weight in rows}


def test_twins_and_namesakes_of_one_home_are_for_a_person_to_judge() -> None:
    found = likenesses(OURS, THEIRS, model(), 0)
    assert [(one.person, one.obstacles) for one in found["same"]] == [("ben", ())]
    assert [(one.person, one.obstacles) for one in found["twin"]] == [("ben", ("forename",))]
    assert found.keys() == {"same", "twin"}


def test_nothing_is_linked_by_likeness_until_the_authority_says_from_which_weight(
    ledger: Ledger, tmp_path: Path
) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    police = AGENCY + "1,Ben,Leigh,2001-05-23,,,NS2 7HH,,,,,\n2,Zed,Odd,1950-02-02,,,,,,,,\n"
    report = load(ledger, tmp_path, people_police=police)
    assert (report.matched.queued, report.matched.apart) == (1, 1)
    [one] = queue(ledger)
    assert one.candidates[0].person.person_id == "P2"
    set_thresholds(ledger, date(2012, 1, 1), 8, 0, "manager")
    report = load(ledger, tmp_path, people_police=police)
    assert report.matched.linked_by_likeness == 1
    assert standing(ledger, "police", "1") == ("linked", "P2")
    linked = [entry.event for entry in ledger.reader.streams([_stream(ledger)])][-1]
    assert linked.topic == "agency-person.linked.v1" and linked.whom["model"] == model().name
    assert linked.whom["weight_centibits"] == sum(
        one["weight_centibits"] for one in linked.whom["comparisons"])


def _stream(ledger: Ledger):
    from domain.matching.agency_person import stream_of

    return stream_of(ledger.agencies.known_to("police", ["1"])["1"].pseudonym)


def test_without_splink_numbers_still_link_and_the_rest_waits(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.agencies.settling.can_compare", lambda: False)
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    police = AGENCY + "1,Ben,Leigh,2001-05-23,,,NS2 7HH,,B820200112012,,,\n2,Zed,Odd,1950-02-02,,,,,,,,\n"
    report = load(ledger, tmp_path, people_police=police)
    assert (report.matched.linked_by_number, report.matched.queued, report.matched.not_compared) == (1, 1, True)


def test_nothing_spills_to_disk() -> None:
    with comparing._memory() as connection:
        assert connection.execute("SELECT current_setting('temp_directory')").fetchall() == [("",)]
