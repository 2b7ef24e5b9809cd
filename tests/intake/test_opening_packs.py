"""Packs in all their wrappings, and what is no pack."""

import os
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from intake import errors
from intake.limits import DEFAULT_LIMITS, Limits
from intake.reading import ReadPack, read_pack
from tests.intake.extracts import ASB_HEADER, PEOPLE, TERMS, TODAY, only_problem, said, write

SAMPLE = Path(__file__).parents[2] / "samples" / "oxfordshire-2012"


def zipped(path: Path, files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                sheet.write_row(line, 0, cells)
    return path


def as_cells(text: str) -> list[list[object]]:
    return [list(line.split(",")) for line in text.splitlines()]


def opened(path: Path, as_kind: str | None = None, limits: Limits = DEFAULT_LIMITS) -> ReadPack:
    return read_pack(path, today=TODAY, as_kind=as_kind, limits=limits)


def refusal(
    kind: type[errors.IntakeError], path: Path, as_kind: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> str:
    with pytest.raises(kind) as caught:
        opened(path, as_kind, limits)
    return str(caught.value)


def test_the_sample_pack_has_no_rejected_row() -> None:
    pack = opened(SAMPLE)
    assert (pack.read, len(pack.rejected), pack.blank) == (40_398, 0, 0)


def test_folder_zip_and_workbook_of_the_same_rows_give_the_same_rows(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack")
    names = {"terms.csv": TERMS, "people.csv": PEOPLE}
    flat = zipped(tmp_path / "flat.zip", {**names, "__MACOSX/._people.csv": "x"})
    nested = zipped(tmp_path / "nested.ZIP", {f"june/{name}": text for name, text in names.items()})
    book = workbook(tmp_path / "pack.xlsx", {"terms": as_cells(TERMS), "People": as_cells(PEOPLE)})
    expected = [(row.kind, row.line, row.values) for kind in ("terms", "people") for row in opened(folder).rows(kind)]
    for path in (flat, nested, book):
        pack = opened(path)
        assert [(row.kind, row.line, row.values) for kind in ("terms", "people") for row in pack.rows(kind)] == expected
        assert pack.notices == ()


def test_cells_of_a_workbook_have_their_types(tmp_path: Path) -> None:
    rows = [
        as_cells(PEOPLE)[0],
        [1001, "F1", "=Ann", "Lee", datetime(1980, 3, 1), datetime(2010, 9, 1), None],
        [1002.0, "F1", "Tom", "Lee", 36557, "2010-09-01", ""],
    ]
    pack = opened(workbook(tmp_path / "pack.xlsx", {"people": rows}))
    assert pack.rows("people")[0]["person_id"] == "1001"
    assert pack.rows("people")[0]["date_of_birth"] == "1980-03-01"
    assert only_problem(pack)[:3] == ("people.csv", 3, "date_of_birth")
    assert "Excel" in only_problem(pack)[3]


def test_lines_of_a_sheet_are_those_that_excel_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [[], [], as_cells(PEOPLE)[0], [], ["P1", "F1", "A", "B", "", "2010-09-01"]]
    pack = opened(workbook(tmp_path / "pack.xlsx", {"people": rows}))
    assert pack.rows("people")[0].line == 5
    assert pack.blank == 3


def test_an_unknown_sheet_or_file_is_reported_and_not_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "pack")
    (folder / "notes.txt").write_text("x")
    (folder / ".DS_Store").write_text("x")
    assert said(opened(folder)).startswith("notes.txt: not read")
    assert ".DS_Store" not in said(opened(folder))
    book = workbook(tmp_path / "pack.xlsx", {"people": as_cells(PEOPLE), "Sheet1": []})
    assert "sheet 'Sheet1'" in said(opened(book))


def test_file_names_are_matched_in_any_case(tmp_path: Path) -> None:
    (tmp_path / "PEOPLE.CSV").write_text(PEOPLE)
    assert len(opened(tmp_path).rows("people")) == 2


def test_one_file_of_a_stated_kind(tmp_path: Path) -> None:
    file = tmp_path / "police june.txt"
    file.write_text(PEOPLE)
    assert len(opened(file, as_kind="people").rows("people")) == 2


def test_one_file_says_by_its_name_what_it_is(tmp_path: Path) -> None:
    assert len(opened(write(tmp_path / "pack") / "people.csv").rows("people")) == 2


def test_progress_is_told_by_file(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    read_pack(write(tmp_path / "p"), today=TODAY, progress=lambda *counts: told.append(counts))
    assert told == [("terms.csv", 1, 2), ("people.csv", 2, 3)]


# what is no pack


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    assert "there is nothing at" in refusal(errors.PackNotFound, tmp_path / "nowhere")
    assert "there is nothing at" in refusal(errors.PackNotFound, Path("a\0b"))


def test_a_pipe_is_no_pack(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "people.csv")
    refusal(errors.NotAPack, tmp_path / "people.csv", "people")
    refusal(errors.NotAPack, tmp_path)


def test_a_wrong_extension(tmp_path: Path) -> None:
    (tmp_path / "people.xls").write_text("x")
    assert "save it as one of these" in refusal(errors.NotAPack, tmp_path / "people.xls")


def test_a_kind_that_does_not_exist(tmp_path: Path) -> None:
    file = write(tmp_path / "p") / "people.csv"
    assert "'persons'" in refusal(errors.UnknownKind, file, "persons")
    assert "leave out --as" in refusal(errors.UnknownKind, tmp_path / "p", "people")


def test_a_file_that_does_not_say_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "june.csv").write_text(PEOPLE)
    assert "--as" in refusal(errors.UnknownKind, tmp_path / "june.csv")


@pytest.mark.parametrize("content", [b"PK\x03\x04...", b"%PDF-1.4", b"\0\1\2\3" * 100, b"\x89PNG\r\n"])
def test_a_file_that_is_no_csv(tmp_path: Path, content: bytes) -> None:
    assert "people.csv is" in refusal(errors.NotACsvFile, write(tmp_path / "p", people=content))


def test_a_pack_without_any_known_file(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(PEOPLE)
    assert "people.csv" in refusal(errors.NoKnownFile, tmp_path)


def test_a_pack_of_no_rows(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", people=PEOPLE.splitlines()[0] + "\n\n", terms="")
    assert "holds no row" in refusal(errors.EmptyPack, folder)


def test_two_files_of_one_kind(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    (folder / "People.CSV").write_text(PEOPLE)
    assert "both people" in refusal(errors.AmbiguousPack, folder)


@pytest.mark.parametrize("name", ["pack.zip", "pack.xlsx"])
def test_a_zip_or_workbook_that_is_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 and no more")
    assert name in refusal(errors.UnreadablePack, tmp_path / name)


def test_a_workbook_cut_off(tmp_path: Path) -> None:
    book = workbook(tmp_path / "pack.xlsx", {"people": [["person_id"]]})
    book.write_bytes(book.read_bytes()[:-700])
    refusal(errors.UnreadablePack, book)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "p")
    (folder / "people.csv").chmod(0)
    assert "may not be read" in refusal(errors.UnreadablePack, folder)


@pytest.mark.parametrize("name", ["../people.csv", "/etc/people.csv", "C:\\people.csv", "a\\..\\..\\people.csv"])
def test_a_zip_with_paths_out_of_its_folder(tmp_path: Path, name: str) -> None:
    refusal(errors.UnsafePack, zipped(tmp_path / "pack.zip", {name: PEOPLE}))


def test_a_zip_with_a_link(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("people.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    refusal(errors.UnsafePack, tmp_path / "pack.zip")


def test_a_zip_bomb(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "pack.zip", {"people.csv": b"\n" * 20_000_000})
    assert "200 times its size" in refusal(errors.OverLimit, bomb)


@pytest.mark.parametrize(
    ("setting", "limits"),
    [
        ("file_bytes", Limits(file_bytes=100)),
        ("rows_per_file", Limits(rows_per_file=1)),
        ("columns_per_file", Limits(columns_per_file=3)),
        ("zip_entries", Limits(zip_entries=1)),
        ("zip_total_bytes", Limits(zip_total_bytes=100)),
    ],
)
def test_each_limit_names_its_setting(tmp_path: Path, setting: str, limits: Limits) -> None:
    pack = zipped(tmp_path / "pack.zip", {"terms.csv": TERMS, "people.csv": PEOPLE})
    with pytest.raises(errors.OverLimit) as caught:
        opened(pack, limits=limits)
    assert caught.value.limit == setting


def test_a_line_without_end_is_no_csv(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", people=b"x" * 5_000_000)
    assert "no CSV" in refusal(errors.OverLimit, folder)


@pytest.mark.parametrize(("line", "column"), [(1_000_000, 100), (0, 16_000)])
def test_one_cell_in_the_far_corner_of_a_sheet_does_not_fill_the_memory(tmp_path: Path, line: int, column: int) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "pack.xlsx")) as book:
        book.add_worksheet("people").write(line, column, "x")
    refusal(errors.OverLimit, tmp_path / "pack.xlsx")


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    folder = write(tmp_path / "p", asb=ASB_HEADER)

    def grow(file: str, rows_read: int, rows_expected: int) -> None:
        (folder / "people.csv").write_text(PEOPLE + PEOPLE)

    with pytest.raises(errors.PackChanged, match=r"people\.csv changed"):
        read_pack(folder, today=TODAY, progress=grow)
