"""Families found to be one: every answer about one of them says so, and what it says rests on its own record alone."""

from __future__ import annotations

import json
from csv import DictReader
from datetime import date
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from api.answers.explained import eligibility_as_json
from api.answers.on_record import family_as_json, family_on_record, near_misses_of
from api.answers.questions import named_explanation
from api.claiming import preparing, steps
from api.claiming.preparing import prepare_round, proposed_round
from api.http.app import create_app
from api.http.settings import Settings
from api.places import place_from
from ledger.ledger import Ledger
from projections.queries.eligible import eligibility
from projections.runner import catch_up
from tests.api.conftest import Outcomes
from tests.api.tokens import bearer
from tests.claims.conftest import NewSample, load
from tests.claims.packs import write_rows

SCHEME, DAY = "troubled-families-2012", date(2013, 7, 31)
ONE, OTHER, THIRD = "OXF-00002", "OXF-00003", "OXF-00004"


@pytest.fixture(scope="module")
def ledger(sample: NewSample) -> Ledger:
    return sample()


def merged_with(ledger: Ledger, family_id: str, known: int | None = None) -> list[tuple[str, ...]]:
    found = family_on_record(ledger, family_id, known)
    answers = (
        eligibility_as_json(named_explanation(ledger, family_id, SCHEME, DAY, known)), family_as_json(found),
        near_misses_of(found, SCHEME, DAY, 60))  # fmt: skip
    return list(dict.fromkeys(tuple(one["merged_with"]) for one in answers))


def test_every_answer_names_the_others_as_known_then(ledger: Ledger) -> None:
    before = ledger.position()
    steps.merge(ledger, ONE, OTHER, "one mother", by="officer")
    steps.merge(ledger, THIRD, ONE, "one mother", by="officer")
    both = ledger.position()
    assert [merged_with(ledger, one) for one in (ONE, OTHER, THIRD)] == [[(OTHER, THIRD)], [(ONE,)], [(ONE,)]]
    steps.separate(ledger, ONE, OTHER, "cousins", by="officer")
    assert merged_with(ledger, ONE) == [(THIRD,)] and merged_with(ledger, OTHER) == [()]
    assert merged_with(ledger, ONE, before) == [()] and merged_with(ledger, ONE, both) == [(OTHER, THIRD)]


def test_what_is_decided_of_each_is_what_it_was(ledger: Ledger) -> None:
    catch_up(ledger)
    before = list(eligibility(ledger, SCHEME, DAY))
    trees = [named_explanation(ledger, one, SCHEME, DAY).reasons for one in (ONE, OTHER)]
    steps.merge(ledger, ONE, OTHER, "one mother after all", by="officer")
    catch_up(ledger)
    assert list(eligibility(ledger, SCHEME, DAY)) == before
    assert [named_explanation(ledger, one, SCHEME, DAY).reasons for one in (ONE, OTHER)] == trees


def test_explain_says_it_in_every_form(outcomes: Outcomes, ledger: Ledger) -> None:
    asked = ("explain", ONE, "--at", str(DAY), "--ledger", ledger.name)
    said = f"Found to be one family with {OTHER} and {THIRD}. This rests on the record of this one alone"
    assert said in outcomes(*asked).out
    assert json.loads(outcomes(*asked, "--format", "json").out)["merged_with"] == [OTHER, THIRD]
    as_rows = outcomes(*asked, "--format", "csv")
    assert said in as_rows.err and "Found to be" not in as_rows.out
    alone = outcomes("explain", "OXF-00005", "--at", str(DAY), "--ledger", ledger.name)
    assert alone.code == 0 and "Found to be" not in alone.out


def test_every_list_names_the_others_as_known_then(sample: NewSample, outcomes: Outcomes, tmp_path: Path) -> None:
    ledger = sample()
    line = next(iter(prepare_round(ledger, SCHEME, DAY, "prep").of_round.lines.values()))
    [claimed] = ledger.register.family_ids([UUID(line.family)]).values()
    other = next(one for one in ledger.register.every_family().values() if one != claimed)
    before = ledger.position()
    steps.merge(ledger, claimed, other, "one mother", by="officer")
    merged = ledger.position()
    catch_up(ledger)
    said = f"{claimed} was found to be one family with {other}."
    place = place_from(None, ledger.name)
    with TestClient(create_app(Settings(place)), headers=bearer(place)) as client:
        for words in (("eligibility",), ("claimable",), ("nearly", "--within", 90), ("claims", "list")):
            at = () if words == ("claims", "list") else ("--at", DAY)
            shown = outcomes(*words, *at, "--ledger", ledger.name, "--format", "csv")
            rows = {row["family_id"]: row for row in DictReader(StringIO(shown.out))}
            assert (said in shown.err) == (claimed in rows) and said not in shown.out
            asked = f"/v1/{words[0]}?limit=1000" + (f"&at={DAY}" if at else "")
            for known, found in (("", [other]), (f"&known={merged}", [other]), (f"&known={before}", [])):
                items = client.get(asked + known).json()["items"]
                assert {one["family_id"]: one["merged_with"] for one in items if one["merged_with"]} == (
                    {name: ours for name, ours in ((claimed, found), (other, [claimed])) if name in rows and found})
            whole = client.get(asked, headers={"Accept": "text/csv"}).text
            assert {row["merged_with"] for row in DictReader(StringIO(whole)) if row["family_id"] == claimed} <= {other}
        families = client.get("/v1/families?limit=1000").json()["items"]
        assert {one["family_id"] for one in families if one["merged_with"]} == {claimed, other}
        assert "was found to be one" not in outcomes("eligibility", "--known", before, "--ledger", ledger.name).err
        steps.separate(ledger, claimed, other, "cousins", by="officer")
        catch_up(ledger)
        assert not any(one["merged_with"] for one in client.get("/v1/families?limit=1000").json()["items"])


def test_rows_of_people_who_are_recorded_as_members_are_known_of_the_family_that_stays(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The way that docs/claims.md names, where one record should have what the other has."""
    person = {"withdrawn": "", "resident": "yes", "parent": "no", "joined_on": "2010-01-01"}
    rows = [person | {"person_id": "P-1", "family_id": "F-1", "date_of_birth": "1980-01-01"},
            person | {"person_id": "P-2", "family_id": "F-2", "date_of_birth": "2001-01-01"}]  # fmt: skip
    incident = {"record_id": "A-1", "person_id": "P-2", "category": "incident", "starts_on": "2013-02-03"}

    def loaded_again() -> dict[str, int]:
        write_rows(tmp_path / "pack" / "people.csv", rows)
        write_rows(tmp_path / "pack" / "asb.csv", [incident])
        load(ledger, tmp_path / "pack", tmp_path / "rejects")
        return {one: len(family_on_record(ledger, one, None).folded().observations) for one in ("F-1", "F-2")}

    assert loaded_again() == {"F-1": 0, "F-2": 1}
    rows.append(rows[1] | {"family_id": "F-1"})
    rows[1] = rows[1] | {"withdrawn": "yes"}
    assert loaded_again()["F-1"] == 1


def test_a_round_is_the_same_however_many_families_are_held_at_once(
    sample: NewSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = sample()
    alone = proposed_round(ledger, SCHEME, DAY, "prep")
    claimed = list(ledger.register.family_ids(UUID(line.family) for line in alone.of_round.lines.values()).values())
    steps.merge(ledger, min(claimed), max(claimed), "one mother", by="officer")
    together = proposed_round(ledger, SCHEME, DAY, "prep")
    assert len(together.claims) < len(alone.claims), "one main result for both"
    monkeypatch.setattr(preparing, "FAMILIES_AT_ONCE", 1)
    one_by_one = proposed_round(ledger, SCHEME, DAY, "prep")
    assert one_by_one.of_round.lines == together.of_round.lines and one_by_one.left_out == together.left_out
