"""Small packs of our own and of agencies, and what comes of loading them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from domain.family import Family
from intake.loading import LoadReport, load_pack
from ledger.ledger import Ledger

TODAY = date(2026, 11, 22)
PEOPLE = "person_id,family_id,forename,surname,date_of_birth,joined_on,left_on,resident,parent,upn,nino,postcode\n"
AGENCY = "person_id,forename,surname,date_of_birth,sex,address,postcode,uprn,upn,nino,household_id,restricted\n"
BENEFITS = "record_id,person_id,benefit,starts_on,ends_on\n"
OFFENCES = "record_id,person_id,committed_on,proven_on,disposal\n"
NEEDS = "record_id,person_id,need,starts_on,ends_on\n"

ANN_UPN, BEN_UPN = "A820200112011", "B820200112012"
ANN_NINO, BEN_NINO = "AB123456C", "CE654321A"
ANN = f"P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,{ANN_UPN},{ANN_NINO},NS2 7HH\n"
BEN = f"P2,F1,Ben,Lee,2001-05-23,2010-09-01,,yes,no,{BEN_UPN},,NS2 7HH\n"


def pack_of(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.csv"):
        old.unlink()
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def load(ledger: Ledger, folder: Path, **files: str) -> LoadReport:
    return load_pack(ledger, pack_of(folder, files), by="tests", today=TODAY, rejects_folder=folder / "rejects")


def family(ledger: Ledger, family_id: str = "F1") -> Family:
    return ledger.family(ledger.register.families([family_id])[family_id])


def facts(ledger: Ledger, family_id: str = "F1") -> list[tuple[str, str]]:
    """What counts for a family now: kind and first day of each observation."""
    found = [known.observation for known in family(ledger, family_id).observations.values()]
    return sorted((one.kind, str(one.fields.get("starts_on") or one.fields.get("proven_on"))) for one in found)


def standing(ledger: Ledger, agency: str, person_id: str) -> tuple[str, str | None]:
    """How a record stands, and with whom of ours it is linked, by our person_id."""
    record = ledger.agencies.known_to(agency, [person_id])[person_id]
    if record.linked_to is None:
        return record.standing, None
    return record.standing, ledger.register.people_called([record.linked_to])[record.linked_to].person_id
