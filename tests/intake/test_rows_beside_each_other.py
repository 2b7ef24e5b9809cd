"""What rows say of each other, and of what is on record."""

from pathlib import Path

from intake.known import Stay, Term
from intake.stays import TWO_FAMILIES, TWO_STAYS
from tests.intake.extracts import (
    ASB_HEADER,
    ATTENDANCE_HEADER,
    PEOPLE,
    TERMS,
    Ledger,
    only_problem,
    problems,
    read,
    said,
)

PEOPLE_HEADER = PEOPLE.split("\n")[0] + "\n"
WITHDRAWN_HEADER = ATTENDANCE_HEADER.replace("\n", ",withdrawn\n")


def person(person_id: str, family_id: str, joined_on: str, left_on: str = "", born: str = "2001-01-01") -> str:
    return f"{person_id},{family_id},A,B,{born},{joined_on},{left_on}\n"


def attended(record_id: str, school: str, absent: int = 1, person_id: str = "P2", withdrawn: str = "") -> str:
    return f"{record_id},{person_id},201213-1,{school},120,0,{absent},{withdrawn}\n"


# people


def test_a_person_not_in_people(tmp_path: Path) -> None:
    pack = read(tmp_path, asb=ASB_HEADER + "A1,P9,,asbo,2013-01-01,\n")
    assert only_problem(pack) == ("asb.csv", 2, "person_id", "a person neither in people.csv nor on record: P9")


def test_a_person_on_record_need_not_be_sent_again(tmp_path: Path) -> None:
    known = Ledger(people={"P9": [Stay("F9", "2010-01-01", None)]})
    assert read(tmp_path, known, asb=ASB_HEADER + "A1,P9,F9,asbo,2013-01-01,\n").rejected == []


def test_the_ledger_is_asked_once_for_all_people_of_a_pack(tmp_path: Path) -> None:
    known = Ledger()
    read(tmp_path, known, attendance=ATTENDANCE_HEADER + "AT1,P2,201213-1,S,120,0,1\n", asb=ASB_HEADER)
    assert known.calls == ["stays", "attendance"]


def test_a_person_in_two_families_on_one_day_keeps_the_first(tmp_path: Path) -> None:
    rows = person("P1", "F1", "2010-01-01", "2012-06-30") + person("P1", "F2", "2012-06-30")
    pack = read(tmp_path, people=PEOPLE_HEADER + rows)
    assert only_problem(pack)[:2] == ("people.csv", 3)
    assert only_problem(pack)[3] == f"{TWO_FAMILIES}: line 2 of people.csv"


def test_a_move_from_one_day_to_the_next_is_none_of_that(tmp_path: Path) -> None:
    rows = person("P1", "F1", "2010-01-01", "2012-06-30") + person("P1", "F2", "2012-07-01")
    assert read(tmp_path, people=PEOPLE_HEADER + rows).rejected == []


def test_a_person_in_another_family_on_record(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F9", "2009-01-01", None)]})
    pack = read(tmp_path, known, people=PEOPLE_HEADER + person("P1", "F1", "2010-01-01"))
    assert only_problem(pack)[3] == f"{TWO_FAMILIES}: already on record"


def test_a_move_is_accepted_when_the_old_stay_is_ended_in_any_order(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F9", "2009-01-01", None)]})
    rows = person("P1", "F1", "2012-01-01") + person("P1", "F9", "2009-01-01", "2011-12-31")
    pack = read(tmp_path, known, people=PEOPLE_HEADER + rows)
    assert pack.rejected == []
    assert all(row["corrects_joined_on"] is None for row in pack.rows("people"))


def test_when_the_end_of_the_old_stay_is_rejected_the_old_stay_stands(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F9", "2009-01-01", None)]})
    rows = person("P1", "F1", "2012-01-01") + person("P1", "F9", "2009-01-01", "2012-12-31")
    pack = read(tmp_path, known, people=PEOPLE_HEADER + rows)
    assert [(line, problem) for _, line, _, problem in problems(pack)] == [
        (2, f"{TWO_FAMILIES}: already on record"),
        (3, f"{TWO_FAMILIES}: line 2 of people.csv"),
    ]


def test_two_rows_for_one_person_and_family_with_overlapping_dates(tmp_path: Path) -> None:
    rows = person("P1", "F1", "2010-01-01") + person("P1", "F1", "2011-01-01")
    pack = read(tmp_path, people=PEOPLE_HEADER + rows)
    assert only_problem(pack)[3] == f"{TWO_STAYS}: line 2 of people.csv"


def test_a_later_row_with_the_same_joined_on_is_a_correction(tmp_path: Path) -> None:
    rows = person("P1", "F1", "2010-01-01") + person("P1", "F1", "2010-01-01", "2012-01-01")
    assert read(tmp_path, people=PEOPLE_HEADER + rows).rejected == []


def test_a_stay_that_overlaps_one_on_record_corrects_it(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F1", "2010-09-01", None)]})
    pack = read(tmp_path, known, people=PEOPLE_HEADER + person("P1", "F1", "2010-08-31"))
    (row,) = pack.rows("people")
    assert row.values["corrects_joined_on"] == "2010-09-01"


def test_a_stay_that_overlaps_two_on_record_is_rejected(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F1", "2010-01-01", "2010-12-31"), Stay("F1", "2012-01-01", None)]})
    pack = read(tmp_path, known, people=PEOPLE_HEADER + person("P1", "F1", "2010-06-01"))
    assert only_problem(pack)[3] == f"{TWO_STAYS}: already on record"


def test_a_stay_on_record_that_is_sent_again_is_not_corrected_by_another_row(tmp_path: Path) -> None:
    known = Ledger(people={"P1": [Stay("F1", "2010-09-01", None)]})
    rows = person("P1", "F1", "2010-09-01") + person("P1", "F1", "2012-01-01")
    pack = read(tmp_path, known, people=PEOPLE_HEADER + rows)
    assert only_problem(pack)[3] == f"{TWO_STAYS}: line 2 of people.csv"


def test_a_family_with_no_child_is_reported_and_not_rejected(tmp_path: Path) -> None:
    rows = person("P1", "F1", "2010-01-01", born="1980-01-01") + person("P2", "F2", "2010-01-01", born="1992-01-02")
    pack = read(tmp_path, people=PEOPLE_HEADER + rows + person("P3", "F3", "2010-01-01", born=""))
    assert pack.rejected == []
    assert "people.csv line 2: the family F1 has no child" in said(pack)
    assert "F2" not in said(pack)
    assert "F3" in said(pack)


def test_whoever_joined_before_birth_is_reported_and_not_rejected(tmp_path: Path) -> None:
    rows = [person("P1", "F1", "2010-01-01", born="2010-01-01"), person("P2", "F1", "2010-01-01", born="2010-01-02"),
            person("P3", "F1", "2010-01-01", born="2011-01-02")]
    pack = read(tmp_path, people=PEOPLE_HEADER + "".join(rows))
    assert pack.rejected == []
    assert "people.csv line 3: joined_on is before date_of_birth, in 2 of the rows; nobody is a child" in said(pack)


def test_rows_of_a_rejected_person_are_rejected_and_say_so(tmp_path: Path) -> None:
    people = PEOPLE.replace("2001-02-01", "31/02/2001")
    pack = read(tmp_path, people=people, attendance=ATTENDANCE_HEADER + "AT1,P2,201213-1,S,120,0,1\n")
    assert problems(pack)[1] == (
        "attendance.csv",
        2,
        "person_id",
        "the row of this person in people.csv was itself rejected: line 3 of people.csv",
    )


def test_rows_of_a_person_on_record_stay_when_the_new_row_is_rejected(tmp_path: Path) -> None:
    known = Ledger(people={"P2": [Stay("F1", "2010-09-01", None)]})
    people = PEOPLE.replace("2001-02-01", "31/02/2001")
    pack = read(tmp_path, known, people=people, attendance=ATTENDANCE_HEADER + "AT1,P2,201213-1,S,120,0,1\n")
    assert [row.file for row in pack.rejected] == ["people.csv"]


def test_a_family_that_is_not_on_record(tmp_path: Path) -> None:
    header = "family_id,scheme,attached_on,lead_worker,assessed_on,planned_on,closed_on\n"
    pack = read(
        tmp_path,
        asb=ASB_HEADER + "A1,,F9,asbo,2013-01-01,\n",
        attachments=header + "F9,troubled-families-2012,2013-01-01,,,,\nF1,troubled-families-2012,2013-01-01,,,,\n",
    )
    assert [(row.file, row.column) for row in pack.rejected] == [
        ("asb.csv", "family_id"),
        ("attachments.csv", "family_id"),
    ]


def test_a_person_and_a_family_both_unknown_are_both_told(tmp_path: Path) -> None:
    assert only_problem(read(tmp_path, asb=ASB_HEADER + "A1,P9,F9,asbo,2013-01-01,\n"))[2] == "person_id; family_id"


# terms


def test_a_term_not_in_terms(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance=ATTENDANCE_HEADER + "AT1,P2,201314-1,S,120,0,1\n")
    assert only_problem(pack)[2:] == ("term_id", "a term neither in terms.csv nor on record: 201314-1")


def test_terms_that_share_days(tmp_path: Path) -> None:
    pack = read(tmp_path, terms=TERMS + "201213-2,2012/13,2012-12-20,2013-03-28\n")
    assert only_problem(pack)[:2] == ("terms.csv", 3)
    assert "201213-1, line 2 of terms.csv" in only_problem(pack)[3]


def test_a_term_sent_again_with_other_dates_is_no_overlap_with_itself(tmp_path: Path) -> None:
    on_record = {"201213-1": Term("2012-09-01", "2012-12-21"), "201112-3": Term("2012-04-01", "2012-07-20")}
    known = Ledger(term_dates=on_record)
    assert read(tmp_path, known).rejected == []


def test_a_term_that_shares_days_with_one_on_record(tmp_path: Path) -> None:
    known = Ledger(term_dates={"autumn": Term("2012-09-01", "2012-12-21")})
    assert "autumn, already on record" in only_problem(read(tmp_path, known))[3]


# attendance


def test_two_schools_in_one_term_are_a_move_and_both_count(tmp_path: Path) -> None:
    rows = attended("AT1", "S1") + attended("AT2", "S2")
    assert len(read(tmp_path, attendance=WITHDRAWN_HEADER + rows).rows("attendance")) == 2


def test_the_same_school_with_another_record_id_is_a_conflict(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance=WITHDRAWN_HEADER + attended("AT1", "S1") + attended("AT2", "S1", 9))
    assert only_problem(pack)[:3] == ("attendance.csv", 3, "record_id")
    assert only_problem(pack)[3].endswith("another record: line 2 of attendance.csv")


def test_the_same_school_on_record_under_another_record_id_is_a_conflict(tmp_path: Path) -> None:
    known = Ledger(held={("P2", "201213-1"): {"S1": "AT0"}})
    pack = read(tmp_path, known, attendance=WITHDRAWN_HEADER + attended("AT1", "S1"))
    assert only_problem(pack)[3].endswith("another record: already on record")


def test_the_same_record_id_twice_is_a_repeat_or_a_correction(tmp_path: Path) -> None:
    known = Ledger(held={("P2", "201213-1"): {"S1": "AT1"}})
    rows = attended("AT1", "S1") + attended("AT1", "S1") + attended("AT1", "S1", 5)
    assert len(read(tmp_path, known, attendance=WITHDRAWN_HEADER + rows).rows("attendance")) == 3


def test_rows_without_record_id_are_told_apart_by_content(tmp_path: Path) -> None:
    pack = read(tmp_path, attendance=WITHDRAWN_HEADER + attended("", "S1") + attended("", "S1") + attended("", "S1", 2))
    assert [line for _, line, _, _ in problems(pack)] == [4]


def test_a_record_that_is_withdrawn_or_moved_stands_in_nobodys_way(tmp_path: Path) -> None:
    known = Ledger(held={("P2", "201213-1"): {"S1": "AT1", "S2": "AT2"}})
    rows = attended("AT3", "S1") + attended("AT1", "S1", withdrawn="yes")
    rows += attended("AT2", "S4") + attended("AT5", "S2")
    assert read(tmp_path, known, attendance=WITHDRAWN_HEADER + rows).rejected == []
