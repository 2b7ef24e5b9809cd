"""`outcomes scheme ...` and `outcomes nearly`, on the rules as shipped and on a ledger."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.command_line import main
from api.errors import AskedWrongly, OptionUnusable
from domain.rules.deciding_differently import decided_differently
from domain.rules.nearly import near_misses
from ledger.rule_sets import UnknownOverlay, UnknownScheme, rule_set
from projections.errors import ResultUnknown
from tests.households import SOURCE, attachment_of, families_of, terms_of
from tests.oracle.pack import Pack
from tests.oracle.packs import random_pack, write_pack
from tests.rules_tools.commands import run

NATIONAL = "troubled-families-2012"
DAY = "2013-07-31"
Capture = pytest.CaptureFixture[str]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# ---- rules -------------------------------------------------------------------------------------------------------


def test_list_names_each_scheme_and_each_plan_that_says_something_of_it(capsys: Capture) -> None:
    rows = rows_of(run(capsys, "scheme", "list", "--format", "csv").out)
    assert {(row["scheme"], row["overlay"]) for row in rows} >= {(NATIONAL, ""), (NATIONAL, "oxfordshire")}
    assert all(row["digest"] == rule_set(row["scheme"], row["overlay"] or None).digest for row in rows)


def test_show_prints_text_csv_and_json(capsys: Capture) -> None:
    asked = ("scheme", "show", NATIONAL, "--overlay", "oxfordshire", "--at", DAY)
    text = run(capsys, *asked).out
    rows = rows_of(run(capsys, *asked, "--format", "csv").out)
    lines = json.loads(run(capsys, *asked, "--format", "json").out)
    assert "high cost to services" in text
    assert len(rows) == len(lines) == len(text.splitlines())


def test_show_of_what_is_not_there(capsys: Capture, tmp_path: Path) -> None:
    with pytest.raises(UnknownScheme, match="choose one of"):
        run(capsys, "scheme", "show", "troubled-families-2011")
    with pytest.raises(UnknownOverlay, match="choose one of"):
        run(capsys, "scheme", "show", NATIONAL, "--overlay", "oxfordshir")
    with pytest.raises(UnknownOverlay, match="There is no file"):
        run(capsys, "scheme", "show", NATIONAL, "--overlay", str(tmp_path / "none.yaml"))
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnknownOverlay, match="not text in UTF-8"):
        run(capsys, "scheme", "show", NATIONAL, "--overlay", str(tmp_path / "bytes.yaml"))
    with pytest.raises(AskedWrongly, match="is no day"):
        run(capsys, "scheme", "show", NATIONAL, "--at", "31/07/2013")


def test_diff_of_a_scheme_with_itself_says_so(capsys: Capture) -> None:
    assert run(capsys, "scheme", "diff", NATIONAL, NATIONAL).out == "The two rule sets say the same.\n"


def test_known_needs_a_ledger(capsys: Capture) -> None:
    with pytest.raises(OptionUnusable, match="--known goes with --ledger"):
        run(capsys, "scheme", "diff", NATIONAL, NATIONAL, "--known", "5")


def test_check_runs_all_shipped_cases(capsys: Capture) -> None:
    ended = run(capsys, "scheme", "check")
    assert ended.code == 0 and ended.out.count(" 0 of which the rules say otherwise") >= 3


def test_check_ends_with_one_where_the_rules_say_otherwise(capsys: Capture, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    cases.write_text(f"""\
- name: nobody is eligible for nothing
  scheme: {NATIONAL}
  people: [{{id: mum, born: 1985-01-01}}]
  facts: []
  expect: [{{at: 2013-03-31, eligible: yes}}]
""", "utf-8")
    ended = run(capsys, "scheme", "check", "--cases", str(cases))
    assert ended.code == 1 and "the rules say not eligible" in ended.out
    [row] = rows_of(run(capsys, "scheme", "check", NATIONAL, "--cases", str(cases), "--format", "csv").out)
    assert (row["passed"], row["line"]) == ("no", "1")


def test_check_asks_for_the_scheme_where_nothing_names_it(capsys: Capture, tmp_path: Path) -> None:
    cases = tmp_path / "cases.yaml"
    people, expect = "[{id: b, born: 1985-01-01}]", "[{at: 2013-03-31, eligible: no}]"
    cases.write_text(f"- {{name: a, people: {people}, facts: [], expect: {expect}}}\n")
    with pytest.raises(OptionUnusable, match="name the scheme"):
        run(capsys, "scheme", "check", "--cases", str(cases))
    with pytest.raises(OptionUnusable, match="for one scheme"):
        run(capsys, "scheme", "check", "--overlay", "oxfordshire")
    with pytest.raises(OptionUnusable, match="There is no file"):
        run(capsys, "scheme", "check", NATIONAL, "--cases", str(tmp_path / "none.yaml"))


# ---- ledgers -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack() -> Pack:
    return random_pack(31, 60)


@pytest.fixture(scope="module")
def loaded(conninfo: str, pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("pack")
    write_pack(pack, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", conninfo)
        patch.setenv("OUTCOMES_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        assert main(["create", "rules-tools"]) == 0
        assert main(["load", str(folder), "--ledger", "rules-tools", "--no-project"]) == 0
        yield "rules-tools"


def test_nearly_lists_the_near_misses_of_the_ledger(loaded: str, pack: Pack, capsys: Capture) -> None:
    rows = rows_of(run(capsys, "nearly", "--at", DAY, "--ledger", loaded, "--format", "csv").out)
    expected = []
    for family_id, family in sorted(recorded(pack).items()):
        for near in near_misses(family, terms_of(pack), rule_set(NATIONAL), ordinal(DAY), 60):
            expected.append((family_id, near.what, str(near.from_on or "")))
    assert [(row["family_id"], row["what"], row["from"]) for row in rows] == expected
    assert expected and not any("{" in row["missing"] or not row["missing"] for row in rows)


def recorded(pack: Pack):
    families = families_of(pack)
    for row in pack.current("attachments"):
        families[row["family_id"]].attach(attachment_of(row), [], "", SOURCE)
    return families


def ordinal(day: str) -> int:
    from domain.dates import day_of

    return day_of(day)


def test_nearly_of_one_result_alone(loaded: str, capsys: Capture) -> None:
    every = rows_of(run(capsys, "nearly", "--at", DAY, "--ledger", loaded).out)
    for what in ("CAE", "eligibility"):
        some = rows_of(run(capsys, "nearly", "--at", DAY, "--ledger", loaded, "--result", what).out)
        assert some == [row for row in every if row["what"] == what]
    with pytest.raises(ResultUnknown, match="Choose one of: eligibility, CAE, PtW, CE"):
        run(capsys, "nearly", "--at", DAY, "--ledger", loaded, "--result", "SSP")


def test_nearly_as_known_before_anything_was_loaded(loaded: str, capsys: Capture) -> None:
    assert rows_of(run(capsys, "nearly", "--at", DAY, "--ledger", loaded, "--known", "1").out) == []


def test_diff_lists_the_families_decided_differently_and_what_turns_them(
    loaded: str, pack: Pack, capsys: Capture
) -> None:
    asked = ("scheme", "diff", NATIONAL, f"{NATIONAL}+oxfordshire-bulletin", "--ledger", loaded, "--at", DAY)
    rows = rows_of(run(capsys, *asked, "--format", "csv").out)
    expected = []
    for family_id, family in sorted(recorded(pack).items()):
        for one in decided_differently(rule_set(NATIONAL), rule_set(NATIONAL, "oxfordshire-bulletin"), family,
                                       terms_of(pack), ordinal(DAY)):
            expected.append((family_id, one.what, one.first, one.second, one.clause))
    assert [tuple(row[name] for name in ("family_id", "what", "first", "second", "clause")) for row in rows] == expected
    assert expected
    text, both = run(capsys, *asked).out, json.loads(run(capsys, *asked, "--format", "json").out)
    assert f"Of 60 families, {len({row['family_id'] for row in rows})} are decided differently on {DAY}." in text
    assert len(both["families"]) == len(rows) and both["differences"]
