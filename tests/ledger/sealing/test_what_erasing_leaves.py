"""What stays on record of an erasure names nobody; whoever erases is told where else the person stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.acts.erasing import NamesThePerson, refuse_names
from api.acts.left_in_rejects import rejects_naming
from ledger.extracts import Counts
from ledger.ledger import Ledger


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Zoë", "asked by Zoe\u0308 herself"), ("O'Brien", "the family o brien moved"), ("Lee", "LEE, by letter"),
        ("OX4 1AA", "of ox41aa"), ("QQ 12 34 56 C", "QQ123456C"), ("Ann Lee", "for Ann  Lee"),
    ],
)  # fmt: skip
def test_a_name_is_seen_however_it_is_written(name: str, said: str) -> None:
    with pytest.raises(NamesThePerson):
        refuse_names([name], "the board", said)


@pytest.mark.parametrize(("name", "said"), [("Ed", "decided as asked"), ("Art", "Article 17"), (None, "x"), ("-", "-")])
def test_a_name_within_another_word_is_none(name: str | None, said: str) -> None:
    refuse_names([name], said)


def test_rejected_rows_that_still_have_the_person_are_named(ledger: Ledger, tmp_path: Path) -> None:
    for name, cells in (("theirs", '"P1 "'), ("longer", '"P12"'), ("gone", '"P1"')):
        file = tmp_path / f"{name}.csv"
        file.write_text(f'"line","person_id"\n"2",{cells}\n', "utf-8-sig")
        load = ledger.extracts.start(name, f"{name}.csv", "attendance", "tests")
        ledger.extracts.finish(load, Counts(rejected=1), 0, str(file))
    (tmp_path / "gone.csv").unlink()
    assert rejects_naming(ledger, "P1") == [tmp_path / "theirs.csv"]
