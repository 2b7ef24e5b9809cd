"""`outcomes casework ...`: the work with a family, written down and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.asking import day_asked, question
from api.command_line.options import (
    DEFAULT_SCHEME,
    At,
    By,
    DataDir,
    FamilyId,
    Known,
    LedgerName,
    ListFormat,
    SchemeName,
    recorded_by,
)
from api.command_line.output import write_list
from api.places import opened_ledger, place_from
from api.today import today_here
from api.wording.days import day_from
from domain.casework.choices import ANSWERS, DECISIONS, ENDINGS, INTENSITIES

if TYPE_CHECKING:
    from uuid import UUID

    from ledger.ledger import Ledger

app = typer.Typer(
    name="casework",
    help="Work with families: interventions, referrals, reviews, who leads the work, and where a family lives.",
    rich_markup_mode=None,
)

Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's id: see outcomes casework show.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day; by default today.")]
From = Annotated[str | None, typer.Option("--from", metavar="DAY", help="From which day on; by default today.")]


def _one_of(words: tuple[str, ...]) -> str:
    return f"One of: {', '.join(words)}."


@app.command()
def start(
    family: FamilyId,
    kind: Annotated[str, typer.Option("--kind", help="What is done, such as 'parenting course'. Names nobody.")],
    provider: Annotated[str, typer.Option("--provider", help="Who provides it: a service, no person.")],
    intensity: Annotated[str, typer.Option("--intensity", help=_one_of(INTENSITIES))],
    on: On = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record that an intervention began. Prints the entry's id."""
    from api.casework.recording import start_intervention

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: start_intervention(
        opened, one, kind, provider, day_asked(on), intensity, recorder, today_here()))


@app.command()
def end(
    family: FamilyId, entry: Entry,
    how: Annotated[str, typer.Option("--how", help=_one_of(ENDINGS))],
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Its last day; by default today.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record that an intervention ended, and how."""
    from api.casework.recording import end_intervention

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: end_intervention(
        opened, one, entry, day_asked(on), how, recorder, today_here()), entry)


@app.command()
def refer(
    family: FamilyId,
    direction: Annotated[str, typer.Option("--direction", help="in: from the agency to the programme; or out.")],
    agency: Annotated[str, typer.Option("--agency", help="The other agency.")],
    need: Annotated[str, typer.Option("--need", help="What for. Names nobody.")],
    on: On = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record a referral of the family, in or out. Prints the entry's id."""
    from api.casework.recording import refer as refer_family

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: refer_family(
        opened, one, direction, agency, day_asked(on), need, recorder, today_here()))


@app.command()
def answer(
    family: FamilyId, entry: Entry,
    said: Annotated[str, typer.Option("--answer", help=_one_of(ANSWERS))],
    on: On = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record the answer to a referral. It may be answered again: the last answer counts."""
    from api.casework.recording import answer_referral

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: answer_referral(
        opened, one, entry, day_asked(on), said, recorder, today_here()), entry)


@app.command()
def review(
    family: FamilyId,
    board: Annotated[str, typer.Option("--board", help="Who reviewed the case: a board, no person.")],
    decision: Annotated[str, typer.Option("--decision", help=_one_of(DECISIONS))],
    on: On = None,
    again_by: Annotated[str | None, typer.Option("--next", metavar="DAY", help="To be seen again by this day.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record that a board reviewed the case, what it decided, and when it wants to see it again."""
    from api.casework.recording import review as review_case

    next_on = None if again_by is None else day_from(again_by)
    _record(family, by, ledger, data_dir, lambda opened, one, recorder: review_case(
        opened, one, board, day_asked(on), decision, next_on, recorder, today_here()))


@app.command()
def lead(
    family: FamilyId,
    post: Annotated[str, typer.Argument(metavar="POST", help="The lead worker's post, not the name.")],
    from_on: From = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record who leads the work with the family, from a day on."""
    from api.casework.recording import name_lead_worker

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: name_lead_worker(
        opened, one, post, day_asked(from_on), recorder))


@app.command()
def locate(
    family: FamilyId, district: Annotated[str, typer.Argument(metavar="DISTRICT", help="The district or locality.")],
    from_on: From = None, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Record in which district the family lives, from a day on."""
    from api.casework.recording import locate as locate_family

    _record(family, by, ledger, data_dir, lambda opened, one, recorder: locate_family(
        opened, one, district, day_asked(from_on), recorder))


@app.command()
def withdraw(
    family: FamilyId, entry: Entry,
    reason: Annotated[str, typer.Option("--reason", help="Why; it stays on record, and must not name anyone.")],
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Take an entry back that was recorded wrongly, with all that followed it."""
    from api.casework.recording import take_back

    _record(family, by, ledger, data_dir,
            lambda opened, one, recorder: take_back(opened, one, entry, reason, recorder), entry)


@app.command()
def show(
    family: FamilyId, known: Known = None, ledger: LedgerName = None, data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """What is on record of the work with the family, in order of days."""
    from api.answers.on_record import family_on_record
    from api.casework.showing import COLUMNS, casework_rows

    with question(data_dir, ledger, known, of_tables=False) as asked:
        found = family_on_record(asked.ledger, family, asked.known)
        write_list(COLUMNS, casework_rows(found.folded().casework), format)


@app.command()
def caseloads(
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """How many families each lead worker leads on a day."""
    from projections.queries.caseloads import Caseload
    from projections.queries.work_lists import caseloads_on

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        write_list(Caseload._fields, caseloads_on(asked.ledger, scheme, day, asked.known).rows, format)


@app.command()
def referrals(
    at: At = None, known: Known = None,
    waiting: Annotated[bool, typer.Option("--waiting", help="Only those that wait for an answer on the day.")] = False,
    agencies: Annotated[bool, typer.Option("--by-agency", help="How many of each agency, and their fate.")] = False,
    ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """Referrals in and out made by a day, and their fate."""
    from projections.queries.caseloads import Referral, ReferralsOfAgency, earliest
    from projections.queries.work_lists import WAITING, Some, Wanted, referrals_on

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        wanted = Wanted(fate=WAITING if waiting else None)
        made, of_agencies = referrals_on(asked.ledger, DEFAULT_SCHEME, day, wanted, Some(), asked.known)
        if agencies:
            write_list(ReferralsOfAgency._fields, of_agencies, format)
        else:
            in_order = sorted(made.rows, key=earliest)
            write_list(Referral._fields, in_order, format)


@app.command(name="reviews-due")
def reviews_due(
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """Cases that a board wanted to see again by the day and has not."""
    from projections.queries.caseloads import ReviewDue
    from projections.queries.work_lists import Some, reviews_due_on

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        write_list(ReviewDue._fields, reviews_due_on(asked.ledger, scheme, day, Some(), asked.known).rows, format)


@app.command()
def districts(
    at: At = None, known: Known = None, scheme: SchemeName = DEFAULT_SCHEME, ledger: LedgerName = None,
    data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """Every count of the programme by the district in which families live on a day."""
    from api.casework.counting import DISTRICT_COLUMNS, by_district, district_cells

    day = day_asked(at)
    with question(data_dir, ledger, known) as asked:
        write_list(DISTRICT_COLUMNS, map(district_cells, by_district(asked.ledger, scheme, day, asked.known).rows),
                   format)  # fmt: skip


def _record(
    family: str, by: str | None, ledger: str | None, data_dir: Path | None,
    act: Callable[[Ledger, UUID, str], Any], entry: str | None = None,
) -> None:  # fmt: skip
    from projections.queries.asking import family_called
    from projections.runner import catch_up

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        made = act(opened, family_called(opened, family), recorder)
        position = opened.position()
        catch_up(opened)
    print(f"Recorded of {family}: entry {entry or made}; the log is at position {position}.")
