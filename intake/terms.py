"""Terms that share days: no attendance could be said to be of one of them. And terms that are withdrawn."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from intake.calendars import Calendar, Period
from intake.known import Term
from intake.problems import Notice, Problem
from intake.rows import Row
from intake.stays import ON_RECORD

OVERLAP = "this term shares days with another term"


def terms_after(rows: Iterable[Row], on_record: Collection[str]) -> set[str]:
    """The terms that there are when the rows have been recorded."""
    said = {str(row["term_id"]): row.withdrawn for row in rows}
    return {term_id for term_id in {*on_record, *said} if not said.get(term_id)}


def withdrawn_in_vain(rows: Iterable[Row], on_record: Collection[str]) -> list[Notice]:
    """Sent again, or mistyped: the two look alike."""
    return [
        Notice(row.file, f"the term {row['term_id']} is not on record; nothing was withdrawn", row.line, "term_id")
        for row in rows
        if row.withdrawn and row["term_id"] not in on_record
    ]


def judge_terms(rows: Sequence[Row], on_record: Mapping[str, Term]) -> dict[int, Problem]:
    """Rejected rows by line. A term sent again replaces what is on record; a rejected one does not."""
    refused: dict[int, Problem] = {}
    while True:
        heard = [row for row in rows if row.line not in refused]
        new = _judge_once(heard, on_record)
        if not new:
            return refused
        refused |= new


def _judge_once(rows: Sequence[Row], on_record: Mapping[str, Term]) -> dict[int, Problem]:
    last_word = {str(row["term_id"]): row for row in rows}
    standing = [
        Period(*term, what=term_id, said_by=ON_RECORD)
        for term_id, term in on_record.items()
        if term_id not in last_word
    ]
    calendar, refused = Calendar(sorted(standing)), dict[int, Problem]()
    said = [row for row in last_word.values() if not row.withdrawn]
    for row in sorted(said, key=lambda row: row.line):
        said_by = f"line {row.line} of {row.file}"
        period = Period(str(row["starts_on"]), str(row["ends_on"]), str(row["term_id"]), said_by)
        if others := calendar.overlapping(period):
            about = f"{others[0].what}, {others[0].said_by}"
            refused[row.line] = Problem("starts_on; ends_on", OVERLAP, about)
        else:
            calendar.lay(period)
    return refused
