"""Worked cases in the rules' own terms: read from where they stand, beside the schemes, and put to the oracle.

A case names `people` (members from 2010-09-01 unless `joined`/`left`), `facts` (rows of the file they name), perhaps
`attached_on`, and what to `expect`; a case in `steps` records each step's facts after the one before, and `known`
names the last step known.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from . import SCHEMES
from .pack import COLUMNS, Pack, Row, parse_attachment, parse_day

Case = dict[str, Any]
SHIPPED = Path(__file__).parents[2] / "domain" / "schemes"
FAMILY = "THE-FAMILY"


def text(value: Any) -> str:
    """YAML reads yes and no as truth, and a day as a date."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def terms_of_cases() -> list[Row]:
    """Three terms in each school year from 2008/09 to 2029/30."""
    rows = []
    for year in range(2008, 2030):
        spans = ((year, "09-05", "12-16"), (year + 1, "01-04", "03-28"), (year + 1, "04-16", "07-20"))
        for number, (in_year, first, last) in enumerate(spans, start=1):
            years = f"{year}{(year + 1) % 100:02d}-{number}", f"{year}/{(year + 1) % 100:02d}"
            rows.append(dict(zip(COLUMNS["terms"], (*years, f"{in_year}-{first}", f"{in_year}-{last}"), strict=True)))
    return rows


TERMS = terms_of_cases()


def read_cases() -> list[Case]:
    """Every case of every scheme; one that names no scheme is of the scheme beside which it stands."""
    return [
        {"scheme": path.parents[1].name, **case}
        for path in sorted(SHIPPED.glob("*/cases/*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def expectations(cases: list[Case]) -> Iterator[tuple[Case, Case]]:
    for case in cases:
        for expected in case["expect"]:
            yield case, expected


def rows_of(fact: Case, number: int) -> list[Row]:
    """`absent: [[term, unauthorised, possible, authorised]]` is one attendance row for each term."""
    names_family = "person" not in fact or fact.get("family")
    whose = {"person_id": fact.get("person", ""), "family_id": FAMILY if names_family else ""}
    withdrawn = {"withdrawn": "yes"} if fact.get("withdrawn") else {}
    if fact["file"] == "attendance":
        school = fact.get("school", "9319999")
        return [attendance_row(whose["person_id"], school, *figures) | withdrawn for figures in fact["absent"]]
    own = {name: text(value) for name, value in fact.items() if name in COLUMNS[fact["file"]]}
    whose = {name: value for name, value in whose.items() if name in COLUMNS[fact["file"]]}
    record = fact.get("record", f"R{number}")
    return [{**dict.fromkeys(COLUMNS[fact["file"]], ""), "record_id": record, **whose, **own, **withdrawn}]


def attendance_row(
    person: str, school: str, term: str, unauthorised: int, possible: int, authorised: int | str = 0
) -> Row:  # fmt: skip
    return {
        "record_id": f"{person} {term} {school}",
        "person_id": person,
        "term_id": term,
        "school": school,
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
    terms = [{name: text(value) for name, value in term.items()} for term in case.get("terms", TERMS)]
    pack = Pack({"terms": terms, "people": people_rows(case), "attachments": attachment_rows(case, case["scheme"])})
    for number, step in enumerate(steps[:known]):
        files: dict[str, list[Row]] = {}
        for place, fact in enumerate(step["facts"]):
            files.setdefault(fact["file"], []).extend(rows_of(fact, 1000 * number + place))
        pack = Pack(files).after(pack)
    return pack


ANSWERS = {"met": "met", "fail": "not met", "hold": "unknown", "n/a": "not relevant"}
"""The oracle's words for what a measure comes to, in those of the cases."""


def answer(case: Case, expected: Case) -> Case:
    """What the oracle says, in the shape of what is expected."""
    rules = SCHEMES[case["scheme"]]
    pack, day = pack_of(case, expected.get("known")), parse_day(text(expected.get("at") or expected["attach"]))
    overlay = {"overlay": case["overlay"]} if "overlay" in case else {}
    found: Case = dict(expected)
    if "attach" in expected:
        is_within = rules.ATTACHED_FROM <= day <= rules.ATTACHED_TO
        return found | {"accepted": is_within and rules.eligible(FAMILY, pack, day, **overlay)}
    if "claim" in expected:
        return found | answer_to_claim(case, expected, pack, day, overlay)
    if "eligible" in expected:
        found["eligible"] = rules.eligible(FAMILY, pack, day, **overlay, **case.get("values", {}))
    if "criteria" in expected:
        found["criteria"] = rules.criteria(FAMILY, pack, day, **overlay)
    return found


def answer_to_claim(case: Case, expected: Case, pack: Pack, day: date, overlay: dict[str, str]) -> Case:
    attachment = parse_attachment(pack["attachments"][0])
    verdict, pounds, measures = SCHEMES[case["scheme"]].verdict(
        FAMILY, pack, expected["claim"], day, tuple(expected.get("after", ())), attachment=attachment, **overlay
    )
    found: Case = {name: value for name, value in (("verdict", verdict), ("amount", pounds)) if name in expected}
    if "measures" in expected:
        found["measures"] = {name: ANSWERS[measures[name]] for name in expected["measures"]}
    return found
