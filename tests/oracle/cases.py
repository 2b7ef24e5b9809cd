"""Worked cases in the rules' own terms: read from cases_*.yaml and put to the oracle.

A case names `people` (members from 2010-09-01 unless `joined`/`left`), `facts` (rows of the file they name), perhaps
`attached_on`, and what to `expect`; a case in `steps` records each step's facts after the one before, and `known`
names the last step known.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from . import SCHEMES
from .pack import COLUMNS, Pack, Row, parse_attachment, parse_day, read_pack

Case = dict[str, Any]
HERE = Path(__file__).parent
TERMS = read_pack(HERE.parents[1] / "samples" / "oxfordshire-2012")["terms"]
FAMILY = "THE-FAMILY"


def text(value: Any) -> str:
    """YAML reads yes and no as truth, and a day as a date."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def read_cases(folder: Path = HERE, pattern: str = "cases_*.yaml") -> list[Case]:
    paths = sorted(folder.glob(pattern))
    return [case for path in paths for case in yaml.safe_load(path.read_text(encoding="utf-8"))]


def expectations(cases: list[Case]) -> Iterator[tuple[Case, Case]]:
    for case in cases:
        for expected in case["expect"]:
            yield case, expected


def rows_of(fact: Case, number: int) -> list[Row]:
    """`absent: [[term, unauthorised, possible, authorised]]` is one attendance row for each term."""
    whose = {"person_id": fact.get("person", ""), "family_id": "" if fact.get("person") else FAMILY}
    if fact["file"] == "attendance":
        return [attendance_row(whose["person_id"], *figures) for figures in fact["absent"]]
    own = {name: text(value) for name, value in fact.items() if name in COLUMNS[fact["file"]]}
    whose = {name: value for name, value in whose.items() if name in COLUMNS[fact["file"]]}
    return [{**dict.fromkeys(COLUMNS[fact["file"]], ""), "record_id": f"R{number}", **whose, **own}]


def attendance_row(person: str, term: str, unauthorised: int, possible: int, authorised: int = 0) -> Row:
    return {
        "record_id": f"{person} {term}",
        "person_id": person,
        "term_id": term,
        "school": "9319999",
        "sessions_possible": str(possible),
        "sessions_authorised": str(authorised),
        "sessions_unauthorised": str(unauthorised),
    }


def people_rows(case: Case) -> list[Row]:
    return [
        {
            **dict.fromkeys(COLUMNS["people"], ""),
            "person_id": person["id"],
            "family_id": FAMILY,
            "date_of_birth": text(person.get("born")),
            "joined_on": text(person.get("joined", "2010-09-01")),
            "left_on": text(person.get("left")),
            "resident": text(person.get("resident", "yes")),
            "parent": text(person.get("parent", "no")),
        }
        for person in case["people"]
    ]


def attachment_rows(case: Case, scheme: str) -> list[Row]:
    if "attached_on" not in case:
        return []
    row = {"family_id": FAMILY, "scheme": scheme, "lead_worker": text(case.get("lead_worker", "Family worker"))}
    row["attached_on"] = text(case["attached_on"])
    for mark in ("assessed_on", "planned_on"):
        row[mark] = text(case.get(mark, case["attached_on"]))
    return [{**row, "closed_on": text(case.get("closed_on"))}]


def pack_of(case: Case, known: int | None = None) -> Pack:
    """What is known after all steps, or after the first `known` of them."""
    steps = case.get("steps") or [{"facts": case["facts"]}]
    scheme = case.get("scheme", "troubled-families-2012")
    pack = Pack({"terms": TERMS, "people": people_rows(case), "attachments": attachment_rows(case, scheme)})
    for number, step in enumerate(steps[:known]):
        files: dict[str, list[Row]] = {}
        for place, fact in enumerate(step["facts"]):
            files.setdefault(fact["file"], []).extend(rows_of(fact, 1000 * number + place))
        pack = Pack(files).after(pack)
    return pack


def answer(case: Case, expected: Case) -> Case:
    """What the oracle says, in the shape of what is expected."""
    rules = SCHEMES[case.get("scheme", "troubled-families-2012")]
    pack, day = pack_of(case, expected.get("known")), parse_day(text(expected["at"]))
    overlay = {"overlay": case["overlay"]} if "overlay" in case else {}
    found: Case = dict(expected)
    if "claim" in expected:
        attachment = parse_attachment(pack["attachments"][0])
        paid_before = tuple(expected.get("after", ()))
        verdict, pounds, _ = rules.verdict(
            FAMILY, pack, expected["claim"], day, paid_before, attachment=attachment, **overlay
        )
        return found | {"verdict": verdict, "amount": pounds}
    if "eligible" in expected:
        found["eligible"] = rules.eligible(FAMILY, pack, day, **overlay)
    if "criteria" in expected:
        found["criteria"] = rules.criteria(FAMILY, pack, day, **overlay)
    return found
