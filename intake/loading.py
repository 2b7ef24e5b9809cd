"""Loading a pack: read and checked as a whole, recorded in chunks of families, told in numbers that add up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from domain.authority import Authority, Term
from domain.family import Novelty
from intake.agencies.linking import save_linked
from intake.agencies.recording import AgencyChunk, PersonRows, by_person
from intake.agencies.settling import Settled, settle
from intake.chunking import chunks
from intake.matching import FamilyRows, Matching
from intake.on_record import OnRecord
from intake.problems import Notice
from intake.reading import ReadPack, read_pack
from intake.readings import Progress as ReadingProgress
from intake.recording import Chunk
from intake.rejects import write_rejects
from intake.reports import FileCounts, ReasonCount, count_reasons
from intake.rows import Row
from intake.sent_back import note_sent_back
from intake.tally import Tally
from ledger.agency_registering import AgencyRegistration
from ledger.extracts import Counts
from ledger.ledger import Ledger
from ledger.overtaken import once_more_if_overtaken
from ledger.progress import Tell
from ledger.uncollected import uncollected

ROWS_PER_CHUNK = 4_000
"""Others wait while a chunk is written: a few thousand rows keep them waiting for a fraction of a second."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `rejects` are the files with the rejected rows; `position` is that of the log when it ended.

    `loads` are the numbers under which the loads of `files` are on record, in the same order.
    """

    files: tuple[FileCounts, ...]
    reasons: tuple[ReasonCount, ...]
    notices: tuple[Notice, ...]
    rejects: tuple[Path, ...]
    events: int
    position: int
    loads: tuple[int, ...] = ()
    matched: Settled = field(default_factory=Settled)

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)


def load_pack(
    ledger: Ledger,
    path: Path,
    *,
    by: str,
    today: date,
    rejects_folder: Path,
    as_kind: str | None = None,
    progress: Tell | None = None,
) -> LoadReport:
    """Records every good row of the pack at `path`, and writes the others to `rejects_folder`.

    Run again after an interruption it comes to the same end: what was recorded is repeated. Raises an IntakeError when
    the pack as a whole cannot be read, and a LedgerError when it cannot be recorded; then what was recorded stays.
    """
    pack = read_pack(path, today=today, known=OnRecord(ledger), as_kind=as_kind, progress=reading(progress))
    loads = [ledger.extracts.start(file.source.sha256, file.file, file.kind, by) for file in pack.files]
    tally = Tally()
    events = _record_terms(ledger, pack, tally, by) + _record_families(ledger, pack, tally, by, progress)
    events += _record_agencies(ledger, pack, tally, by, progress)
    if progress and any(file.agency for file in pack.files):
        progress("matching people", 0, 0)
    linked = _linked_before(ledger, pack, tally.moved)
    matched = settle(ledger, by, today)
    events += matched.events + _carry_again(ledger, linked, by)
    counts = [tally.counts_of(file) for file in pack.files]
    rejects = write_rejects(rejects_folder, pack.files)
    position = ledger.position()
    for load, counted in zip(loads, counts, strict=True):
        ledger.extracts.finish(load, _durable(counted), position, _rejects_of(counted, rejects))
    note_sent_back(ledger, pack.files, by)
    reasons = tuple(count_reasons(pack.rejected))
    return LoadReport(
        tuple(counts), reasons, pack.notices, tuple(rejects), events, position, tuple(loads), matched)


def _record_terms(ledger: Ledger, pack: ReadPack, tally: Tally, by: str) -> int:
    def record() -> tuple[int, Tally]:
        counted, authority = Tally(), ledger.authority()
        for row in pack.rows("terms"):
            counted.note(row, _say_term(authority, row, by))
        return ledger.save(authority).events if authority.pending else 0, counted

    return _recorded(record, tally)


def _say_term(authority: Authority, row: Row, by: str) -> Novelty:
    if row.withdrawn:
        return authority.withdraw_term(str(row["term_id"]), by)
    values = row.values
    term = Term(str(values["term_id"]), str(values["school_year"]), date.fromisoformat(str(values["starts_on"])),
                date.fromisoformat(str(values["ends_on"])))
    return authority.set_term(term, by)


def _record_families(ledger: Ledger, pack: ReadPack, tally: Tally, by: str, progress: Tell | None) -> int:
    families = Matching(pack, ledger.register, OnRecord(ledger), tally).by_family()
    expected, done, events = sum(map(len, families)), 0, 0
    for rows in chunks(families, ROWS_PER_CHUNK):
        events += _record_chunk(ledger, rows, tally, by)
        done += sum(map(len, rows))
        if progress:
            progress("recording", done, expected)
    return events


def _record_agencies(ledger: Ledger, pack: ReadPack, tally: Tally, by: str, progress: Tell | None) -> int:
    people = by_person(ledger, pack, tally)
    expected, done, events = sum(map(len, people)), 0, 0
    for chunk in chunks(people, ROWS_PER_CHUNK):
        events += _record_agency_chunk(ledger, chunk, tally, by)
        done += sum(map(len, chunk))
        if progress:
            progress("recording what agencies say", done, expected)
    return events


def _record_agency_chunk(ledger: Ledger, rows: Sequence[PersonRows], tally: Tally, by: str) -> int:
    def record() -> tuple[int, Tally]:
        chunk = AgencyChunk(ledger, by)
        return chunk.record(rows), chunk.tally

    return _recorded(record, tally)


def _linked_before(ledger: Ledger, pack: ReadPack, moved: Collection[str]) -> Collection[str]:
    """People of whose stays, or of whose terms at school, this pack says something, and agencies said something before:
    what they said may belong to another family now, and the authority's own record of a term counts before theirs."""
    if ledger.agencies.is_empty():
        return ()
    named = {str(row["person_id"]) for row in pack.rows("attendance") if row["person_id"]}
    at_school = {person.pseudonym for person in ledger.register.people(named).values()}
    return ledger.agencies.linked_with({*at_school, *moved})


def _carry_again(ledger: Ledger, people: Collection[str], by: str) -> int:
    def record() -> tuple[int, Tally]:
        return save_linked(ledger, {}, AgencyRegistration(), by, before=people), Tally()

    return _recorded(record, Tally()) if people else 0


def _record_chunk(ledger: Ledger, rows: list[FamilyRows], tally: Tally, by: str) -> int:
    @uncollected()
    def record() -> tuple[int, Tally]:
        chunk = Chunk(ledger, by, ledger.authority())
        return chunk.record(rows), chunk.tally

    return _recorded(record, tally)


def _recorded(record: Callable[[], tuple[int, Tally]], tally: Tally) -> int:
    """Decided anew, on what is then on record, whenever someone else was quicker."""
    events, counted = once_more_if_overtaken(record)
    tally.add(counted)
    return events


def reading(progress: Tell | None) -> ReadingProgress | None:
    if progress is None:
        return None

    def tell(file: str, rows_read: int, rows_expected: int) -> None:
        progress(f"reading {file}", rows_read, rows_expected)

    return tell


def _durable(counted: FileCounts) -> Counts:
    return Counts(counted.recorded, counted.corrected, counted.repeated, counted.rejected, counted.blank)


def _rejects_of(counted: FileCounts, rejects: Sequence[Path]) -> str | None:
    name = Path(counted.file).with_suffix(".csv").name
    return next((str(path) for path in rejects if path.name == name), None)
