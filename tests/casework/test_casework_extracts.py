"""Casework that another system holds, loaded as extracts: the same whatever is sent again, in any order, or cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from random import Random
from typing import Any

import pytest

from domain.casework.record import Casework
from intake import loading
from ledger.ledger import Ledger
from tests.matching.agency_packs import AGENCY, ANN, ANN_NINO, BEN, PEOPLE, facts, family, load

INTERVENTIONS = "record_id,family_id,person_id,kind,provider,started_on,intensity,ended_on,how,withdrawn\n"
REFERRALS = "record_id,family_id,person_id,direction,agency,referred_on,need,answered_on,answer,withdrawn\n"
DISTRICTS = "record_id,family_id,district,from_on,withdrawn\n"
REVIEWS = "record_id,family_id,board,reviewed_on,decision,next_on\n"
LEAD_WORKERS = "record_id,family_id,lead_worker,from_on\n"
BEGUN = "I1,F1,,mentoring,A service,2012-05-01,weekly,,,\n"
ENDED = "I1,F1,,mentoring,A service,2012-05-01,weekly,2012-09-30,completed,\n"
OTHERWISE = "I1,F1,,mentoring,A service,2012-06-01,light,,,\n"


def told(casework: Casework) -> list[Any]:
    """What is on record, whatever it is called by and since when it is known."""
    every = (casework.interventions, casework.referrals, casework.reviews, casework.lead_workers, casework.districts)
    return [sorted((astuple(one)[1:-1] for one in held.values()), key=str) for held in every]


def topics(ledger: Ledger, family_id: str = "F1") -> list[str]:
    stream = ledger.register.families([family_id])[family_id]
    return [entry.event.topic.removeprefix("family.").removesuffix(".v1") for entry in ledger.history(stream)]


def test_a_pack_of_every_kind_is_recorded_with_where_it_was_read(ledger: Ledger, tmp_path: Path) -> None:
    report = load(
        ledger, tmp_path, people=PEOPLE + ANN, interventions=INTERVENTIONS + ENDED,
        referrals=REFERRALS + "R1,F1,,in,CAMHS,2012-04-02,mental health of a child,2012-04-20,accepted,\n",
        districts=DISTRICTS + ",F1,North,2012-04-01,\n",
        reviews=REVIEWS + ",F1,A board,2012-08-01,continue,2012-11-01\n",
        lead_workers=LEAD_WORKERS + "L1,F1,\"family worker, north\",2012-05-01\n")  # fmt: skip
    assert report.rejected == 0 and {file.recorded for file in report.files} == {1}
    casework = family(ledger).casework
    [intervention], [referral] = casework.interventions.values(), casework.referrals.values()
    assert (str(intervention.ended_on), intervention.how) == ("2012-09-30", "completed")
    assert (referral.answer, [one.name for one in casework.districts.values()]) == ("accepted", ["North"])
    stream = ledger.register.families(["F1"])["F1"]
    event = next(one.event for one in ledger.history(stream) if one.event.topic == "family.intervention-started.v1")
    [file] = [one for one in ledger.extracts.every() if one.kind == "interventions"]
    assert (event.extract, event.line) == (file.digest[:16], 2)


def test_an_end_goes_on_with_the_entry_and_anything_else_takes_it_back_first(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN, interventions=INTERVENTIONS + BEGUN)
    at = len(topics(ledger))
    for row, novelty in ((BEGUN, "repeated"), (ENDED, "corrected"), (ENDED, "repeated"), (OTHERWISE, "corrected")):
        report = load(ledger, tmp_path, interventions=INTERVENTIONS + row)
        assert getattr(report.files[0], novelty) == 1, (row, report.files)
    assert topics(ledger)[at:] == ["intervention-ended", "casework-withdrawn", "intervention-started"]
    assert [one.intensity for one in family(ledger).casework.interventions.values()] == ["light"]


def test_a_record_is_withdrawn_and_moves_to_another_family_by_its_own_id(ledger: Ledger, tmp_path: Path) -> None:
    people = PEOPLE + ANN + "P9,F9,Cy,May,1975-01-01,2010-09-01,,yes,yes,,,NS1 1AA\n"
    load(ledger, tmp_path, people=people, interventions=INTERVENTIONS + BEGUN)
    load(ledger, tmp_path, interventions=INTERVENTIONS + BEGUN.replace("F1", "F9"))
    assert not family(ledger).casework.interventions and family(ledger, "F9").casework.interventions
    report = load(ledger, tmp_path, interventions=INTERVENTIONS + "I1,,,,,,,,,yes\n")
    assert report.files[0].corrected == 1 and not family(ledger, "F9").casework.interventions
    again = load(ledger, tmp_path, interventions=INTERVENTIONS + "I1,,,,,,,,,yes\n")
    assert (again.files[0].repeated, again.events) == (1, 0)
    never = load(ledger, tmp_path, interventions=INTERVENTIONS + "I7,,,,,,,,,yes\n")
    assert never.files[0].rejected == 1 and "nothing to withdraw" in never.reasons[0].reason


def test_work_with_a_person_is_work_with_the_family_of_that_day(ledger: Ledger, tmp_path: Path) -> None:
    moved = "P1,F1,Ann,Lee,1980-01-01,2010-09-01,2012-12-31,yes,yes,,,\n" \
        "P1,F2,Ann,Lee,1980-01-01,2013-01-01,,yes,yes,,,\n"
    rows = "I1,,P1,mentoring,A service,2012-05-01,weekly,,,\nI2,,P1,mentoring,A service,2013-05-01,weekly,,,\n" \
        "I3,,P1,mentoring,A service,2009-05-01,weekly,,,\n"
    report = load(ledger, tmp_path, people=PEOPLE + moved, interventions=INTERVENTIONS + rows)
    begun = [family(ledger, name).casework.interventions.values() for name in ("F1", "F2")]
    years = [[one.started_on.year for one in of_family] for of_family in begun]
    assert years == [[2012], [2013]]
    assert [reason.reason for reason in report.reasons] == [
        "this person was in no family on that day; check the day, or send the person's row in people.csv first"]
    assert load(ledger, tmp_path, interventions=INTERVENTIONS + rows).events == 0


WORK = "I1,,P1,mentoring,A service,2012-05-01,weekly,2012-09-30,completed,\n" \
    "I2,F1,,parenting,A service,2012-05-01,light,,,\n"
IN_F1 = "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
IN_F2 = "P1,F1,Ann,Lee,1980-01-01,2010-09-01,2011-12-31,yes,yes,,,\nP1,F2,Ann,Lee,1980-01-01,2012-01-01,,yes,yes,,,\n"
OTHERS = "P2,F1,Ben,Lee,1980-01-01,2010-09-01,,yes,yes,,,\nP3,F2,Cy,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"


def work(ledger: Ledger) -> tuple[list[str], list[str]]:
    """What is done with F1 and with F2."""
    first, second = (sorted(one.kind for one in family(ledger, name).casework.interventions.values())
                     for name in ("F1", "F2"))  # fmt: skip
    return first, second


def test_work_with_a_person_goes_with_the_stay_when_that_is_corrected(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + OTHERS + IN_F1, interventions=INTERVENTIONS + WORK)
    assert work(ledger) == (["mentoring", "parenting"], [])
    then = ledger.position()
    load(ledger, tmp_path, people=PEOPLE + IN_F2)
    assert work(ledger) == (["parenting"], ["mentoring"]), "what was told of the family as such stays"
    [moved] = family(ledger, "F2").casework.interventions.values()
    assert (str(moved.started_on), str(moved.ended_on), moved.how) == ("2012-05-01", "2012-09-30", "completed")
    stream = ledger.register.families(["F1"])["F1"]
    assert len(ledger.family(stream, then).casework.interventions) == 2, "as known then it is where it was"
    for again in ({"interventions": INTERVENTIONS + WORK}, {"people": PEOPLE + IN_F2}):
        assert load(ledger, tmp_path, **again).events == 0
    ended_otherwise = WORK.replace("completed", "handed over")
    load(ledger, tmp_path, interventions=INTERVENTIONS + ended_otherwise)
    assert work(ledger) == (["parenting"], ["mentoring"])
    taken_back = IN_F2.splitlines()[1] + ",yes\n" + IN_F1.replace("\n", ",no\n")
    load(ledger, tmp_path, people=PEOPLE.replace("\n", ",withdrawn\n") + taken_back)
    assert work(ledger) == (["mentoring", "parenting"], [])


def test_work_that_is_said_to_have_begun_in_another_stay_is_in_one_family(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + OTHERS + IN_F2, interventions=INTERVENTIONS + WORK)
    earlier = WORK.replace("I1,,P1,mentoring,A service,2012-05-01", "I1,,P1,mentoring,A service,2011-05-01")
    load(ledger, tmp_path, interventions=INTERVENTIONS + earlier)
    assert work(ledger) == (["mentoring", "parenting"], [])


def test_work_stays_where_it_is_while_the_person_was_nowhere_on_that_day(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + OTHERS + IN_F1, interventions=INTERVENTIONS + WORK)
    load(ledger, tmp_path, people=PEOPLE + IN_F1.replace("2010-09-01,,", "2010-09-01,2011-01-01,"))
    assert work(ledger) == (["mentoring", "parenting"], [])
    load(ledger, tmp_path, people=PEOPLE + IN_F2)
    assert work(ledger) == (["parenting"], ["mentoring"])


@pytest.mark.parametrize("rows", [1, 5_000])
def test_stays_and_work_come_in_any_order_and_any_parts(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """Families of one pack that are recorded in transactions of their own, or together."""
    monkeypatch.setattr(loading, "ROWS_PER_CHUNK", rows)
    load(ledger, tmp_path, people=PEOPLE + OTHERS + IN_F1, interventions=INTERVENTIONS + WORK)
    load(ledger, tmp_path, people=PEOPLE + IN_F2, interventions=INTERVENTIONS + WORK)
    assert work(ledger) == (["parenting"], ["mentoring"])
    assert load(ledger, tmp_path, people=PEOPLE + IN_F2, interventions=INTERVENTIONS + WORK).events == 0


def test_an_agencys_work_goes_with_the_stay_too(ledger: Ledger, tmp_path: Path) -> None:
    camhs = AGENCY + f"C1,Ann,Lee,,,,,,,{ANN_NINO},,\n"
    of_agency = INTERVENTIONS.replace("family_id,", "") + "7,C1,art therapy,CAMHS,2012-05-01,weekly,,,\n"
    named = IN_F1.replace("yes,yes,,,", f"yes,yes,,{ANN_NINO},")
    load(ledger, tmp_path, people=PEOPLE + OTHERS + named, people_camhs=camhs, interventions_camhs=of_agency)
    assert work(ledger) == (["art therapy"], [])
    load(ledger, tmp_path, people=PEOPLE + IN_F2.replace("yes,yes,,,", f"yes,yes,,{ANN_NINO},"))
    assert work(ledger) == ([], ["art therapy"])


@pytest.mark.parametrize(("row", "reason"), [
    ("I2,F1,,mentoring,A service,2012-05-01,weekly,2012-04-01,completed,", "an end before its start"),
    ("I2,F1,,mentoring,A service,2012-05-01,weekly,2012-06-01,,", "give both, or neither while it goes on"),
    ("I2,F1,,mentoring,A service,2027-05-01,weekly,,,", "a day to come; it is recorded once it has happened"),
    ("I2,F1,,mentoring,A service,2012-05-01,daily,,,", "not one of light, weekly, intensive"),
    (f"I2,F1,,{'x' * 201},A service,2012-05-01,weekly,,,", "longer than 200 characters; say it in a few words"),
    ("I2,,,mentoring,A service,2012-05-01,weekly,,,", "neither a person nor a family; one of them is needed"),
    ("I2,F3,,mentoring,A service,2012-05-01,weekly,,,", "a family neither in people.csv nor on record"),
    (",F1,,mentoring,A service,2012-05-01,weekly,,,", "must not be blank"),
    ("I1,F1,,mentoring,B service,2012-05-01,weekly,,,", "another row says something else of this record"),
])  # fmt: skip
def test_a_row_that_cannot_stand_is_rejected_with_its_reason(
    ledger: Ledger, tmp_path: Path, row: str, reason: str
) -> None:
    report = load(ledger, tmp_path, people=PEOPLE + ANN, interventions=INTERVENTIONS + BEGUN + row + "\n")
    assert report.files[-1].rejected == 1 and reason in report.reasons[0].reason
    assert len(family(ledger).casework.interventions) == 1


@pytest.mark.parametrize(("kind", "text", "reason"), [
    ("referrals", REFERRALS + "R1,F1,,in,CAMHS,2012-04-02,debt,2012-04-01,accepted,\n", "answered before it was made"),
    ("referrals", REFERRALS + "R1,F1,,in,CAMHS,2012-04-02,debt,,accepted,\n", "neither while it waits"),
    ("reviews", REVIEWS + ",F1,A board,2012-08-01,continue,2012-08-01\n", "the next review is not after this one"),
])  # fmt: skip
def test_rows_of_other_kinds_are_held_to_their_rules(
    ledger: Ledger, tmp_path: Path, kind: str, text: str, reason: str
) -> None:
    report = load(ledger, tmp_path, people=PEOPLE + ANN, **{kind: text})
    assert report.files[-1].rejected == 1 and reason in report.reasons[0].reason


def test_an_agency_tells_of_work_under_its_own_ids_and_it_follows_the_link(ledger: Ledger, tmp_path: Path) -> None:
    of_agency = INTERVENTIONS.replace("family_id,", "") + "7,C1,art therapy,CAMHS,2012-05-01,weekly,,,\n" \
        "8,C1,art therapy,CAMHS,2010-01-01,weekly,2010-02-01,completed,\n"
    camhs = AGENCY + f"C1,Ann,Lee,,,,,,,{ANN_NINO},,\n"
    load(ledger, tmp_path, people_camhs=camhs, interventions_camhs=of_agency)
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    assert [one.kind for one in family(ledger).casework.interventions.values()] == ["art therapy"]
    assert load(ledger, tmp_path, people_camhs=camhs, interventions_camhs=of_agency).events == 0
    ended = of_agency.replace("2012-05-01,weekly,,", "2012-05-01,weekly,2012-07-01,completed")
    load(ledger, tmp_path, interventions_camhs=ended)
    assert [one.how for one in family(ledger).casework.interventions.values()] == ["completed"]
    load(ledger, tmp_path, people_camhs=camhs.replace(ANN_NINO, "ZZ123456C").replace("ZZ", "CE"))
    assert not family(ledger).casework.interventions and facts(ledger) == []


# ---- laws ------------------------------------------------------------------------------------------------------------


def random_pack(random: Random, families: int = 12) -> dict[str, list[str]]:
    """Rows by kind, without their headers."""
    names = [f"F{number}" for number in range(families)]
    rows: dict[str, list[str]] = {"people": [
        f"P{name},{name},Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,," for name in names]}
    rows["interventions"] = [_intervention(random, f"I{number}", random.choice(names)) for number in range(30)]
    rows["referrals"] = [
        f"R{number},{random.choice(names)},,out,Housing,2012-0{random.randint(1, 9)}-05,debt,"
        + random.choice((",,", "2013-01-01,accepted,", "2013-02-01,declined,")) for number in range(20)]
    rows["districts"] = [
        f",{name},{random.choice(('North', 'South'))},2012-0{random.randint(1, 9)}-01," for name in names]
    return rows


def _intervention(random: Random, record: str, name: str) -> str:
    end = random.choice((",,", "2013-03-04,completed,", "2013-05-06,family withdrew,"))
    began, intensity = f"2012-0{random.randint(1, 9)}-05", random.choice(("light", "weekly"))
    return f"{record},{name},,mentoring,A service,{began},{intensity},{end}"


HEADS = {"people": PEOPLE, "interventions": INTERVENTIONS, "referrals": REFERRALS, "districts": DISTRICTS}


def as_files(rows: dict[str, list[str]]) -> dict[str, str]:
    return {kind: HEADS[kind] + "".join(f"{row}\n" for row in of_kind) for kind, of_kind in rows.items()}


def everything(ledger: Ledger) -> dict[str, list[Any]]:
    family_ids = ledger.register.every_family()
    return {family_ids[one.id]: told(one.casework) for one in ledger.every_family()}


@pytest.mark.parametrize("seed", range(3))
def test_twice_is_once_and_no_order_and_no_history_shows(
    seed: int, new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    """What stands is what was sent last, whatever was sent before; the order of rows and of files does not matter."""
    random = Random(seed)
    before, last = random_pack(random), random_pack(random)
    straight, roundabout = new_ledger(), new_ledger()
    load(straight, tmp_path / "a", **as_files(last))
    assert load(straight, tmp_path / "a", **as_files(last)).events == 0
    load(roundabout, tmp_path / "b", **as_files({**before, "districts": []}))
    for rows in last.values():
        random.shuffle(rows)
    kinds = ["interventions", "referrals", "districts"]
    random.shuffle(kinds)
    for kind in ("people", *kinds):
        load(roundabout, tmp_path / "b", **as_files({kind: last[kind]}))
    assert everything(roundabout) == everything(straight)
    assert load(roundabout, tmp_path / "b", **as_files(last)).events == 0


def test_cut_off_anywhere_and_run_again_it_ends_as_if_it_had_run_once(
    new_ledger: Callable[[], Ledger], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = as_files(random_pack(Random(7)))
    monkeypatch.setattr(loading, "ROWS_PER_CHUNK", 9)
    whole, cut = new_ledger(), new_ledger()
    load(whole, tmp_path / "a", **files)
    chunks = loading._record_chunk

    def interrupted(after: int) -> Iterator[Any]:
        for _ in range(after):
            yield chunks
        while True:
            yield _cut_off

    for after in (1, 3, 5):
        which = interrupted(after)
        monkeypatch.setattr(loading, "_record_chunk", lambda *given, which=which: next(which)(*given))
        with pytest.raises(KeyboardInterrupt):
            load(cut, tmp_path / "b", **files)
    monkeypatch.setattr(loading, "_record_chunk", chunks)
    assert cut.event_count() < whole.event_count()
    load(cut, tmp_path / "b", **files)
    assert cut.event_count() == whole.event_count() and everything(cut) == everything(whole)


def _cut_off(*given: object) -> int:
    raise KeyboardInterrupt
