"""Loading packs into a real ledger: nothing lost, nothing twice, whatever is sent again, corrected or interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from random import Random

import pytest

from domain.rules.deciding import standing
from intake.loading import LoadReport, load_pack
from ledger.database import Database
from ledger.ledger import Ledger
from ledger.ledgers import open_ledger
from ledger.rule_sets import rule_set
from tests import oracle
from tests.oracle.pack import Pack
from tests.oracle.packs import DECISION_DAYS, random_pack, second_pack, write_pack

TODAY = date(2026, 11, 22)
SAMPLE = Path(__file__).parents[2] / "samples" / "oxfordshire-2012"
PEOPLE = "person_id,family_id,forename,surname,date_of_birth,joined_on,left_on,resident,parent,upn,nino,postcode\n"
TERMS = "term_id,school_year,starts_on,ends_on\n"
BENEFITS = "record_id,person_id,benefit,starts_on,ends_on\n"


def load(ledger: Ledger, folder: Path, rejects: Path | None = None) -> LoadReport:
    return load_pack(ledger, folder, by="tests", today=TODAY, rejects_folder=rejects or folder / "rejects")


def pack_of(folder: Path, **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def eligibility(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[tuple[str, str, str]]:
    rules, terms = rule_set(scheme), ledger.authority(known).terms.values()
    family_ids, ordinal = ledger.register.every_family(), day.toordinal()
    rows = []
    for family in ledger.every_family(known):
        decided = standing(family, terms, rules)
        eligible = "yes" if ordinal in decided.eligible else "no"
        rows.append((family_ids[family.id], eligible, ";".join(decided.criteria_on(ordinal))))
    return sorted(rows)


def claimable(ledger: Ledger, scheme: str, day: date, known: int | None = None) -> list[tuple[str, str, str, int]]:
    rules, terms = rule_set(scheme), ledger.authority(known).terms.values()
    family_ids, ordinal = ledger.register.every_family(), day.toordinal()
    rows = []
    for family in ledger.every_family(known):
        attachment = family.attachments.get(scheme)
        if attachment is None or attachment.attached_on > day:
            continue
        prospects = standing(family, terms, rules).prospects(attachment)
        for result in rules.results:
            pounds = prospects.amount_pence(result, ordinal) // 100
            rows.append((family_ids[family.id], result, prospects.verdict(result, ordinal), pounds))
    return sorted(rows)


def differing(got: Iterable[tuple[object, ...]], expected: Iterable[tuple[object, ...]]) -> list[object]:
    return sorted(set(got) ^ set(expected), key=str)


def assert_agrees(ledger: Ledger, pack: Pack, scheme: str, known: int | None = None) -> None:
    for day in DECISION_DAYS[scheme][::3]:
        assert not differing(eligibility(ledger, scheme, day, known), oracle.eligibility(pack, scheme, day))
        expected = [row[:4] for row in oracle.claimable(pack, scheme, day)]
        assert not differing(claimable(ledger, scheme, day, known), expected)


@pytest.mark.parametrize("scheme", oracle.SCHEMES)
def test_two_packs_give_what_a_brute_force_reading_gives_then_and_now(
    scheme: str, ledger: Ledger, tmp_path: Path
) -> None:
    first = random_pack(11, 60, scheme)
    write_pack(first, tmp_path / "first")
    then = load(ledger, tmp_path / "first")
    second = second_pack(12, first, percent=40)
    write_pack(second, tmp_path / "second")
    load(ledger, tmp_path / "second")
    assert_agrees(ledger, second.after(first), scheme)
    assert_agrees(ledger, first, scheme, known=then.position)


def test_the_sample_is_recorded_whole_and_once(ledger: Ledger, tmp_path: Path) -> None:
    first = load(ledger, SAMPLE, tmp_path)
    assert sum(file.recorded for file in first.files) == first.events - 810
    assert {(file.file, file.repeated) for file in first.files if file.repeated} == {("asb.csv", 1)}
    again = load(ledger, SAMPLE, tmp_path)
    assert again.events == 0
    assert again.position == first.position == ledger.position()
    assert all(file.recorded == file.corrected == file.rejected == 0 for file in again.files)


def test_a_changed_row_supersedes_and_both_stay_readable(ledger: Ledger, tmp_path: Path) -> None:
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
    load(ledger, pack_of(tmp_path, people=people, benefits=BENEFITS + "B1,P1,JSA,2011-01-01,\n"))
    report = load(ledger, pack_of(tmp_path, benefits=BENEFITS + "B1,P1,JSA,2011-01-01,2012-06-30\n"))
    assert [file.corrected for file in report.files if file.kind == "benefits"] == [1]
    family = ledger.register.families(["F1"])["F1"]
    topics = [entry.event.topic for entry in ledger.history(family)]
    assert topics[-2:] == ["family.observed.v1", "family.observation-corrected.v1"]
    counted = list(ledger.family(family).observations.values())
    assert [known.observation.fields["ends_on"] for known in counted] == ["2012-06-30"]


def test_a_record_that_moves_to_another_person_counts_there_alone(ledger: Ledger, tmp_path: Path) -> None:
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
    people += "P2,F2,Bo,May,1981-01-01,2010-09-01,,yes,yes,,,\n"
    load(ledger, pack_of(tmp_path, people=people, benefits=BENEFITS + "B1,P1,JSA,2011-01-01,\n"))
    load(ledger, pack_of(tmp_path, people=people, benefits=BENEFITS + "B1,P2,JSA,2011-01-01,\n"))
    families = ledger.register.families(["F1", "F2"])
    assert not ledger.family(families["F1"]).observations
    assert len(ledger.family(families["F2"]).observations) == 1


def test_what_is_known_of_a_person_counts_for_a_family_joined_later(ledger: Ledger, tmp_path: Path) -> None:
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,2012-12-31,yes,yes,,,\n"
    load(ledger, pack_of(tmp_path, people=people, benefits=BENEFITS + "B1,P1,JSA,2011-01-01,\n"))
    load(ledger, pack_of(tmp_path, people=people + "P1,F2,Ann,Lee,1980-01-01,2013-01-01,,yes,yes,,,\n"))
    joined = ledger.register.families(["F2"])["F2"]
    assert "work" in standing(ledger.family(joined), [], rule_set("troubled-families-2012")).criteria_on(
        date(2013, 6, 1).toordinal())


def test_a_record_sent_and_withdrawn_in_one_file_does_not_count(ledger: Ledger, tmp_path: Path) -> None:
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
    rows = "record_id,person_id,benefit,starts_on,ends_on,withdrawn\nB1,P1,JSA,2011-01-01,,\nB1,,,,,yes\n"
    report = load(ledger, pack_of(tmp_path, people=people, benefits=rows))
    assert report.rejected == 0
    assert not ledger.family(ledger.register.families(["F1"])["F1"]).observations


def test_withdrawing_what_was_never_recorded_is_rejected(ledger: Ledger, tmp_path: Path) -> None:
    rows = "record_id,person_id,benefit,starts_on,ends_on,withdrawn\nB9,,,,,yes\n"
    report = load(ledger, pack_of(tmp_path, benefits=rows))
    assert [reason.reason for reason in report.reasons] == [
        "no record with this id is on record, so there is nothing to withdraw; check the id"]


def test_a_term_entered_by_mistake_is_withdrawn_and_its_days_are_free_for_another(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The same again adds nothing, and says that there is nothing to withdraw."""
    load(ledger, pack_of(tmp_path, terms=TERMS + "201212-1,2012/13,2012-09-03,2012-12-20\n"))
    corrected = "term_id,school_year,starts_on,ends_on,withdrawn\n" + (
        "201212-1,2012/13,2012-09-03,2012-12-20,yes\n201213-1,2012/13,2012-09-03,2012-12-20,\n")
    before = ledger.position()
    report = load(ledger, pack_of(tmp_path, terms=corrected))
    assert (report.rejected, report.notices, report.events) == (0, (), 2)
    again = load(ledger, tmp_path)
    assert (again.rejected, again.events) == (0, 0)
    assert [notice.text for notice in again.notices] == ["the term 201212-1 is not on record; nothing was withdrawn"]
    assert set(ledger.authority().terms) == {"201213-1"}
    assert set(ledger.authority(before).terms) == {"201212-1"}


def test_attendance_in_a_term_that_is_withdrawn_is_rejected(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, pack_of(tmp_path, terms=TERMS + "201213-1,2012/13,2012-09-03,2012-12-20\n"))
    report = load(ledger, pack_of(
        tmp_path, terms="term_id,school_year,starts_on,ends_on,withdrawn\n201213-1,2012/13,2012-09-03,2012-12-20,yes\n",
        people=PEOPLE + "P1,F1,Tom,Lee,2001-02-01,2010-09-01,,yes,,,,\n",
        attendance="record_id,person_id,term_id,school,sessions_possible,sessions_authorised,sessions_unauthorised\n"
                   "A1,P1,201213-1,9250001,100,0,20\n"))  # fmt: skip
    assert [(one.file, one.column) for one in report.reasons] == [("attendance.csv", "term_id")]


def test_an_attachment_of_a_family_that_was_not_eligible_is_rejected_with_the_reason(
    ledger: Ledger, tmp_path: Path
) -> None:
    people = PEOPLE + "P1,F1,Ann,Lee,1980-01-01,2010-09-01,,yes,yes,,,\n"
    attachments = "family_id,scheme,attached_on,lead_worker,assessed_on,planned_on,closed_on\n" \
        "F1,troubled-families-2012,2012-10-01,Youth worker,2012-10-10,2012-10-20,\n"
    pack = pack_of(tmp_path, people=people, benefits=BENEFITS + "B1,P1,JSA,2011-01-01,\n", attachments=attachments)
    report = load(ledger, pack)
    [reason] = report.reasons
    assert "not eligible on 2012-10-01" in reason.reason and "it met work" in reason.reason
    [rejects] = report.rejects
    assert "F1" in rejects.read_text(encoding="utf-8-sig").splitlines()[1]


def test_an_interrupted_load_run_again_ends_as_if_it_had_run_once(
    new_ledger: Callable[[], Ledger], database: Database, tmp_path: Path
) -> None:
    whole, cut = new_ledger(), new_ledger()
    load(whole, SAMPLE, tmp_path)
    program = (
        "import sys, datetime, pathlib; from ledger.database import Database; from ledger.ledgers import open_ledger;"
        " from intake.loading import load_pack;"
        " load_pack(open_ledger(Database(sys.argv[1]), sys.argv[2]), pathlib.Path(sys.argv[3]), by='tests',"
        " today=datetime.date(2026, 11, 22), rejects_folder=pathlib.Path(sys.argv[4]))"
    )
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", program, database.conninfo, cut.name, str(SAMPLE), str(tmp_path)],
            cwd=SAMPLE.parents[1])
        at_start = cut.position()
        deadline = time.monotonic() + 60
        while cut.position() < at_start + 6_000 and child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        if child.poll() is None:
            os.kill(child.pid, signal.SIGKILL)
        child.wait(60)
    assert cut.position() < whole.position(), "the test is to interrupt a load, not to watch one end"
    load(cut, SAMPLE, tmp_path)
    assert cut.event_count() == whole.event_count()
    day = date(2013, 7, 31)
    assert eligibility(cut, "troubled-families-2012", day) == eligibility(whole, "troubled-families-2012", day)
    assert claimable(cut, "troubled-families-2012", day) == claimable(whole, "troubled-families-2012", day)


def test_two_processes_that_load_one_pack_at_once_record_it_once(
    ledger: Ledger, database: Database, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    write_pack(random_pack(5, 80), tmp_path / "pack")
    other = open_ledger(database, ledger.name)
    with ThreadPoolExecutor(2) as both:
        reports = list(both.map(lambda one: load(one, tmp_path / "pack", tmp_path / "rejects"), (ledger, other)))
    assert sum(report.events for report in reports) == ledger.event_count() - 1
    assert load(ledger, tmp_path / "pack").events == 0


def test_a_pack_that_contradicts_itself_records_nothing_when_it_is_loaded_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    """The law of repeating, of files that say one record more than once: of whom, what, and that it is withdrawn."""
    for seed in range(12):
        folder = write_contradictions(tmp_path / str(seed), Random(seed), f"S{seed}")
        first, position = load(ledger, folder), ledger.position()
        again = load(ledger, folder, tmp_path / f"again{seed}")
        assert (again.events, ledger.position()) == (0, position), seed
        assert first.events > 0 and [file.rejected for file in again.files] == [file.rejected for file in first.files]
        assert all(file.recorded == file.corrected == 0 for file in again.files)


def write_contradictions(folder: Path, rng: Random, prefix: str) -> Path:
    people = [f"{prefix}P{number}" for number in range(4)]
    stays = [f"{person},{prefix}F{number % 2},A,B,2001-01-0{number + 1},2010-01-01,,yes,no,,,\n"
             for number, person in enumerate(people)]  # fmt: skip
    stays.append(f"{people[0]},{prefix}F1,A,B,2001-01-01,2012-01-01,,yes,no,,,\n" if rng.random() < 0.3 else "")

    def rows(kind: str, cells: Callable[[], str], number: int) -> str:
        return "".join(
            f"{rng.choice(('', *(f'{prefix}{kind}{one}' for one in range(4))))},{rng.choice(people)},{cells()},"
            f"{rng.choice(('', '', '', 'yes'))}\n" for _ in range(number))  # fmt: skip

    def year() -> str:
        return f"201{rng.randrange(1, 3)}-01-01"

    terms = "".join(f"{prefix}T{rng.randrange(2)},2012/13,201{rng.randrange(2, 4)}-09-03,2013-12-20\n"
                    for _ in range(3))  # fmt: skip
    return pack_of(
        folder, people=PEOPLE + "".join(stays), terms=TERMS + terms,
        benefits=BENEFITS.replace("\n", ",withdrawn\n")
        + rows("B", lambda: f"{rng.choice(('JSA', 'ESA'))},{year()},", 8),
        exclusions="record_id,person_id,category,starts_on,ends_on,sessions,withdrawn\n"
        + rows("E", lambda: f"fixed,{year()},,{rng.randrange(1, 3)}", 8),
        asb="record_id,person_id,category,starts_on,ends_on,withdrawn\n" + rows("A", lambda: f"incident,{year()},", 8))


def test_the_last_word_of_a_file_counts_and_what_stood_before_it_stays_readable(
    ledger: Ledger, tmp_path: Path
) -> None:
    person = "P1,F1,A,B,2001-01-01,2010-01-01,,yes,no,,,\n"
    said = BENEFITS + "B1,P1,JSA,2012-01-01,\nB1,P1,ESA,2012-01-01,\nB1,P1,ESA,2012-02-01,\n"
    report = load(ledger, pack_of(tmp_path / "one", people=PEOPLE + person, benefits=said))
    assert (report.files[1].recorded, report.files[1].corrected) == (1, 2)
    reverted = pack_of(tmp_path / "two", benefits=BENEFITS + "B1,P1,JSA,2012-01-01,\n")
    assert load(ledger, reverted).files[0].corrected == 1, "said alone, what was said before is a correction back"
    again = load(ledger, tmp_path / "one").files[1]
    assert (again.corrected, again.repeated) == (1, 2), "the last word of the file counts again, and is said once"
    [family] = ledger.every_family()
    [held] = family.observations.values()
    assert held.observation.fields == {"benefit": "ESA", "starts_on": "2012-02-01"}
    of_another = BENEFITS + "B9,P1,JSA,2012-01-01,\nB9,P2,JSA,2012-01-01,\n"
    people = PEOPLE + person + "P2,F2,A,B,2001-01-01,2010-01-01,,yes,no,,,\n"
    report = load(ledger, pack_of(tmp_path / "three", people=people, benefits=of_another))
    [reason] = report.reasons
    assert reason.reason == "a later row says this record of somebody else; keep one of the two"
