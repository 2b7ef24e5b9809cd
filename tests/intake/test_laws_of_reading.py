"""What holds for any extract whatever."""

import csv
import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from intake.csv_rows import csv_rows
from intake.errors import IntakeError
from intake.forms import FORMS
from intake.kinds import KINDS
from intake.limits import Limits
from intake.reading import ReadPack, read_pack
from intake.rejects import write_rejects
from tests.intake.extracts import TODAY

LIKELY = some.sampled_from(
    ["", "P1", "P2", "F1", "F2", "AT1", "201213-1", "2012-09-03", "31/02/2013", "41155", "yes", "no", "12", "-1", "JSA",
     "asbo", "fixed", "debt", "S1", 'a"b', '"', "a,b", "a\nb", "\r\n", "\0", " x ", "’", "2012/13", ";", "=1+1"]
)  # fmt: skip
CELLS = LIKELY | some.text(max_size=8)
KIND = some.sampled_from(KINDS)


def lawful(pack: ReadPack) -> ReadPack:
    for file in pack.files:
        assert file.read == len(file.good) + len(file.rejected) + file.blank
        assert all(row.problems for row in file.rejected)
        lines = [row.line for row in file.good] + [row.line for row in file.rejected]
        assert len(lines) == len(set(lines))
    return pack


def rows_of(kind: str) -> some.SearchStrategy[list[list[str]]]:
    width = len(FORMS[kind].columns)
    return some.lists(some.lists(CELLS, min_size=width, max_size=width) | some.lists(CELLS, max_size=15), max_size=8)


@some.composite
def files(draw: some.DrawFn) -> dict[str, list[list[str]]]:
    kinds = draw(some.sets(KIND, min_size=1, max_size=4))
    return {kind: [list(FORMS[kind].names), *draw(rows_of(kind))] for kind in sorted(kinds)}


def as_csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


@settings(max_examples=300)
@given(content=some.binary(max_size=300), kind=KIND, with_header=some.booleans())
def test_any_bytes_are_read_or_refused_and_every_row_is_counted(content: bytes, kind: str, with_header: bool) -> None:
    header = ",".join(FORMS[kind].names).encode() + b"\n" if with_header else b""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(header + content)
        try:
            lawful(read_pack(path, today=TODAY, as_kind=kind))
        except IntakeError as error:
            assert str(error)


@settings(max_examples=200)
@given(pack=files())
def test_rows_are_counted_and_rejected_ones_read_back_the_same(pack: dict[str, list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for kind, rows in pack.items():
            (folder / f"{kind}.csv").write_bytes(as_csv(rows))
        try:
            read = lawful(read_pack(folder, today=TODAY))
        except IntakeError:
            return
        with_rejects = [file for file in read.files if file.rejected]
        for file, path in zip(with_rejects, write_rejects(folder / "r", read.files), strict=True):
            with path.open(encoding="utf-8-sig", newline="") as stream:
                written = [row[3:] for row in csv.reader(stream)]
            assert written == [list(file.header.cells), *(list(row.cells) for row in file.rejected)]
            again = lawful(read_pack(path, today=TODAY))
            assert again.files[0].read == len(file.rejected)


@settings(max_examples=100)
@given(pack=files())
def test_a_zip_reads_like_its_folder(pack: dict[str, list[list[str]]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pack"
        folder.mkdir()
        with zipfile.ZipFile(Path(place) / "pack.zip", "w") as archive:
            for kind, rows in pack.items():
                (folder / f"{kind}.csv").write_bytes(as_csv(rows))
                archive.writestr(f"pack/{kind}.csv", as_csv(rows))
        outcomes: list[object] = []
        for path in (folder, Path(place) / "pack.zip"):
            try:
                read = read_pack(path, today=TODAY)
            except IntakeError as error:
                outcomes.append(type(error))
            else:
                outcomes.append([(file.good, file.rejected, file.notices) for file in read.files])
        assert outcomes[0] == outcomes[1]


@settings(max_examples=150)
@given(data=some.data())
def test_a_damaged_zip_or_workbook_is_refused_or_read_and_never_a_traceback(data: some.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / data.draw(some.sampled_from(["pack.zip", "pack.xlsx"]))
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("people.csv", "person_id\nP1\n")
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(some.integers(1, 4))):
            content[data.draw(some.integers(0, len(content) - 1))] = data.draw(some.integers(0, 255))
        path.write_bytes(bytes(content[: data.draw(some.integers(1, len(content)))]))
        try:
            lawful(read_pack(path, today=TODAY))
        except IntakeError as error:
            assert str(error)


@settings(max_examples=300)
@given(text=some.text(alphabet='ab,"\n\r', max_size=60), lines_per_row=some.integers(1, 4))
def test_no_line_of_a_file_is_lost_or_read_twice(text: str, lines_per_row: int) -> None:
    lines = list(io.StringIO(text, newline=""))
    starts = [line for line, _, _ in csv_rows(lines, ",", lines_per_row)]
    assert starts == sorted(set(starts))
    assert all(1 <= line <= len(lines) for line in starts)
    assert starts[:1] == ([1] if lines else [])


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_row_of_any_kind_is_blank(tmp_path: Path, kind: str) -> None:
    names = FORMS[kind].names
    (tmp_path / f"{kind}.csv").write_text(f"{','.join(names)}\n{',' * (len(names) - 1)}\nx\n")
    assert read_pack(tmp_path, today=TODAY, limits=Limits()).blank == 1
