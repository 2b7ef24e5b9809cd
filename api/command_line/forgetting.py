"""`outcomes erase`, `erase-unlinked`, `seal-away`, `open-deposit` and `retention`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.given import text_in
from api.command_line.options import By, DataDir, LedgerName, ListFormat, recorded_by
from api.command_line.output import write_list
from api.places import opened_ledger, place_from
from domain.counts import how_many

_BACKUPS = "Backups from before open with the master key of then: `outcomes keys rotate`, and destroy the old one."


def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The authority's own person_id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays on record for ever: name nobody.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided it. It stays on record.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Erase a person: what was said of the person can never be read again; proofs, counts and payments stay."""
    from api.acts.erasing import erase_called
    from api.acts.left_in_rejects import rejects_naming

    if not yes and sys.stdin.isatty():
        typer.confirm(f"Erase everything about {person}, for ever?", abort=True)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        families = erase_called(opened, person, reason, decided_by, recorded_by(by))
        print(f"Erased. The decision is recorded with {how_many(families, 'family')};"
              f" the log is at position {opened.position()}.")
        for rejects in rejects_naming(opened, person):
            print(f"Rejected rows still have the person, as their agency sent them: take away {rejects}")
        print(_BACKUPS)


def erase_unlinked(
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays on record for ever: name nobody.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided it. It stays on record.")],
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="Due by this day; default today.")] = None,
    schedule: Annotated[Path | None, typer.Option(help="The authority's own retention schedule (YAML).")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """Erase agencies' records that are linked with nobody and have fallen due: `outcomes retention` lists them."""
    from api.acts.erasing import erase_unlinked_due
    from api.command_line.asking import day_asked
    from ledger.retention.rules import read_schedule, shipped_schedule

    day, recorder = day_asked(at), recorded_by(by)
    rules = read_schedule(text_in(schedule)) if schedule else shipped_schedule()
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Erase all that agencies said of people who are nobody of ours, due by {day}?", abort=True)
    erased, left = 0, 1
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        while left:
            done = erase_unlinked_due(opened, rules, day, reason, decided_by, recorder)
            erased, left = erased + done.erased, done.left
        print(f"Erased {how_many(erased, 'record')} of agencies; the log is at position {opened.position()}.")
        if erased:
            print(_BACKUPS)


def retention(
    at: Annotated[str | None, typer.Option("--at", metavar="DAY", help="As of this day; default today.")] = None,
    schedule: Annotated[Path | None, typer.Option(help="The authority's own retention schedule (YAML).")] = None,
    people: Annotated[bool, typer.Option("--people", help="Only who may be erased, and since when.")] = False,
    unlinked: Annotated[bool, typer.Option("--unlinked", help="Agencies' records linked with nobody.")] = False,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Report until when what is said of each person may be kept. Nothing is erased by this."""
    from api.acts.retaining import (
        PEOPLE_COLUMNS,
        UNLINKED_COLUMNS,
        DueRow,
        due_rows,
        people_rows,
        unlinked_page,
    )  # fmt: skip
    from api.command_line.asking import day_asked
    from ledger.retention.rules import read_schedule, shipped_schedule

    day = day_asked(at)
    rules = read_schedule(text_in(schedule)) if schedule else shipped_schedule()
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        if unlinked:
            found = sorted((row[1:] for row in unlinked_page(opened, rules, day).rows), key=lambda row: row[0])
            write_list(UNLINKED_COLUMNS, ((*row[:3], "yes" if row[3] else "no", row[4]) for row in found), format)
        elif people:
            people_due = people_rows(opened, rules, day, opened.position())
            write_list(PEOPLE_COLUMNS, (row[1:] for row in people_due), format)
        else:
            rows = due_rows(opened, rules, day, opened.position())
            cells = ((*row[:5], "yes" if row.falls_due else "no", row.rule) for row in rows)
            write_list(DueRow._fields, cells, format)


def seal_away(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The authority's own person_id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why. It stays on record for ever: name nobody.")],
    decided_by: Annotated[str, typer.Option("--decided-by", help="Who decided it. It stays on record.")],
    deposit: Annotated[Path, typer.Option("--deposit", help="The new file for the custodian: keep it offline.")],
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
) -> None:
    """After an adoption: forget a person here, and give the key to a custodian. A new name is a new person."""
    from api.acts.erasing import seal_away_called

    with opened_ledger(place_from(data_dir, ledger)) as opened:
        families = seal_away_called(opened, person, reason, decided_by, recorded_by(by), deposit)
        print(f"Sealed away in {how_many(families, 'family')}. The only key is in {deposit}: give it to the custodian.")


def open_deposit(
    file: Annotated[Path, typer.Argument(help="The custodian's file.", exists=True, dir_okay=False)],
    purpose: Annotated[str | None, typer.Option("--purpose", help="What for; it stands in the access log.")] = None,
    by: By = None,
    ledger: LedgerName = None,
    data_dir: DataDir = None,
    format: ListFormat = None,
) -> None:
    """Show a custodian what was sealed away of a person, by the key in the deposit. The ledger forgets it again."""
    from api.acts.erasing import open_deposit as opened_by

    recorder = recorded_by(by)
    with opened_ledger(place_from(data_dir, ledger)) as opened:
        record = opened_by(opened, file, recorder, purpose)
    rows = ((position, topic, json.dumps(content, ensure_ascii=False)) for position, topic, content in record)
    write_list(("position", "topic", "content"), rows, format)
