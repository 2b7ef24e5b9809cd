"""A pack with what pages have to bear: a family of a hundred, very long names, and names from right to left."""

from __future__ import annotations

from pathlib import Path

from tests.api.samples import write_rows

MANY, LONG, RIGHT_TO_LEFT = "ODD-100", "ODD-LONG-" + "X" * 91, "ODD-RTL"
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-" * 2 + "Featherstonehaugh-Cholmondeley"
_COLUMNS = [
    "person_id", "family_id", "forename", "surname", "date_of_birth", "joined_on", "left_on", "resident", "parent",
    "upn", "nino", "postcode",
]  # fmt: skip


def write_odd_pack(folder: Path) -> Path:
    folder.mkdir(parents=True)
    people = [_person(f"M{number}", MANY, f"Member{number}", "Hundred", 1950 + number % 60) for number in range(100)]
    people += [_person("L1", LONG, LONG_NAME[:100], LONG_NAME[:100], 1980)]
    people += [_person("R1", RIGHT_TO_LEFT, "محمد", "الفارسي", 1979), _person("R2", RIGHT_TO_LEFT, "שרה", "כהן", 2004)]
    write_rows(folder / "people.csv", people, _COLUMNS)
    benefits = [
        {"record_id": f"B{one['person_id']}", "person_id": one["person_id"], "benefit": "ESA",
         "starts_on": "2011-02-03", "ends_on": ""} for one in people
    ]  # fmt: skip
    write_rows(folder / "benefits.csv", benefits, ["record_id", "person_id", "benefit", "starts_on", "ends_on"])
    return folder


def _person(person_id: str, family_id: str, forename: str, surname: str, born: int) -> dict[str, str]:
    return {
        "person_id": person_id, "family_id": family_id, "forename": forename, "surname": surname,
        "date_of_birth": f"{born}-03-04", "joined_on": "2010-09-01", "left_on": "", "resident": "yes", "parent": "no",
        "upn": "", "nino": "", "postcode": "OX1 1AA",
    }  # fmt: skip
