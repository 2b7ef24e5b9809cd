"""Extracts in; eligibility, claimable results, their reasons and their history out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED, FAMILIES, NEVER_ATTACHED, expected

DAYS = ("2012-06-30", "2013-07-31", "2014-03-31", "2014-10-31")
PSEUDONYM = re.compile(r"\{[a-z2-7]{16}\}")


@pytest.mark.parametrize("day", DAYS)
def test_eligibility_is_that_expected_of_the_sample(outcomes: Outcomes, loaded: str, day: str) -> None:
    listed = outcomes("eligibility", "--at", day, "--ledger", loaded)
    assert (listed.code, listed.err) == (0, "")
    assert listed.out.splitlines()[0] == "family_id,eligible,criteria"
    assert listed.rows == expected("eligibility", day)


@pytest.mark.parametrize("day", DAYS)
def test_claimable_is_that_expected_of_the_sample(outcomes: Outcomes, loaded: str, day: str) -> None:
    listed = outcomes("claimable", "--at", day, "--ledger", loaded)
    assert listed.out.splitlines()[0] == "family_id,result,verdict,amount,reasons"
    named = ("family_id", "result", "verdict", "amount")
    assert sorted(tuple(row[name] for name in named) for row in listed.rows) == sorted(
        tuple(row[name] for name in named) for row in expected("claimable", day)
    )


def test_a_load_says_what_became_of_every_row(outcomes: Outcomes, new_ledger: str, small_pack: Path) -> None:
    first = outcomes("load", small_pack, "--ledger", new_ledger)
    again = outcomes("load", small_pack, "--ledger", new_ledger)
    assert (first.code, again.code) == (0, 0)
    assert re.search(r"people.csv: (\d+) read = \1 recorded \+ 0 corrected \+ 0 repeated", first.out)
    assert re.search(r"people.csv: (\d+) read = 0 recorded \+ 0 corrected \+ \1 repeated", again.out)
    assert "Nothing new: the ledger is as it was." in again.out
    assert first.out.splitlines()[-1].split("position")[1] == again.out.splitlines()[-1].split("position")[1]


def test_rejected_rows_are_told_and_kept_and_can_be_loaded_again(
    outcomes: Outcomes, new_ledger: str, tmp_path: Path
) -> None:
    header = "person_id,family_id,date_of_birth,joined_on,resident,parent"
    people = tmp_path / "people.csv"
    people.write_text(f"{header}\nP1,F1,1980-01-01,2010-01-01,yes,yes\nP2,F1,2005-02-30,2010-01-01,yes,no\n")
    loaded = outcomes("load", people, "--ledger", new_ledger, "--rejects", tmp_path / "rejects")
    assert loaded.code == 1
    assert "1 recorded + 0 corrected + 0 repeated + 1 rejected" in loaded.out
    assert "2005-02-30" not in loaded.out
    rejects = tmp_path / "rejects" / "people.csv"
    assert str(rejects.parent) in loaded.out
    rejects.write_text(rejects.read_text("utf-8-sig").replace("2005-02-30", "2005-02-28"))
    assert outcomes("load", rejects, "--ledger", new_ledger).code == 0
    assert len(outcomes("history", "F1", "--ledger", new_ledger).rows) == 3


def test_one_file_is_loaded_under_a_kind_that_it_does_not_name(
    outcomes: Outcomes, new_ledger: str, small_pack: Path, tmp_path: Path
) -> None:
    renamed = tmp_path / "from the schools.csv"
    renamed.write_bytes((small_pack / "terms.csv").read_bytes())
    loaded = outcomes("load", renamed, "--as", "terms", "--ledger", new_ledger, "--format", "json")
    assert json.loads(loaded.out)["files"][0]["kind"] == "terms"


def test_counts_as_csv_leave_the_reasons_to_stderr(outcomes: Outcomes, new_ledger: str, small_pack: Path) -> None:
    loaded = outcomes("load", small_pack, "--ledger", new_ledger, "--format", "csv", "--no-project")
    assert all(int(row["read"]) == int(row["recorded"]) for row in loaded.rows)
    assert "the log is at position" in loaded.err


def test_before_the_load_nothing_was_known(outcomes: Outcomes, loaded: str) -> None:
    for known in ("1", "2001-01-01", "2001-01-01T12:00:00Z"):
        listed = outcomes("eligibility", "--at", "2013-07-31", "--known", known, "--ledger", loaded)
        assert (listed.code, listed.rows) == (0, [])


def test_known_now_by_position_is_known_now(outcomes: Outcomes, loaded: str) -> None:
    asked = ("--at", "2014-03-31", "--ledger", loaded)
    for list_name in ("eligibility", "claimable"):
        assert outcomes(list_name, *asked, "--known", "999999999").out == outcomes(list_name, *asked).out


@pytest.mark.parametrize("day", ("1900-01-01", "2199-12-31"))
def test_any_day_can_be_asked_about(outcomes: Outcomes, loaded: str, day: str) -> None:
    for command in (["eligibility"], ["claimable"], ["explain", ATTACHED], ["explain", ATTACHED, "--result", "CAE"]):
        assert outcomes(*command, "--at", day, "--ledger", loaded).code == 0


def test_lists_as_json_and_as_a_plain_table(outcomes: Outcomes, loaded: str) -> None:
    as_json = outcomes("eligibility", "--at", "2014-03-31", "--ledger", loaded, "--format", "json")
    assert [row["family_id"] for row in json.loads(as_json.out)] == list(FAMILIES)
    as_table = outcomes("eligibility", "--at", "2014-03-31", "--ledger", loaded, "--format", "table")
    assert as_table.out.splitlines()[1].split() == [NEVER_ATTACHED, "no", "education;work"]
    assert as_table.out.isascii()


def test_history_tells_every_event_and_names_people_as_the_authority_does(outcomes: Outcomes, loaded: str) -> None:
    told = outcomes("history", ATTACHED, "--ledger", loaded)
    assert told.rows[0]["what_happened"] == "The family was entered in the ledger."
    assert "OXFP000020 was recorded as a member of the family from 2010-09-01." in told.out
    assert not PSEUDONYM.search(told.out)
    assert {row["by"] for row in told.rows} == {"tests"}
    positions = [int(row["position"]) for row in told.rows]
    assert positions == sorted(positions)


def test_an_explanation_shows_figures_windows_paragraphs_and_sources(outcomes: Outcomes, loaded: str) -> None:
    told = outcomes("explain", ATTACHED, "--at", "2014-03-31", "--ledger", loaded)
    assert told.out.startswith(f"Family {ATTACHED}, troubled-families-2012, eligibility on 2014-03-31")
    assert "not met - education/4" in told.out
    assert "(identification; education; published)" in told.out
    assert "about OXFP000023" in told.out
    assert "Missed 32 of 374 sessions (8.5%); the rule asks for at least 15%." in told.out
    assert "within: 2013-04-01 to 2014-03-31" in told.out
    assert re.search(r"\[attendance.csv line \d+, extract [0-9a-f]{16}; known since position \d+, 20", told.out)
    assert "Missing: nothing." in told.out
    assert not PSEUDONYM.search(told.out)


def test_a_result_is_explained_with_its_verdict(outcomes: Outcomes, loaded: str) -> None:
    told = outcomes("explain", ATTACHED, "--at", "2014-03-31", "--result", "CAE", "--ledger", loaded)
    assert "as known at position" in told.out and ": valid (met)." in told.out
    as_json = outcomes(
        "explain", ATTACHED, "--at", "2014-03-31", "--result", "CAE", "--ledger", loaded, "--format", "json"
    )
    said = json.loads(as_json.out)
    assert said["reasons"][0]["clause"] == "CAE"
    assert {"attendance.csv", "offences.csv"} <= {relied["file"] for relied in said["observations"]}
    as_csv = outcomes(
        "explain", ATTACHED, "--at", "2014-03-31", "--result", "CAE", "--ledger", loaded, "--format", "csv"
    )
    assert as_csv.rows[0]["answer"] == "met"


def test_what_is_missing_is_named(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "person_id,family_id,date_of_birth,joined_on\nP1,F1,1980-01-01,2010-01-01\nC1,F1,2003-01-01,2010-01-01\n"
    )
    (tmp_path / "terms.csv").write_text(
        "term_id,school_year,starts_on,ends_on\n"
        "A1,2011/12,2011-09-05,2011-12-16\nA2,2011/12,2012-01-04,2012-03-30\nA3,2011/12,2012-04-16,2012-07-20\n"
    )
    assert outcomes("load", tmp_path, "--ledger", new_ledger).code == 0
    told = outcomes("explain", "F1", "--at", "2012-09-01", "--ledger", new_ledger)
    assert "cannot say yet: needs attendance of C1 in term A1" in told.out
    assert "Missing: attendance of C1 in term A1" in told.out


def test_a_family_is_attached_by_an_override_and_stays_marked(
    outcomes: Outcomes, new_ledger: str, small_pack: Path
) -> None:
    outcomes("load", small_pack, "--ledger", new_ledger)
    asked = ("attach", NEVER_ATTACHED, "--on", "2013-01-01", "--ledger", new_ledger)
    refused = outcomes(*asked)
    assert refused.code == 2 and "was not eligible on 2013-01-01" in refused.err
    assert outcomes(*asked, "--override", "--decided-by", "A. Head", "--reason", "seen in person").code == 0
    last = outcomes("history", NEVER_ATTACHED, "--ledger", new_ledger).rows[-1]["what_happened"]
    assert "A. Head" in last and "seen in person" in last
    results = outcomes("claimable", "--at", "2014-03-31", "--ledger", new_ledger).rows
    assert {row["verdict"] for row in results if row["family_id"] == NEVER_ATTACHED} == {"not-valid"}


def test_status_and_rebuild_tell_of_the_same_families(outcomes: Outcomes, loaded: str) -> None:
    said = {row["what"]: row["value"] for row in outcomes("status", "--ledger", loaded).rows}
    assert (said["families"], said["lag_events"]) == ("20", "0")
    rebuilt = outcomes("rebuild", "--diff", "--ledger", loaded)
    assert rebuilt.code == 0 and "No row differs" in rebuilt.out
    rebuilt = outcomes("rebuild", "--ledger", loaded)
    assert "20 families" in rebuilt.out
    assert outcomes("rebuild", "--drop-previous", "--ledger", loaded).code == 0
    assert outcomes("rebuild", "--swap", "--ledger", loaded).code == 2
    assert "No family is parked" in outcomes("retry", "--ledger", loaded).out
    listed = outcomes("status", "--loads", "--ledger", loaded).rows
    assert len(listed) == int(said["loads"]) and listed[0]["loaded_by"]
    as_json = json.loads(outcomes("status", "--ledger", loaded, "--format", "json").out)
    assert as_json["position"] == as_json["projected_position"] == int(said["position"])


def test_ledgers_are_listed_and_chosen_before_or_after_the_command(outcomes: Outcomes, loaded: str) -> None:
    row = next(row for row in outcomes("ledgers").rows if row["ledger"] == loaded)
    assert row == {"ledger": "small", "authority": "Small", "target": "20", "overlay": "oxfordshire"}
    assert outcomes("--ledger", loaded, "status").out.splitlines()[:2] == ["what,value", "ledger,small"]
