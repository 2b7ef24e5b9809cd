"""What cannot be done ends with exit code 2, one clear line on stderr and nothing on stdout."""

from __future__ import annotations

import errno
import os
import zipfile
from pathlib import Path

import pytest

from api.command_line import creating, ending
from ledger.postgres import external
from tests.api.conftest import Ended, Outcomes
from tests.api.samples import ATTACHED, NEVER_ATTACHED


def assert_refused(ended: Ended, *words: str) -> None:
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1 and ended.err.startswith("outcomes: "), ended.err
    for word in words:
        assert word in ended.err


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("eligibility --at 2014-13-01", ["'2014-13-01' is no day", "2012-09-03"]),
        ("eligibility --at 20140101", ["is no day"]),
        ("eligibility --at 0214-03-31", ["is no day from 1900 to 2199"]),
        ("eligibility --known yesterday", ["'yesterday' is neither a position in the log nor an instant"]),
        ("eligibility --known -1", ["position -1"]),
        ("eligibility --scheme nope", ["There is no scheme 'nope'", "troubled-families-2015"]),
        ("claimable --at 31/03/2014", ["is no day"]),
        ("explain OXF-99999", ["There is no family 'OXF-99999'"]),
        ("history OXF-99999", ["There is no family 'OXF-99999'"]),
        (f"history {ATTACHED} --known 1", ["was not on record"]),
        (f"explain {ATTACHED} --result XYZ", ["no result 'XYZ'", "CAE, PtW, CE"]),
        (f"explain {NEVER_ATTACHED} --result CAE", ["is not attached to troubled-families-2012"]),
        ("load /nowhere/at/all", ["there is nothing at /nowhere/at/all"]),
        ("attach OXF-99999 --on 2013-01-01", ["There is no family 'OXF-99999'"]),
        (f"attach {ATTACHED} --on 2013-01-01 --override", ["--decided-by and --reason"]),
        (f"attach {ATTACHED} --on 2013-01-01 --reason so", ["add --override"]),
        (f"attach {ATTACHED} --on soon", ["'soon' is no day"]),
        ("eligibility --by x", ["No such option: --by", "outcomes eligibility --help"]),
        ("eligibility --format xml", ["'xml' is not one of"]),
        ("history", ["Missing argument"]),
        ("frobnicate", ["No such command 'frobnicate'"]),
        ("serve --port 70000", ["--port"]),
    ],
)
def test_a_question_that_cannot_be_answered(outcomes: Outcomes, loaded: str, asked: str, words: list[str]) -> None:
    assert_refused(outcomes("--ledger", loaded, *asked.split()), *words)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("create small", ["There is a ledger named 'small' already"]),
        ("create Small", ["'Small' cannot be a ledger's name"]),
        ("create other --overlay nope", ["There is no overlay 'nope'", "oxfordshire"]),
        ("create other --target 0", ["--target"]),
        ("create other --ledger another", ["leave out --ledger"]),
        ("create other --by=", ["--by"]),
        ("status --ledger nope", ["There is no ledger named 'nope'", "small"]),
    ],
)
def test_a_ledger_that_cannot_be_had(outcomes: Outcomes, loaded: str, asked: str, words: list[str]) -> None:
    assert_refused(outcomes(*asked.split(" ")), *words)
    assert "other" not in outcomes("ledgers").out


def test_a_ledger_is_to_be_named_where_there_are_several(outcomes: Outcomes, loaded: str, new_ledger: str) -> None:
    assert_refused(outcomes("status"), "There are several ledgers", new_ledger, loaded)


def test_without_a_data_folder_there_is_no_ledger_and_none_is_made(
    outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert_refused(outcomes("status", "--data-dir", tmp_path / "none"), "outcomes create NAME", "--data-dir")
    assert not (tmp_path / "none").exists()


# ---- packs -------------------------------------------------------------------------------------------------------


def test_a_folder_that_is_none(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    assert_refused(outcomes("load", tmp_path / "packs", "--ledger", new_ledger), "there is nothing at")


def test_a_file_that_is_no_csv(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inside", "x")
    assert_refused(outcomes("load", path, "--ledger", new_ledger), "people.csv")


def test_a_pack_of_no_rows(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person_id,family_id,joined_on\n")
    assert_refused(outcomes("load", tmp_path, "--ledger", new_ledger), "holds no row")


def test_a_pack_without_a_file_of_an_extract(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    assert_refused(outcomes("load", tmp_path, "--ledger", new_ledger), "no file of an extract")


def test_a_kind_that_does_not_exist(outcomes: Outcomes, new_ledger: str, small_pack: Path) -> None:
    refused = outcomes("load", small_pack / "people.csv", "--as", "humans", "--ledger", new_ledger)
    assert_refused(refused, "no kind of extract called 'humans'")


def test_rejects_that_cannot_be_written(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person_id,family_id,joined_on\nP1,F1,2010-02-30\n")
    (tmp_path / "file").write_text("")
    refused = outcomes("load", tmp_path, "--ledger", new_ledger, "--rejects", tmp_path / "file" / "rejects")
    assert_refused(refused, "rejected rows cannot be written")


# ---- databases ---------------------------------------------------------------------------------------------------


def test_a_database_that_is_down(outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone:secret@127.0.0.1:1/ledgers")
    refused = outcomes("status")
    assert_refused(refused, "127.0.0.1", "does not answer", "Start it")
    assert "secret" not in refused.err


def test_a_database_that_is_too_old(outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(external, "OLDEST_MAJOR_VERSION", 99)
    assert_refused(outcomes("status"), "needs 99 or later", "Upgrade it")


def test_a_data_folder_that_cannot_be_written(
    outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    (tmp_path / "file").write_text("")
    assert_refused(outcomes("create", "other", "--data-dir", tmp_path / "file" / "data"), str(tmp_path))
    assert_refused(outcomes("create", "other", "--data-dir", "/proc/nowhere"), "/proc/nowhere")


# ---- what nobody foresaw -----------------------------------------------------------------------------------------


def test_a_full_disk_and_a_forbidden_file_are_told_by_name(outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, words in ((errno.ENOSPC, "The disk is full"), (errno.EACCES, "may not be used by this account")):
        _fail_with(monkeypatch, OSError(number, os.strerror(number), "/data/some"))
        assert_refused(outcomes("ledgers"), words, "/data/some")


def test_a_fault_of_the_program_is_named_without_what_it_says(
    outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    _fail_with(monkeypatch, RuntimeError("about Zoë Begum"))
    refused = outcomes("ledgers")
    assert_refused(refused, "RuntimeError", str(data_folder / "outcomes.log"), "OUTCOMES_DEBUG=1")
    log = (data_folder / "outcomes.log").read_text()
    assert '"error": "RuntimeError"' in log and '"command": "ledgers"' in log and "creating.py" in log
    assert "Begum" not in log + refused.err
    assert (data_folder / "outcomes.log").stat().st_mode & 0o777 == 0o600


def test_a_traceback_is_shown_on_request(outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    _fail_with(monkeypatch, RuntimeError("boom"))
    monkeypatch.setenv(ending.DEBUG_VARIABLE, "1")
    assert "Traceback" in outcomes("ledgers").err


def test_an_interrupted_command_says_nothing(outcomes: Outcomes, monkeypatch: pytest.MonkeyPatch) -> None:
    _fail_with(monkeypatch, KeyboardInterrupt())
    ended = outcomes("ledgers")
    assert (ended.code, ended.out, ended.err) == (130, "", "")


def _fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def failing_place_from(*_: object) -> None:
        raise error

    monkeypatch.setattr(creating, "place_from", failing_place_from)
