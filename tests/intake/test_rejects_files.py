"""Rejected rows: written in the same shape, put right, loaded again."""

import csv
import stat
from pathlib import Path

import pytest

from intake.errors import RejectsNotWritten
from intake.reading import read_pack
from intake.rejects import write_rejects
from intake.reports import CountsDisagree, FileCounts, count_reasons
from tests.intake.extracts import ASB_HEADER, ATTENDANCE_HEADER, PEOPLE, TODAY, read, said

BAD_PEOPLE = PEOPLE + 'P3,F1,"=cmd|\' /C calc\'!A0","Lee, ""Al""",31/02/1990,2010-09-01,,extra\nP4,F1\nP5,F1,A,B,x,y,\n'


def test_rejected_rows_are_written_as_they_were_read_with_line_column_and_problem(tmp_path: Path) -> None:
    pack = read(tmp_path / "pack", people=PEOPLE + "P3,F1,Al,Lee,31/02/1990,,\n")
    (path,) = write_rejects(tmp_path / "rejects", pack.files)
    assert path.name == "people.csv"
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines())
    assert row["line"] == "4"
    assert row["column"] == "date_of_birth; joined_on"
    assert row["problem"] == "a day that does not exist: 31/02/1990; must not be blank"
    assert row["date_of_birth"] == "31/02/1990"


def test_rejected_rows_read_back_with_the_same_cells_and_problems(tmp_path: Path) -> None:
    pack = read(tmp_path / "pack", people=BAD_PEOPLE)
    (path,) = write_rejects(tmp_path / "rejects", pack.files)
    again = read_pack(path, today=TODAY)
    assert [row.cells[3:] for row in again.rejected] == [row.cells for row in pack.rejected]
    assert [row.column for row in again.rejected] == [row.column for row in pack.rejected]
    assert "unknown" not in said(again)


def test_rejects_of_rejects_have_the_three_columns_once(tmp_path: Path) -> None:
    first = write_rejects(tmp_path / "one", read(tmp_path / "pack", people=BAD_PEOPLE).files)[0]
    second = write_rejects(tmp_path / "two", read_pack(first, today=TODAY).files)[0]
    third = write_rejects(tmp_path / "three", read_pack(second, today=TODAY).files)[0]
    assert second.read_bytes() == third.read_bytes()
    assert second.read_text("utf-8-sig").splitlines()[0].count("problem") == 1


def test_a_corrected_rejects_file_is_accepted(tmp_path: Path) -> None:
    pack = read(tmp_path / "pack", people=PEOPLE + "P3,F1,Al,Lee,31/02/1990,2010-09-01,\n")
    (path,) = write_rejects(tmp_path / "rejects", pack.files)
    path.write_text(path.read_text().replace("31/02/1990", "28/02/1990"))
    again = read_pack(path, today=TODAY)
    assert again.rejected == []
    assert [row["person_id"] for row in again.rows("people")] == ["P3"]


def test_rows_rejected_for_what_others_say_keep_their_cells_too(tmp_path: Path) -> None:
    pack = read(tmp_path / "pack", asb=ASB_HEADER + "A1,P9, F1 ,ASBO,01/01/2013,\n")
    assert pack.rejected[0].cells == ("A1", "P9", "F1 ", "ASBO", "01/01/2013", "")


def test_only_the_owner_may_read_rejects(tmp_path: Path) -> None:
    (path,) = write_rejects(tmp_path / "rejects", read(tmp_path / "pack", people=BAD_PEOPLE).files)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["people.csv"]


def test_no_rejected_row_no_file(tmp_path: Path) -> None:
    assert write_rejects(tmp_path / "rejects", read(tmp_path / "pack").files) == []
    assert not (tmp_path / "rejects").exists()


def test_rejects_that_cannot_be_written_say_so(tmp_path: Path) -> None:
    pack = read(tmp_path / "pack", people=BAD_PEOPLE)
    (tmp_path / "file").write_text("")
    with pytest.raises(RejectsNotWritten, match="another folder"):
        write_rejects(tmp_path / "file", pack.files)


def test_equal_reasons_are_counted_together_without_personal_data(tmp_path: Path) -> None:
    rows = "".join(f"AT{n},P2,201213-1,S{n},{-n},0,0\n" for n in range(1, 9))
    pack = read(tmp_path / "pack", attendance=ATTENDANCE_HEADER + rows + "AT9,P9,201213-1,S9,120,0,0\n")
    first, second = count_reasons(pack.rejected)
    assert str(first) == ("attendance.csv, sessions_possible: a count below zero (8 rows; lines 2, 3, 4, 5, 6, ...)")
    assert second.count == 1
    assert "P9" not in str(second)


def test_counts_that_do_not_add_up_are_never_made() -> None:
    counts = FileCounts("asb.csv", "asb", read=6, recorded=1, corrected=1, repeated=1, rejected=2, blank=1)
    assert str(counts) == "asb.csv: 6 read = 1 recorded + 1 corrected + 1 repeated + 2 rejected + 1 blank"
    with pytest.raises(CountsDisagree):
        FileCounts("asb.csv", "asb", read=7, recorded=1, corrected=1, repeated=1, rejected=2, blank=1)
