"""The demo: from an empty database to the summary and a trail, and once more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.demo import demo
from api.errors import SamplesMissing
from api.places import opened_ledger, place_from
from projections.connections import lock_within, own_connection
from tests.api.conftest import Outcomes


def test_the_demo_shows_what_a_programme_manager_wants_and_adds_nothing_twice(
    outcomes: Outcomes, small_pack: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "sample_pack", lambda: small_pack)
    monkeypatch.chdir(tmp_path)
    first, again = outcomes("demo"), outcomes("demo")
    assert (first.code, again.code, first.err) == (0, 0, "")
    assert "Oxfordshire County Council, troubled-families-2012, target 810 families" in first.out
    assert re.search(r"\d+ people in 20 families", first.out)
    assert re.search(r"\d+ attendance\n", first.out)
    assert "0 rows rejected" in first.out
    assert re.search(r"2014-03-31 +\d+ +\d+", first.out)
    assert re.search(r"Why \w+ of family OXF-\d+ could be claimed on 201\d-", first.out)
    assert "The family was entered in the ledger." in first.out
    assert re.search(r'its API at \S+/v1:\n +curl .*/tokens/oxfordshire\)" "\S+/v1/claimable\?', first.out)
    assert re.search(r"all in \d+\.\d s; \d+ MB of memory", first.out)
    assert "Nothing new: the ledger is as it was." in again.out
    assert _summary(again.out) == _summary(first.out)
    assert "claims sent for GBP" in first.out
    assert _work(first.out) == _work(again.out)
    assert re.search(r"CAE paid: after 24 months \d+ relapsed", _work(first.out))
    assert "Every round has been claimed and every correction is loaded already: nothing new." in again.out
    assert _rounds(again.out) == _rounds(first.out) != ""
    with opened_ledger(place_from(None, demo.LEDGER)) as ledger, own_connection(ledger) as other:
        assert lock_within(other, "demo", ledger.schema, 0)
        beside = outcomes("demo")
    assert beside.code == 2 and "Another demo is at work on the ledger oxfordshire: wait until it has" in beside.err


def _summary(out: str) -> str:
    """What follows the report of the load, but for one family's reasons and history, to which its claim is added."""
    return out.partition("\nOxfordshire County Council")[2].partition("\nWhy ")[0]


def _work(out: str) -> str:
    return out.partition("all of it invented")[2].partition("\nIts pages")[0]


def _rounds(out: str) -> str:
    """The table of rounds at the end, without the time that it all took."""
    return out.partition("\nscheme ")[2].rpartition("\nLoaded and decided")[0]


def test_samples_that_are_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(SamplesMissing, match="run the demo from a copy of the project"):
        demo.sample_pack(tmp_path)
    assert demo.sample_pack().is_dir()
