"""`outcomes matching ...`: whom of ours agencies' records are, and what a person decides about it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.options import By, DataDir, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.places import opened_ledger, place_from
from api.today import today_here
from api.wording.days import day_from
from domain.counts import how_many

if TYPE_CHECKING:
    from api.matching.asking import Candidate, Explained, Waiting
    from api.matching.families import Proposal
    from ledger.ledger import Ledger

app = typer.Typer(
    name="matching",
    help="One person in many agencies' systems: what is linked, what waits for a person, and why.",
    rich_markup_mode=None,
)

RecordName = Annotated[str, typer.Argument(metavar="RECORD", help="The agency's record, as AGENCY/ID: police/4711.")]
PersonId = Annotated[str, typer.Argument(metavar="PERSON", help="Our own person_id.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it stays on record, and must not name anyone.")]
BITS_MAX = 1_000
_QUEUE = ("record", "weight", "person_id", "because")
_STEPS = ("compared", "found", "weight", "sum")


@app.command()
def status(
    ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None
) -> None:
    """How many records of each agency are linked, wait for a person, or are like nobody of ours."""
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        counts = opened.agencies.counts()
    names = ("linked", "queued", "apart", "new")
    write_list(("agency", *names), ([agency, *(found.get(name, 0) for name in names)]
                                    for agency, found in counts.items()), format)  # fmt: skip


@app.command()
def queue(
    agency: Annotated[str | None, typer.Option(help="Of this agency alone.")] = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help="At most so many.")] = None,
    names: Annotated[bool, typer.Option("--names", help="With names; who looked is noted.")] = False,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """What waits for a person: agencies' records beside those of ours whom they are like, the heaviest first."""
    from api.matching.asking import note_queue
    from api.matching.asking import queue as waiting_in

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        waiting = waiting_in(opened, agency, most)
        if names:
            note_queue(opened, waiting, recorder, "command line")
    columns = (*_QUEUE, "theirs", "ours") if names else _QUEUE
    write_list(columns, (row for one in waiting for row in _queue_rows(one, names)), format)


def _queue_rows(one: Waiting, names: bool) -> Iterator[list[object]]:
    from api.matching.asking import reference

    who = [_called(one.record.identity.forename, one.record.identity.surname, one.record.identity.born_on)]
    if not one.candidates:
        yield [reference(one.record), None, None, one.record.why, *([*who, None] if names else [])]
    for candidate in one.candidates:
        ours = candidate.person
        because = "; ".join([one.record.why or "", *_obstacles(candidate)])
        yield [reference(one.record), _weight(candidate), ours.person_id, because,
               *([*who, _called(ours.forename, ours.surname, ours.born_on)] if names else [])]  # fmt: skip


def _obstacles(candidate: Candidate) -> list[str]:
    from domain.matching.likeness import OBSTACLES

    return [OBSTACLES[one] for one in candidate.likeness.obstacles] if candidate.likeness else []


def _weight(candidate: Candidate) -> str | None:
    return f"{candidate.likeness.weight_centibits / 100:.2f}" if candidate.likeness else None


def _called(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


@app.command()
def explain(
    record: RecordName,
    person: Annotated[str | None, typer.Option("--person", help="Beside this person of ours.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Also draw the first comparison into this file.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """How the weight comes about, finding by finding. Shows who they are: who looked is noted in the access log."""
    from api.matching.asking import explain as explained_of
    from api.matching.waterfall import as_svg, odds, steps

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        explained = explained_of(opened, record, person, recorder, "command line")
    _write_both(explained)
    for candidate in explained.candidates:
        print(f"\n{candidate.person.person_id}  {_called(candidate.person.forename, candidate.person.surname)}"
              f"  {candidate.person.born_on or ''}  {candidate.person.postcode or ''}".rstrip())
        if candidate.likeness is None:
            print("nothing brings the two together, or Splink is not installed")
            continue
        write_list(_STEPS, ([step.what, step.found, f"{step.weight:+.2f}", f"{step.total:.2f}"]
                            for step in steps(candidate.likeness)), format or "table")  # fmt: skip
        weight = candidate.likeness.weight_centibits
        print(f"weight {weight / 100:.2f}: of such pairs {odds(weight)} is one person"
              f"{''.join('; ' + said for said in _obstacles(candidate))}")
    first = next((one.likeness for one in explained.candidates if one.likeness), None)
    if svg is not None and first is not None:
        svg.write_text(as_svg(first, explained.thresholds), "utf-8")


def _write_both(explained: Explained) -> None:
    said = explained.record.identity
    print(f"{said.agency}/{said.person_id}  {_called(said.forename, said.surname)}  {said.born_on or ''}"
          f"  {said.postcode or ''}".rstrip())
    linked = f", with {explained.linked.person_id} ({explained.linked_how})" if explained.linked else ""
    print(f"stands as {explained.record.standing}{linked}")
    link, ask = explained.thresholds.link_above_centibits / 100, explained.thresholds.ask_above_centibits / 100
    chosen = "" if explained.set_by_authority else "; not set by the authority, so nothing is linked by likeness"
    print(f"linked from {link:.2f}, asked about from {ask:.2f}{chosen}; model {explained.model}")


@app.command()
def link(
    record: RecordName, person: PersonId, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None
) -> None:
    """Record that an agency's record is this person of ours; its facts count for the person's families at once."""
    from api.matching.deciding import link as link_both

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        done = link_both(opened, record, person, recorder)
        _up_to_date(opened, recorder, done.events)
    print(f"{done.record} is {done.person_id}: {how_many(done.events, 'event')} recorded.")


@app.command()
def refuse(
    record: RecordName, person: PersonId, reason: Reason, by: By = None, ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Record that they are two people. No program links them; the record waits on while others are beside it."""
    from api.matching.deciding import refuse as refuse_both

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        done = refuse_both(opened, record, person, reason, recorder)
    print(f"{done.record} is not {done.person_id}: {how_many(done.events, 'event')} recorded.")


@app.command()
def undo(
    record: RecordName, reason: Reason, by: By = None, ledger: LedgerName = None, data_dir: DataDir = None
) -> None:
    """Undo a link: what came to families by it is withdrawn from them, and every verdict is as if it had never been."""
    from api.matching.deciding import undo as undo_link

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        done = undo_link(opened, record, reason, recorder)
        _up_to_date(opened, recorder, done.events)
    print(f"{done.record} is {done.person_id} no more: {how_many(done.events, 'event')} recorded.")


@app.command()
def weights(
    from_on: Annotated[str, typer.Option("--from", metavar="DAY", help="From which day on.")],
    link_above: Annotated[float, typer.Option(
        "--link", min=-BITS_MAX, max=BITS_MAX, help="In bits; from this weight on a program links.")],
    ask_above: Annotated[float, typer.Option(
        "--ask", min=-BITS_MAX, max=BITS_MAX, help="In bits; from this weight on a person is asked.")],
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Set the weights above which is linked and asked. What waits is compared again at the next load, or `again`."""
    from api.matching.deciding import set_thresholds

    day, recorder = day_from(from_on), recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = set_thresholds(opened, day, link_above, ask_above, recorder)
    print(f"From {day}: linked from {link_above:g}, asked about from {ask_above:g} ({novelty}).")


@app.command()
def again(by: By = None, ledger: LedgerName = None, data_dir: DataDir = None) -> None:
    """Compare all records that are linked with nobody once more, as after new weights or the installing of Splink."""

    from api.command_line.load_report import matched_in_words
    from intake.agencies.settling import look_again, settle

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        look_again(opened)
        settled = settle(opened, recorder, today_here())
        _up_to_date(opened, recorder, settled.events)
    print("\n".join(matched_in_words(settled)) or "There is nothing to compare.")


@app.command()
def restrict(
    person: PersonId, reason: Reason,
    lift: Annotated[bool, typer.Option("--lift", help="The person is restricted no more.")] = False,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None,
) -> None:  # fmt: skip
    """Have no program link this person of ours with any agency's record; a person still may."""
    from api.matching.deciding import restrict as restrict_person

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        novelty = restrict_person(opened, person, not lift, reason, recorder)
    print(f"{person} is {'restricted no more' if lift else 'restricted'} ({novelty}).")


@app.command()
def families(
    confirm: Annotated[str | None, typer.Option(help="Confirm the proposal of this name.")] = None,
    as_family: Annotated[str | None, typer.Option("--family", help="As this family, new or on record.")] = None,
    joined: Annotated[str | None, typer.Option(metavar="DAY", help="Members from this day on.")] = None,
    parent: Annotated[list[str] | None, typer.Option(help="A record (AGENCY/ID) that is a parent's.")] = None,
    without: Annotated[list[str] | None, typer.Option(help="A record (AGENCY/ID) of nobody in it.")] = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help="List at most so many.")] = None,
    by: By = None, ledger: LedgerName = None, data_dir: DataDir = None, format: ListFormat = None,
) -> None:  # fmt: skip
    """Households that agencies know and we do not: list them, or confirm one as a family. Who looked is noted."""
    from api.matching.families import confirm as confirm_household
    from api.matching.families import proposed, with_names

    recorder = recorded_by(by)
    if confirm is not None and not (as_family and joined):
        raise typer.BadParameter("say as which --family, and members since which day: --joined DAY")
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if confirm is None:
            found = with_names(opened, proposed(opened)[:most], recorder, "command line")
            write_list(("proposal", "record", "who", "found by", "beside family"),
                       (row for one in found for row in _proposed(one)), format)
            return
        done = confirm_household(
            opened, confirm, str(as_family), day_from(joined or ""), recorder, parent or (), without or ())
        _up_to_date(opened, recorder, done.events)
    print(f"{', '.join(done.people)} joined {done.family_id}: {how_many(done.events, 'event')} recorded.")


def _proposed(one: Proposal) -> Iterator[list[object]]:
    from api.matching.asking import reference

    for person in one.people:
        said = person[0].identity
        yield [one.name, " = ".join(map(reference, person)), _called(said.forename, said.surname, said.born_on),
               " and ".join(one.shared), ", ".join(one.family_ids)]  # fmt: skip


def _up_to_date(ledger: Ledger, by: str, events: int) -> None:
    """Claims that rest on what has changed are marked for a person to decide on, and the tables follow."""
    from api.claiming.rechecking import mark_at_risk
    from projections.runner import catch_up

    if events:
        mark_at_risk(ledger, by)
        catch_up(ledger)
