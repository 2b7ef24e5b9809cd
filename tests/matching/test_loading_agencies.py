"""An agency's extract under its own ids: checked, recorded, linked by numbers, and counted where it belongs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ledger.ledger import Ledger
from tests.matching.agency_packs import (
    AGENCY,
    ANN,
    ANN_NINO,
    BEN,
    BEN_UPN,
    NEEDS,
    OFFENCES,
    PEOPLE,
    facts,
    family,
    load,
    pack_of,
    standing,
)

POLICE = AGENCY + f"77,Anne,Leigh,,,,,,,{ANN_NINO},,\n88,B,Lee,,,,,,{BEN_UPN},,,\n99,Zed,Stranger,1970-01-01,,,,,,,,\n"
PROVEN = OFFENCES + "1,77,,2012-03-01,\n2,88,,2012-04-01,\n3,99,,2012-05-01,\n"


def test_facts_reach_the_families_of_those_whom_numbers_identify(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    report = load(ledger, tmp_path, people_police=POLICE, offences_police=PROVEN)
    assert [(file.kind, file.read, file.recorded) for file in report.files] == [
        ("people_police", 3, 3), ("offences_police", 3, 3)]
    assert report.matched.linked_by_number == 2
    assert facts(ledger) == [("offences", "2012-03-01"), ("offences", "2012-04-01")]
    assert standing(ledger, "police", "77") == ("linked", "P1")
    assert standing(ledger, "police", "88") == ("linked", "P2")
    assert standing(ledger, "police", "99")[0] in ("apart", "queued")


def test_the_same_pack_again_adds_nothing(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    load(ledger, tmp_path, people_police=POLICE, offences_police=PROVEN)
    again = load(ledger, tmp_path, people_police=POLICE, offences_police=PROVEN)
    assert again.events == 0
    assert {(file.recorded, file.corrected, file.rejected) for file in again.files} == {(0, 0, 0)}
    assert again.matched.looked_at == 0


def test_a_file_that_corrects_itself_is_corrected_once(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    head = OFFENCES.replace("\n", ",withdrawn\n")
    twice = head + "1,77,,2012-03-01,,\n1,77,,2012-03-02,,\n2,77,,2012-04-01,,\n2,77,,,,yes\n"
    first = load(ledger, tmp_path, people_police=POLICE, offences_police=twice)
    assert (first.files[1].recorded, first.files[1].corrected) == (2, 2)
    assert load(ledger, tmp_path, people_police=POLICE, offences_police=twice).events == 0
    assert facts(ledger) == [("offences", "2012-03-02")]
    of_two = OFFENCES + "3,77,,2012-03-01,\n3,88,,2012-03-01,\n"
    [reason] = load(ledger, tmp_path, people_police=POLICE, offences_police=of_two).reasons
    assert reason.reason == "a later row says this record of somebody else; keep one of the two"


def test_agencies_before_people_comes_to_the_same(new_ledger: Callable[[], Ledger], tmp_path: Path) -> None:
    first, second = new_ledger(), new_ledger()
    load(first, tmp_path, people=PEOPLE + ANN + BEN)
    load(first, tmp_path, people_police=POLICE, offences_police=PROVEN)
    load(second, tmp_path, people_police=POLICE, offences_police=PROVEN)
    load(second, tmp_path, people=PEOPLE + ANN + BEN)
    assert facts(first) == facts(second)
    for person_id in ("77", "88"):
        assert standing(first, "police", person_id) == standing(second, "police", person_id)


def test_one_agency_knows_nobody_by_the_ids_of_another(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    load(ledger, tmp_path, people_police=AGENCY + f"7,Ann,Lee,,,,,,,{ANN_NINO},,\n")
    report = load(ledger, tmp_path, offences_youth_justice=OFFENCES + "1,7,,2012-03-01,\n")
    assert [reason.reason for reason in report.reasons] == [
        "a person neither in people_youth_justice.csv nor on record"]
    assert facts(ledger) == []


def test_a_correction_and_a_withdrawal_by_the_agency_reach_the_family(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    load(ledger, tmp_path, people_police=POLICE, offences_police=PROVEN)
    corrected = OFFENCES.replace("\n", ",withdrawn\n") + "1,77,,2012-03-09,,\n2,,,,,yes\n"
    report = load(ledger, tmp_path, offences_police=corrected)
    assert [file.corrected for file in report.files] == [2]
    assert facts(ledger) == [("offences", "2012-03-09")]


def test_a_record_that_the_agency_says_of_someone_else_moves(ledger: Ledger, tmp_path: Path) -> None:
    other = "P3,F2,Cy,May,1975-01-01,2010-09-01,,yes,yes,,CE654321A,NS1 1AA\n"
    load(ledger, tmp_path, people=PEOPLE + ANN + other)
    people = AGENCY + f"77,Ann,Lee,,,,,,,{ANN_NINO},,\n88,Cy,May,,,,,,,CE654321A,,\n"
    load(ledger, tmp_path, people_police=people, offences_police=OFFENCES + "1,77,,2012-03-01,\n")
    assert facts(ledger, "F1") and not facts(ledger, "F2")
    load(ledger, tmp_path, offences_police=OFFENCES + "1,88,,2012-03-01,\n")
    assert not facts(ledger, "F1") and facts(ledger, "F2")


def test_numbers_that_contradict_each_other_link_nobody(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN + BEN)
    torn = AGENCY + f"1,Ann,Lee,,,,,,{BEN_UPN},{ANN_NINO},,\n2,Ann,Lee,,,,,,C820200112013,{ANN_NINO},,\n"
    load(ledger, tmp_path, people_police=torn)
    assert standing(ledger, "police", "1") == ("queued", None)
    assert standing(ledger, "police", "2") == ("queued", None)


def test_a_restricted_record_is_linked_by_no_program(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    load(ledger, tmp_path, people_police=AGENCY + f"1,Ann,Lee,1980-01-01,,,NS2 7HH,,,{ANN_NINO},,yes\n")
    assert standing(ledger, "police", "1") == ("queued", None)


def test_a_corrected_number_undoes_the_link_that_rested_on_it(ledger: Ledger, tmp_path: Path) -> None:
    load(ledger, tmp_path, people=PEOPLE + ANN)
    load(ledger, tmp_path, people_police=AGENCY + f"1,Zoe,Odd,1950-01-01,,,,,,{ANN_NINO},,\n",
         needs_police=NEEDS + "1,1,police-callout,2012-03-01,\n")
    assert facts(ledger) == [("needs", "2012-03-01")]
    load(ledger, tmp_path, people_police=AGENCY + "1,Zoe,Odd,1950-01-01,,,,,,AB123457C,,\n")
    assert facts(ledger) == []
    topics = [entry.event.topic for entry in ledger.history(family(ledger).id)]
    assert topics[-1] == "family.observation-withdrawn.v1"


def test_bad_rows_are_rejected_with_their_reasons(ledger: Ledger, tmp_path: Path) -> None:
    bad = AGENCY + "1,Ann,Lee,1980-13-01,,,,,,,,\n2,Ann,,,,,,,,,,\n3,Ann,Lee,,,,,,XYZ,,,\n4,Ann,Lee,,,,,,,TN010180F,,\n"
    bad += "5,Ann,Lee,,,,,,,,,\n5,Bob,Lee,,,,,,,,,\n6,Ann,Lee,,unknown,,,,,,,perhaps\n"
    report = load(ledger, tmp_path, people_police=bad)
    assert {(reason.column, reason.first_lines) for reason in report.reasons} == {
        ("date_of_birth", (2,)), ("surname; upn; nino", (3,)), ("upn", (4,)), ("nino", (5,)), ("person_id", (7,)),
        ("sex", (8,)), ("restricted", (8,))}
    assert (tmp_path / "rejects" / "people_police.csv").exists()


def test_the_authoritys_own_attendance_goes_before_an_agencys(
    new_ledger: Callable[[], Ledger], tmp_path: Path
) -> None:
    terms = "term_id,school_year,starts_on,ends_on\nT1,2012/13,2012-09-03,2012-12-21\n"
    columns = "record_id,person_id,term_id,school,sessions_possible,sessions_authorised,sessions_unauthorised\n"
    own, theirs = columns + "A1,P2,T1,S,100,0,5\n", columns + "Z1,88,T1,S,100,0,50\n"
    packs = [{"people": PEOPLE + ANN + BEN, "terms": terms}, {"attendance": own},
             {"people_schools": AGENCY + f"88,B,Lee,,,,,,{BEN_UPN},,,\n", "attendance_schools": theirs}]
    for order in ((0, 1, 2), (0, 2, 1)):
        ledger = new_ledger()
        for number in order:
            load(ledger, tmp_path, **packs[number])
        held = [known.observation.fields for known in family(ledger).observations.values()]
        assert [fields["sessions_unauthorised"] for fields in held] == [5]


def test_a_load_interrupted_before_matching_goes_on_with_it(ledger: Ledger, tmp_path: Path) -> None:
    from intake import loading

    load(ledger, tmp_path, people=PEOPLE + ANN)
    loading.settle, kept = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt), loading.settle
    try:
        load(ledger, tmp_path, people_police=AGENCY + f"1,Ann,Lee,,,,,,,{ANN_NINO},,\n")
    except KeyboardInterrupt:
        pass
    finally:
        loading.settle = kept
    assert standing(ledger, "police", "1") == ("new", None)
    pack_of(tmp_path, {})
    load(ledger, tmp_path, people_police=AGENCY + f"1,Ann,Lee,,,,,,,{ANN_NINO},,\n")
    assert standing(ledger, "police", "1") == ("linked", "P1")
