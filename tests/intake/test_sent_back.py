"""Rejected rows that were put right in a file: who corrected which row of which loading is known, as on a page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from intake.loading import LoadReport, load_pack
from ledger.ledger import Ledger
from tests.intake.test_loading import BENEFITS, PEOPLE, pack_of

PERSON = "P1,F1,A,B,1980-01-01,2010-01-01,,yes,yes,,,\n"
WRONG = "B1,P1,JSA,2012-13-01,\nB2,P1,JAS,2012-01-01,\nB3,P1,JSA,2012-01-01,\n"


def load(ledger: Ledger, path: Path, rejects: Path, by: str = "tests") -> LoadReport:
    return load_pack(ledger, path, by=by, today=date(2026, 11, 22), rejects_folder=rejects)


def first_load(ledger: Ledger, folder: Path) -> tuple[int, Path]:
    """The number of the loading with two rejected rows, and the file that they are in."""
    report = load(ledger, pack_of(folder / "pack", people=PEOPLE + PERSON, benefits=BENEFITS + WRONG), folder / "kept")
    return report.loads[1], report.rejects[0]


def put_right(rejects: Path, folder: Path, *pairs: tuple[str, str]) -> Path:
    text = rejects.read_text("utf-8-sig")
    for wrong, right in pairs:
        text = text.replace(f'"{wrong}"', f'"{right}"')
    return pack_of(folder, benefits=text)


def test_a_row_put_right_in_a_downloaded_file_is_known_to_be_that_row(ledger: Ledger, tmp_path: Path) -> None:
    number, rejects = first_load(ledger, tmp_path)
    sent = put_right(rejects, tmp_path / "sent", ("2012-13-01", "2012-03-01"), ("JAS", "JASA"))
    again = load(ledger, sent, tmp_path / "again", by="T. Ward")
    found = ledger.corrections.of(number)
    assert {line: (one.columns, one.outcome, one.corrected_by) for line, one in found.items()} == {
        2: (["starts_on"], "recorded", "T. Ward"), 3: (["benefit"], "rejected", "T. Ward")}
    assert found[2].corrected_in == again.loads[0]
    third = put_right(again.rejects[0], tmp_path / "third", ("JASA", "ESA"))
    load(ledger, third, tmp_path / "again", by="A. Clerk")
    assert [(one.outcome, one.corrected_by) for one in ledger.corrections.of(number).values()] == [
        ("recorded", "T. Ward"), ("recorded", "A. Clerk")]
    load(ledger, third, tmp_path / "again", by="Somebody else")
    assert [one.corrected_by for one in ledger.corrections.of(number).values()] == ["T. Ward", "A. Clerk"]


def test_what_was_changed_in_the_rejects_file_itself_is_not_made_up(ledger: Ledger, tmp_path: Path) -> None:
    number, rejects = first_load(ledger, tmp_path)
    rejects.write_text(rejects.read_text("utf-8").replace('"2012-13-01"', '"2012-03-01"'), "utf-8")
    load(ledger, rejects.parent, tmp_path / "again")
    assert [(one.columns, one.outcome) for one in ledger.corrections.of(number).values()] == [
        (None, "recorded"), (None, "rejected")]


def test_a_file_that_only_looks_like_a_rejects_file_corrects_nothing(ledger: Ledger, tmp_path: Path) -> None:
    number, _ = first_load(ledger, tmp_path)
    forged = '"line","column","problem",' + BENEFITS + '2,starts_on,"another problem",B1,P1,JSA,2012-03-01,\n'
    load(ledger, pack_of(tmp_path / "forged", benefits=forged), tmp_path / "again")
    plain = pack_of(tmp_path / "plain", benefits=BENEFITS + "B2,P1,JSA,2012-01-01,\n")
    load(ledger, plain, tmp_path / "again")
    assert ledger.corrections.of(number) == {}
