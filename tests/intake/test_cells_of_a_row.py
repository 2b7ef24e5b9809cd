"""One row by itself: all that is wrong with it, at once."""

from pathlib import Path

import pytest

from intake.limits import Limits
from tests.intake.extracts import (
    ASB_HEADER,
    ATTENDANCE_HEADER,
    NEEDS_HEADER,
    PEOPLE,
    only_problem,
    problems,
    read,
    said,
)

OFFENCES_HEADER = "record_id,person_id,committed_on,proven_on,disposal\n"


def test_blank_cells_are_left_out_and_the_rest_has_its_type(tmp_path: Path) -> None:
    people = "person_id,family_id,forename,joined_on,left_on,resident,parent\n P1 ,F1,Mary  Ann,03/09/2012,,YES,no\n"
    (row,) = read(tmp_path, people=people).rows("people")
    assert row.values == {
        "person_id": "P1",
        "family_id": "F1",
        "forename": "Mary  Ann",
        "joined_on": "2012-09-03",
        "resident": True,
        "parent": False,
    }


def test_a_row_tells_where_it_comes_from(tmp_path: Path) -> None:
    pack = read(tmp_path)
    row = pack.rows("people")[1]
    assert (row.kind, row.file, row.line) == ("people", "people.csv", 3)
    assert row.extract == pack.files[1].source.sha256[:16]


def test_all_problems_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    row = "AT1,,201213-1,S,-1,1.5,many\n"
    _, line, column, problem = only_problem(read(tmp_path, attendance=ATTENDANCE_HEADER + row))
    assert line == 2
    assert column == "person_id; sessions_possible; sessions_authorised; sessions_unauthorised"
    assert problem == ("must not be blank; a count below zero: -1; a count that is not whole: 1.5; not a number: many")


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("120,60,61", "sessions_authorised; sessions_unauthorised; sessions_possible", "more absences than possible"),
        ("0,0,0", "sessions_possible", "no sessions were possible"),
        ("-120,0,0", "sessions_possible", "below zero"),
        ("120,0,1.5", "sessions_unauthorised", "not whole"),
        ("120,0,1e3", "sessions_unauthorised", "not a number"),
        ("120,0,", "sessions_unauthorised", "must not be blank"),
        ("99999999999999999999,0,0", "sessions_possible", "over 1,000,000"),
    ],
)
def test_sessions_that_cannot_be(tmp_path: Path, cells: str, column: str, reason: str) -> None:
    found = only_problem(read(tmp_path, attendance=f"{ATTENDANCE_HEADER}AT1,P2,201213-1,S,{cells}\n"))
    assert found[2] == column
    assert reason in found[3]


def test_a_whole_count_written_by_a_spreadsheet_is_that_count(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance=ATTENDANCE_HEADER + "AT1,P2,201213-1,S,120.0,0,120.00\n")
    assert pack.rows("attendance")[0]["sessions_unauthorised"] == 120


def test_no_joined_on(tmp_path: Path) -> None:
    pack = read(tmp_path, people=PEOPLE + "P3,F1,Al,Lee,1990-01-01,,\n")
    assert only_problem(pack) == ("people.csv", 4, "joined_on", "must not be blank")


def test_an_end_before_its_start(tmp_path: Path) -> None:
    pack = read(tmp_path, asb=ASB_HEADER + "A1,,F1,asbo,2013-02-01,2013-01-31\nA2,,F1,asbo,2013-02-01,2013-02-01\n")
    assert only_problem(pack) == (
        "asb.csv", 2, "ends_on; starts_on", "an end before its start: 2013-01-31, 2013-02-01"
    )  # fmt: skip


def test_an_unknown_category(tmp_path: Path) -> None:
    pack = read(tmp_path, asb=ASB_HEADER + "A1,,F1,noise,2013-02-01,\nA2,,F1,ASBO,2013-02-01,\n")
    assert "not one of incident, asbo, injunction, abc, housing: noise" in only_problem(pack)[3]
    assert pack.rows("asb")[0]["category"] == "asbo"


def test_benefits_are_written_in_any_case(tmp_path: Path) -> None:
    header = "record_id,person_id,benefit,starts_on,ends_on\n"
    pack = read(tmp_path, benefits=header + "B1,P1,jsa,2012-01-01,\nB2,P1,PIP,2012-01-01,\n")
    assert pack.rows("benefits")[0]["benefit"] == "JSA"
    assert "not one of JSA" in only_problem(pack)[3]


def test_an_offence_needs_one_of_its_dates(tmp_path: Path) -> None:
    rows = "O1,P2,,,fine\nO2,P2,2012-01-01,,fine\nO3,P2,,2012-01-01,fine\nO4,P2,2012-01-02,2012-01-01,fine\n"
    pack = read(tmp_path, offences=OFFENCES_HEADER + rows)
    assert [(line, column) for _, line, column, _ in problems(pack)] == [
        (2, "committed_on; proven_on"),
        (5, "proven_on; committed_on"),
    ]


def test_anti_social_behaviour_needs_a_person_or_a_family(tmp_path: Path) -> None:
    rows = "A1,,,asbo,2013-02-01,\nA2,P1,,asbo,2013-02-01,\nA3,,F1,asbo,2013-02-01,\nA4,P1,F1,asbo,2013-02-01,\n"
    assert only_problem(read(tmp_path, asb=ASB_HEADER + rows))[:3] == ("asb.csv", 2, "person_id; family_id")


def test_an_unknown_need_is_kept_and_noticed_once(tmp_path: Path) -> None:
    needs = ("gambling", "gambling", "debt", "no way")
    rows = "".join(f"N{n},P1,,{need},2013-01-0{n},\n" for n, need in enumerate(needs, 1))
    pack = read(tmp_path, needs=NEEDS_HEADER + rows)
    assert len(pack.rows("needs")) == 3
    assert said(pack).count("gambling") == 1
    assert "debt" not in said(pack)
    assert only_problem(pack)[2] == "need"


@pytest.mark.parametrize("year", ["2012-13", "2012/14", "2012", "12/13"])
def test_a_school_year_is_written_as_2012_13(tmp_path: Path, year: str) -> None:
    terms = f"term_id,school_year,starts_on,ends_on\n201213-1,{year},2012-09-03,2012-12-20\n"
    assert only_problem(read(tmp_path, terms=terms))[2] == "school_year"


def test_the_school_year_over_a_century_is_1999_00(tmp_path: Path) -> None:
    terms = "term_id,school_year,starts_on,ends_on\nT,1999/00,1999-09-03,1999-12-20\n"
    assert read(tmp_path, terms=terms).rejected == []


def test_a_withdrawn_row_needs_its_record_id_alone(tmp_path: Path) -> None:
    header = "record_id,withdrawn,person_id,term_id,sessions_possible,sessions_unauthorised\n"
    pack = read(tmp_path, attendance=header + "AT1,yes,,,x,\n,yes,,,,\nAT2,no,,,,\n")
    (row,) = pack.rows("attendance")
    assert row.values == {"record_id": "AT1", "withdrawn": True}
    assert [row.line for row in pack.rejected] == [3, 4]


def test_a_file_of_withdrawals_needs_no_other_column(tmp_path: Path) -> None:
    pack = read(tmp_path, asb="record_id,withdrawn\nA1,yes\n")
    assert [row.identity for row in pack.rows("asb")] == ["A1"]


def test_a_row_withdrawn_without_record_id_has_the_identity_of_its_content(tmp_path: Path) -> None:
    header = ASB_HEADER.replace("\n", ",withdrawn\n")
    rows = ",,F1,incident,2013-02-01,,\n,,F1,incident,2013-02-01,,yes\n,,F1,incident,2013-02-02,,\n"
    first, withdrawn, other = read(tmp_path, asb=header + rows).rows("asb")
    assert first.identity == withdrawn.identity != other.identity
    assert withdrawn.withdrawn and not first.withdrawn


def test_a_cell_too_long_rejects_its_row(tmp_path: Path) -> None:
    pack = read(tmp_path, limits=Limits(cell_characters=10), people=PEOPLE + "P3,F1,Bartholomew,L,,2010-09-01,\n")
    said = "longer than 10 characters (OUTCOMES_LIMIT_CELL_CHARACTERS): Bartholomew..."
    assert only_problem(pack)[2:] == ("forename", said)


def test_a_nul_rejects_its_row(tmp_path: Path) -> None:
    pack = read(tmp_path, people=PEOPLE + "P3,F1,A\0l,Lee,,2010-09-01,\n")
    assert only_problem(pack)[:3] == ("people.csv", 4, "forename")
