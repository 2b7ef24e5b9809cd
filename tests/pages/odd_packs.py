"""A pack with what pages have to bear: a family of a hundred, very long names, and names from right to left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.casework import recording
from api.places import Place, opened_ledger
from projections.runner import catch_up
from tests.api.samples import write_rows

MANY, LONG, RIGHT_TO_LEFT = "ODD-100", "ODD-LONG-" + "X" * 91, "ODD-RTL"
LONG_RECORD = "Z" * 90
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-" * 2 + "Featherstonehaugh-Cholmondeley"
_COLUMNS = [
    "person_id", "family_id", "forename", "surname", "date_of_birth", "joined_on", "left_on", "resident", "parent",
    "upn", "nino", "postcode",
]  # fmt: skip


def write_odd_pack(folder: Path) -> Path:
    folder.mkdir(parents=True)
    people = [_person(f"M{number}", MANY, f"Member{number}", "Hundred", 1950 + number % 60) for number in range(100)]
    people += [_person("L1", LONG, LONG_NAME[:100], LONG_NAME[:100], 1980) | {"upn": "A820200112011"}]
    people += [_person("R1", RIGHT_TO_LEFT, "محمد", "الفارسي", 1979) | {"upn": "B820200112012"}]
    people += [_person("R2", RIGHT_TO_LEFT, "שרה", "כהן", 2004)]
    write_rows(folder / "people.csv", people, _COLUMNS)
    benefits = [
        {"record_id": f"B{one['person_id']}", "person_id": one["person_id"], "benefit": "ESA",
         "starts_on": "2011-02-03", "ends_on": ""} for one in people
    ]  # fmt: skip
    write_rows(folder / "benefits.csv", benefits, ["record_id", "person_id", "benefit", "starts_on", "ends_on"])
    _write_agency(folder)
    return folder


def _write_agency(folder: Path) -> None:
    """Two who wait for a person, because they are restricted, and two at one address whom nobody knows."""
    known = [(LONG_RECORD, LONG_NAME[:100], "A820200112011", "yes", ""), ("R1", "الفارسي", "B820200112012", "yes", "")]
    unknown = [("H1", LONG_NAME[:100], "", "", "T7"), ("H2", "כהן", "", "", "T7")]
    rows = [
        {"person_id": person_id, "forename": surname, "surname": surname, "date_of_birth": "1931-05-06", "sex": "",
         "address": "", "postcode": "ZE2 9ZZ", "uprn": "", "upn": upn, "nino": "", "household_id": household,
         "restricted": restricted}
        for person_id, surname, upn, restricted, household in known + unknown
    ]  # fmt: skip
    write_rows(folder / "people_police.csv", rows, list(rows[0]))


def _person(person_id: str, family_id: str, forename: str, surname: str, born: int) -> dict[str, str]:
    return {
        "person_id": person_id, "family_id": family_id, "forename": forename, "surname": surname,
        "date_of_birth": f"{born}-03-04", "joined_on": "2010-09-01", "left_on": "", "resident": "yes", "parent": "no",
        "upn": "", "nino": "", "postcode": "OX1 1AA",
    }  # fmt: skip


def record_odd_work(place: Place) -> None:
    """Names as long as they may be, without a place to break them, and from right to left."""
    today, on = date(2026, 11, 22), date(2014, 1, 10)
    with opened_ledger(place) as ledger:
        families = ledger.register.families([LONG, RIGHT_TO_LEFT])
        for family, name in ((families[LONG], "Z" * 200), (families[RIGHT_TO_LEFT], "خدمة الأسرة")):
            recording.refer(ledger, family, "out", name, on, name, "tests", today)
            recording.start_intervention(ledger, family, name, name, on, "weekly", "tests", today)
            recording.review(ledger, family, name, on, "step up", date(2014, 2, 1), "tests", today)
            recording.name_lead_worker(ledger, family, name, on, "tests")
            recording.locate(ledger, family, name, on, "tests")
        catch_up(ledger)
