"""Observations by hand, and extracts tried out, on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.api.conftest import Outcomes
from tests.api.samples import ATTACHED, write_rows

PEOPLE = ["person_id", "family_id", "date_of_birth", "joined_on", "resident", "parent"]


def _family(outcomes: Outcomes, ledger: str, folder: Path) -> None:
    row = dict(zip(PEOPLE, ("P1", "F1", "1980-01-01", "2010-01-01", "yes", "yes"), strict=True))
    assert outcomes("load", write_rows(folder / "people.csv", [row], PEOPLE), "--ledger", ledger).code == 0


def test_an_observation_is_recorded_counts_and_is_withdrawn(
    outcomes: Outcomes, new_ledger: str, tmp_path: Path
) -> None:
    _family(outcomes, new_ledger, tmp_path)
    of = ("--ledger", new_ledger, "--by", "T. Ward")
    done = outcomes("observe", "F1", "asb", "category=incident", "starts_on=2013-02-03", "--person", "P1", *of)
    assert done.code == 0, done.err
    record = re.findall(r"record ([a-z2-7]{16});", done.out)[0]
    told = outcomes("history", "F1", "--ledger", new_ledger)
    assert told.rows[-1]["by"] == "T. Ward" and "P1" in told.rows[-1]["what_happened"]
    gone = outcomes("withdraw-observation", "F1", record, "--reason", "another person", *of)
    assert gone.code == 0 and record in gone.out
    assert outcomes("withdraw-observation", "F1", record, "--reason", "again", *of).code == 2
    assert len(outcomes("history", "F1", "--ledger", new_ledger).rows) == len(told.rows) + 1


def test_what_cannot_be_observed_is_told_and_records_nothing(
    outcomes: Outcomes, new_ledger: str, tmp_path: Path
) -> None:
    _family(outcomes, new_ledger, tmp_path)
    before = outcomes("history", "F1", "--ledger", new_ledger).out
    for words in (("F1", "asb", "category=incident", "starts_on=soon"), ("F1", "nothing", "a=b"), ("F1", "asb", "x"),
                  ("F1", "asb", "category=incident", "starts_on=2013-02-03", "--person", "P2"),
                  ("F9", "asb", "category=incident", "starts_on=2013-02-03"), ("F1", "asb", "person_id=P1")):
        refused = outcomes("observe", *words, "--ledger", new_ledger)
        assert (refused.code, refused.out) == (2, ""), words
        assert refused.err.startswith("outcomes: "), refused.err
    assert outcomes("history", "F1", "--ledger", new_ledger).out == before


def test_an_extract_is_tried_out_and_nothing_is_recorded(
    outcomes: Outcomes, loaded: str, small_pack: Path, tmp_path: Path
) -> None:
    before = outcomes("history", ATTACHED, "--ledger", loaded).out
    tried = outcomes("load", small_pack, "--check", "--ledger", loaded)
    assert tried.code == 0 and "Nothing was recorded." in tried.out
    assert "people.csv: 82 read = 82 good + 0 rejected + 0 blank" in tried.out
    row = dict(zip(PEOPLE, ("P1", "F1", "30 February", "2010-01-01", "yes", "yes"), strict=True))
    bad = outcomes("load", write_rows(tmp_path / "people.csv", [row], PEOPLE), "--check", "--ledger", loaded,
                   "--format", "json")
    assert bad.code == 1 and json.loads(bad.out)["files"][0]["rejected"] == 1
    assert outcomes("history", ATTACHED, "--ledger", loaded).out == before
    assert not list((tmp_path).glob("rejects*"))


def test_rejected_rows_are_their_owners_alone(outcomes: Outcomes, new_ledger: str, tmp_path: Path) -> None:
    row = dict(zip(PEOPLE, ("P1", "F1", "30 February", "2010-01-01", "yes", "yes"), strict=True))
    pack, rejects = write_rows(tmp_path / "people.csv", [row], PEOPLE), tmp_path / "made" / "for" / "rejects"
    assert outcomes("load", pack, "--ledger", new_ledger, "--rejects", rejects).code == 1
    modes = [path.stat().st_mode & 0o777 for path in (rejects / "people.csv", rejects, *list(rejects.parents)[:2])]
    assert modes == [0o600, 0o700, 0o700, 0o700]
