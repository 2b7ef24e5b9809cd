"""Blank words, files that are others, numbers past all bounds: told in one line, and nothing done or undone."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED
from tests.api.test_refusals import assert_refused

PERSON = "OXFP000023"
OUTCOMES = shlex.join([sys.executable, "-c", "import sys; from api.command_line import main; sys.exit(main())"])


@pytest.fixture
def no_text(tmp_path: Path) -> Path:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG\xff\xfe")
    return file


@pytest.mark.parametrize(
    ("asked", "option"),
    [
        (["erase", PERSON, "--reason", "", "--decided-by", "board"], "--reason"),
        (["erase", PERSON, "--reason", "asked for it", "--decided-by", " "], "--decided-by"),
        (["erase", PERSON, "--reason=", "--decided-by", "board"], "--reason"),
        (["assign", ATTACHED, "--to", ""], "--to"),
        (["create", "blank", "--authority-name", ""], "--authority-name"),
        (["eligibility", "--data-dir", ""], "--data-dir"),
        (["explain", ""], "An empty word"),
    ],
)
def test_a_variable_of_the_shell_that_is_not_set_is_no_answer(
    outcomes: Outcomes, loaded: str, asked: list[str], option: str
) -> None:
    assert_refused(outcomes("--ledger", loaded, *asked), option, "write what it should be, or leave it out")
    assert outcomes("explain", ATTACHED, "--ledger", loaded).code == 0
    assert PERSON in outcomes("history", ATTACHED, "--ledger", loaded).out
    assert outcomes("keys", "erased", "--ledger", loaded).rows == []


def test_an_empty_field_of_an_observation_is_one_that_is_not_said(outcomes: Outcomes, loaded: str) -> None:
    said = outcomes("observe", ATTACHED, "asb", "category=", "starts_on=2013-02-03", "--ledger", loaded)
    assert_refused(said, "category")


def test_a_field_of_an_observation_is_said_once(outcomes: Outcomes, loaded: str) -> None:
    said = outcomes("observe", ATTACHED, "asb", "category=incident", "starts_on=2013-02-03", "starts_on=2013-02-04",
                    "--ledger", loaded)  # fmt: skip
    assert_refused(said, "starts_on is said more than once")


@pytest.mark.parametrize(
    "asked",
    [
        ["export-research", "{}"], ["backup", "{}"], ["evidence", ATTACHED, "--family", "--output", "{}"],
        ["checkpoint", "show", "--output={}"], ["double-claims", "export", "{}", "--key-file", "{key}"],
        ["seal-away", PERSON, "--reason", "adopted", "--decided-by", "panel", "--deposit", "{}"],
    ],
)  # fmt: skip
def test_a_file_in_a_folder_that_is_not_there_is_named(
    outcomes: Outcomes, loaded: str, tmp_path: Path, asked: list[str]
) -> None:
    key, file = tmp_path / "key", tmp_path / "no such folder" / "été"
    key.write_text("k" * 64)
    assert outcomes("seal", "--ledger", loaded).code == 0
    ended = outcomes(*(word.format(file, key=key) for word in asked), "--ledger", loaded)
    assert_refused(ended, "no such folder", "No such file or directory", "check the path")
    assert PERSON in outcomes("history", ATTACHED, "--ledger", loaded).out


@pytest.mark.parametrize(
    "asked",
    [
        ["check", "--key"], ["check", "--against"], ["retention", "--schedule"], ["checkpoint", "add"],
        ["checkpoint", "cosign", "--witness-key", "key", "--name", "w", "--key", "k+1+a"],
    ],
)  # fmt: skip
def test_a_file_that_holds_no_text_is_named(
    outcomes: Outcomes, loaded: str, no_text: Path, asked: list[str]
) -> None:
    of = () if "cosign" in asked else ("--ledger", loaded)
    ended = outcomes(*asked, no_text, *of)
    assert ended.code == 2 and "the program failed" not in ended.err, ended.err
    assert ended.err.startswith("outcomes: ") and ended.err.count("\n") == 1


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 9_000 + "]" * 9_000])
def test_a_text_nested_too_deeply_is_refused(outcomes: Outcomes, loaded: str, tmp_path: Path, text: str) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(text)
    assert_refused(outcomes("scheme", "check", "troubled-families-2012", "--cases", file), "deep.yaml", "nested")
    assert_refused(outcomes("retention", "--schedule", file, "--ledger", loaded), "nested too deeply")


@pytest.mark.parametrize(
    "asked",
    [
        ["create", "huge", "--target"], ["claims", "agree", "--year", "2012-13", "--families"],
        ["budget", "minimum", "2012-13"],
    ],
)  # fmt: skip
def test_more_families_than_there_can_be(outcomes: Outcomes, loaded: str, asked: list[str]) -> None:
    of = () if "create" in asked else ("--ledger", loaded)
    assert_refused(outcomes(*asked, 10**20, *of), "less than or equal to 1000000")


def test_who_looked_at_a_family_that_is_not_there(outcomes: Outcomes, loaded: str) -> None:
    assert_refused(outcomes("access-log", "--family", "OXF-99999", "--ledger", loaded), "no family 'OXF-99999'")


def test_figures_that_are_no_file_are_told_before_anything_else(
    outcomes: Outcomes, loaded: str, tmp_path: Path
) -> None:
    assert_refused(outcomes("forecast", "--figures", tmp_path / "none.csv", "--ledger", loaded), "There is no file")


def test_a_token_file_that_is_not_there(
    outcomes: Outcomes, loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTCOMES_TOKEN_FILE", str(tmp_path / "none"))
    assert_refused(outcomes("eligibility", "--ledger", loaded), "which OUTCOMES_TOKEN_FILE names")


def test_a_data_folder_that_is_a_file(
    outcomes: Outcomes, no_text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert_refused(outcomes("create", "x", "--data-dir", no_text, "--by", "tests"), "it is a file, or lies in one")


@pytest.mark.parametrize("bits", ["1e308", "-1e308", "nan"])
def test_a_weight_that_nothing_could_have(outcomes: Outcomes, loaded: str, bits: str) -> None:
    assert_refused(
        outcomes("matching", "weights", "--from", "2013-01-01", f"--link={bits}", "--ask=0", "--ledger", loaded),
        "'--link'")  # fmt: skip


def test_the_round_of_a_spot_checkers_token_is_a_day(outcomes: Outcomes, loaded: str) -> None:
    asked = ("token", "make", "--as", "S. Checker", "--role", "spot-checker", "--ledger", loaded, "--sample")
    assert_refused(outcomes(*asked, "the last one"), "'the last one' is no day")


def test_a_witness_is_named_by_one_word(outcomes: Outcomes, loaded: str, tmp_path: Path) -> None:
    note, key = tmp_path / "note", outcomes("checkpoint", "key", "--ledger", loaded).out.strip()
    assert outcomes("checkpoint", "show", "--output", note, "--ledger", loaded).code == 0
    said = note.read_text()
    for name in ("Kent witness", "kent+witness", "kent\nwitness"):
        asked = ("checkpoint", "cosign", note, "--key", key, "--witness-key", tmp_path / "new.key", "--name", name)
        assert_refused(outcomes(*asked), "a witness's name")
    assert note.read_text() == said and not (tmp_path / "new.key").exists()


def test_evidence_is_noted_with_the_families_that_it_tells_of(
    outcomes: Outcomes, loaded: str, tmp_path: Path
) -> None:
    file = tmp_path / "pack.json"
    asked = ("evidence", ATTACHED, "--family", "-o", file, "--purpose", "for the auditor", "--ledger", loaded)
    assert outcomes(*asked).code == 0 and file.stat().st_size > 1_000
    noted = outcomes("access-log", "--family", ATTACHED, "--ledger", loaded).rows[-1]
    assert (noted["view"], noted["purpose"], noted["through"]) == ("evidence", "for the auditor", "command line")
    assert_refused(outcomes("evidence", "TF2012-20130131-0099", "--ledger", loaded), "TF2012-20130131-0099")


def test_outputs_that_were_closed_before_the_command_began() -> None:
    """As by `>&-`: what is asked is done, and nothing of it lands in a file or connection opened meanwhile."""
    for closed in (">&-", "<&-", "2>&-", "<&- >&- 2>&-"):
        command = f"{OUTCOMES} scheme list {closed}"
        ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
        assert (ended.returncode, ended.stderr) == (0, ""), closed
        assert ("troubled-families-2012" in ended.stdout) == (">&-" not in closed.replace("2>&-", ""))
    wrong = f"{OUTCOMES} scheme show none 2>&-"
    ended = subprocess.run(["sh", "-c", wrong], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (2, "")


def test_a_folder_that_was_taken_away_under_ones_feet(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && {OUTCOMES} status"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "outcomes: The folder that you are in is not there any more: change to another.\n"
