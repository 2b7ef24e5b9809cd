"""Files as offices really send them."""

from pathlib import Path

import pytest

from intake.csv_rows import CUT_OFF, NEVER_CLOSED
from tests.intake.extracts import ATTENDANCE_HEADER, PEOPLE, TERMS, only_problem, problems, read, said


def names(tmp_path: Path, people: str | bytes) -> list[object]:
    return [row["forename"] for row in read(tmp_path, people=people).rows("people")]


def test_windows_1252_bytes_are_read_and_noticed(tmp_path: Path) -> None:
    pack = read(tmp_path, people=PEOPLE.replace("Lee", "O’Connor").encode("cp1252"))
    assert pack.rows("people")[0]["surname"] == "O’Connor"
    assert "Windows-1252" in said(pack)


def test_one_windows_1252_byte_spoils_no_accent_of_another_row(tmp_path: Path) -> None:
    people = PEOPLE.replace("Ann", "Zoë").encode() + b"P3,F1,Al,O\x92Connor,,2010-09-01,\n"
    pack = read(tmp_path, people=people)
    assert pack.rows("people")[0]["forename"] == "Zoë"
    assert pack.rows("people")[2]["surname"] == "O’Connor"


def test_a_byte_that_is_in_no_encoding_rejects_its_row(tmp_path: Path) -> None:
    assert only_problem(read(tmp_path, people=PEOPLE.encode() + b"P3,F1,A\x81l,Lee,,2010-09-01,\n"))[1] == 4


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert names(tmp_path, PEOPLE.encode("utf-8-sig")) == ["Ann", "Tom"]


def test_utf_16_as_excel_saves_unicode_text(tmp_path: Path) -> None:
    assert names(tmp_path, PEOPLE.replace(",", "\t").encode("utf-16")) == ["Ann", "Tom"]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_system(tmp_path: Path, newline: str) -> None:
    pack = read(tmp_path, people=PEOPLE.replace("\n", newline))
    assert [row.line for row in pack.rows("people")] == [2, 3]


def test_a_quoted_newline_belongs_to_its_cell_and_lines_are_still_counted(tmp_path: Path) -> None:
    people = PEOPLE.replace("Ann", '"Ann\r\nMary"') + "P3,F1,Al,Lee,,,\n"
    pack = read(tmp_path, people=people)
    assert pack.rows("people")[0]["forename"] == "Ann\r\nMary"
    assert [row.line for row in pack.rows("people")] == [2, 4]
    assert only_problem(pack)[1] == 5


def test_blank_lines_are_counted_and_nothing_else(tmp_path: Path) -> None:
    pack = read(tmp_path, people="\n" + PEOPLE.replace("P2", "\n ,,,,,,\nP2") + "\n")
    people = pack.files[1]
    assert (people.read, len(people.good), len(people.rejected), people.blank) == (6, 2, 0, 4)
    assert [row.line for row in people.good] == [3, 6]


def test_trailing_commas_are_only_commas(tmp_path: Path) -> None:
    assert names(tmp_path, PEOPLE.replace("\n", ",,,\n")) == ["Ann", "Tom"]
    assert names(tmp_path, PEOPLE.replace(",\n", ",,,\n")) == ["Ann", "Tom"]


def test_a_header_with_spaces_hyphens_and_other_case(tmp_path: Path) -> None:
    header = " Person ID,FAMILY-ID,Forename , surname,Date of birth,joined_ON,Left-on\n"
    assert names(tmp_path, header + PEOPLE.split("\n", 1)[1]) == ["Ann", "Tom"]


def test_columns_in_any_order(tmp_path: Path) -> None:
    assert names(tmp_path, "joined_on,forename,family_id,person_id\n2010-09-01,Ann,F1,P1\n") == ["Ann"]


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_files_separated_otherwise(tmp_path: Path, separator: str) -> None:
    assert names(tmp_path, PEOPLE.replace(",", separator)) == ["Ann", "Tom"]


def test_a_file_with_a_header_alone(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance=ATTENDANCE_HEADER)
    assert (pack.files[2].read, pack.rejected) == (0, [])
    assert "attendance.csv: has a header and no rows" in said(pack)


def test_an_empty_file_beside_others(tmp_path: Path) -> None:
    assert "attendance.csv: is empty" in said(read(tmp_path, attendance=""))


def test_an_unknown_column_is_reported_once_and_ignored(tmp_path: Path) -> None:
    pack = read(tmp_path, terms=TERMS.replace("\n", ",Notes\n", 1).replace("20\n", "20,long\n"))
    assert len(pack.rows("terms")) == 1
    assert said(pack).count("'Notes' is unknown") == 1


def test_a_missing_column_rejects_the_rows_of_its_file_alone(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance="record_id,person_id,school\nAT1,P2,S\n\nAT2,P2,S\n")
    assert [line for _, line, _, _ in problems(pack)] == [2, 4]
    assert "the file has no column term_id" in pack.rejected[0].problem
    assert "attendance.csv: the file has no column term_id" in said(pack)
    assert len(pack.rows("people")) == 2


def test_a_column_named_twice_is_not_guessed_at(tmp_path: Path) -> None:
    pack = read(tmp_path, terms="term_id,school_year,starts_on,ends_on,Ends-on\nT,2012/13,2012-09-03,2012-12-20,x\n")
    assert only_problem(pack)[2] == "ends_on"


def test_a_row_with_too_many_cells(tmp_path: Path) -> None:
    pack = read(tmp_path, people=PEOPLE + "P3,F1,Lee, Al,1990-01-01,2010-09-01,,2012-01-01\n")
    assert "more cells than the header" in only_problem(pack)[3]


def test_a_row_with_too_few_cells_in_the_middle_of_a_file(tmp_path: Path) -> None:
    pack = read(tmp_path, people=PEOPLE.replace("P2", "P3,F1,Al\nP2"))
    assert only_problem(pack)[:2] == ("people.csv", 3)
    assert "fewer cells than the header" in only_problem(pack)[3]
    assert len(pack.rows("people")) == 2


@pytest.mark.parametrize("end", ["P3,F1,Al,Lee,1990-0", 'P3,F1,Al,"Lee, the you', "P3"])
def test_a_file_cut_off_in_the_middle_of_a_row(tmp_path: Path, end: str) -> None:
    pack = read(tmp_path, people=PEOPLE + end)
    assert only_problem(pack) == ("people.csv", 4, "", CUT_OFF)
    assert len(pack.rows("people")) == 2


def test_a_last_row_without_newline_is_whole_when_its_cells_are(tmp_path: Path) -> None:
    assert names(tmp_path, PEOPLE.rstrip("\n")) == ["Ann", "Tom"]


def test_a_quotation_mark_never_closed_costs_its_own_row_alone(tmp_path: Path) -> None:
    people = PEOPLE + 'P3,F1,"Al,Lee,,2010-09-01,\n' + "".join(f"Q{n},F2,Al,Lee,,2010-09-01,\n" for n in range(50))
    pack = read(tmp_path, people=people)
    assert only_problem(pack) == ("people.csv", 4, "", NEVER_CLOSED)
    assert len(pack.rows("people")) == 52
    assert pack.rows("people")[-1].line == 54


def test_two_stray_quotation_marks_swallow_no_rows_between_them(tmp_path: Path) -> None:
    between = "".join(f"Q{n},F2,Al,Lee,,2010-09-01,\n" for n in range(30))
    pack = read(tmp_path, people=PEOPLE + 'P3,F1,"Al,Lee,,2010-09-01,\n' + between + 'P4,F1,Al",Lee,,2010-09-01,\n')
    assert 4 in [line for _, line, _, _ in problems(pack)]
    assert len([row for row in pack.rows("people") if str(row["person_id"]).startswith("Q")]) == 30
