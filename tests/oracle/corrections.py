"""The pack that comes next: some rows corrected, some withdrawn, some facts late, some people new or gone."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from .common import add_months
from .draft import Draft, Home, Person
from .needing import add_needs
from .offending import add_offending
from .pack import COLUMNS, KEYS, Pack, Row
from .schooling import add_exclusions, add_status
from .working import add_step

FACT_FILES = [name for name in COLUMNS if name not in KEYS]


def correct(rng: Random, pack: Pack, percent: int) -> Pack:
    """People rows and terms that the others need come again with them; that adds nothing."""
    scheme = next((row["scheme"] for row in pack["attachments"]), "troubled-families-2012")
    draft = Draft(rng, scheme, prefix="L")
    families = [family for family in sorted(pack.families()) if draft.chance(percent)]
    people = {row["person_id"] for row in pack["people"] if row["family_id"] in families}
    for file in FACT_FILES:
        for row in pack.current(file):
            if row["person_id"] in people or row.get("family_id", "") in families:
                _send_again(draft, file, row)
    for family in families:
        _add_late_facts(draft, pack, family)
        _change_people(draft, pack, family)
        _change_attachment(draft, pack, family)
    _complete(draft, pack)
    return draft.pack


def _send_again(draft: Draft, file: str, row: Row) -> None:
    """Few rows come again: as they were, corrected (never one without a key) or withdrawn."""
    fate = draft.number(1, 100)
    if fate <= 8 and row.get("record_id"):
        draft.pack[file].append(_corrected(draft, file, row))
    elif fate <= 12:
        draft.pack[file].append({**row, "withdrawn": "yes"})
    elif fate <= 15:
        draft.pack[file].append(dict(row))


def _corrected(draft: Draft, file: str, row: Row) -> Row:
    if file == "attendance":
        absent = int(row["sessions_unauthorised"]) + draft.pick((-2, -1, 1, 2, 10))
        most = int(row["sessions_possible"]) - int(row["sessions_authorised"] or 0)
        return {**row, "sessions_unauthorised": str(max(0, min(absent, most)))}
    column = {"offences": "proven_on", "work_steps": "taken_on"}.get(file, "starts_on")
    if not row[column] or (row.get("ends_on") and draft.chance(60)):
        column = "ends_on" if "ends_on" in row else "committed_on"
    if column == "ends_on":
        later = date.fromisoformat(row["ends_on"]) + timedelta(days=draft.pick((1, 1, 5, 40, 200)))
        return {**row, "ends_on": str(later)}
    shift = timedelta(days=draft.pick((1, 1, 5, 40)))
    columns = ("committed_on", "proven_on") if column == "proven_on" else (column,)
    return {**row, **{name: str(date.fromisoformat(row[name]) - shift) for name in columns}}


def _home(pack: Pack, family: str, scheme: str) -> Home | None:
    """The family as far as its attachment says which days matter."""
    attached = pack.attachment(family, scheme)
    if attached is None:
        return None
    closed_on = attached.closed_on or add_months(attached.attached_on, 4)
    home = Home(family, scheme, attached.attached_on, closed_on, add_months(closed_on, 6))
    for memberships in pack.family(family).memberships.values():
        first = memberships[0]
        is_child = first.born_on is not None and add_months(first.born_on, 216) > attached.attached_on
        person = Person(first.person, first.born_on, first.joined_on)
        (home.children if is_child else home.adults).append(person)
    return home


def _add_late_facts(draft: Draft, pack: Pack, family: str) -> None:
    home = _home(pack, family, draft.scheme)
    if home is None or not home.children:
        return
    draft.pack["terms"] = list(pack["terms"])
    if draft.chance(20):
        add_offending(draft, home)
    if draft.chance(15):
        add_needs(draft, home)
    if draft.chance(10):
        add_exclusions(draft, home, draft.pick(home.children))
    if draft.chance(10):
        add_status(draft, home)
    if draft.chance(15) and home.adults:
        add_step(draft, home, draft.pick(home.adults))


def _change_people(draft: Draft, pack: Pack, family: str) -> None:
    """A child joins, someone leaves who was there to this day, a date of birth is put right or becomes known."""
    rows = [row for row in pack.current("people") if row["family_id"] == family]
    home = _home(pack, family, draft.scheme)
    if home is None:
        return
    if draft.chance(15):
        child = dict(rows[-1], person_id=f"P{family}N", resident="yes", parent="no", left_on="", forename="Maya")
        child["date_of_birth"] = str(date(home.attached_on.year - draft.number(4, 12), draft.number(1, 12), 5))
        child["joined_on"] = str(draft.boundary(home))
        draft.pack["people"].append(child)
    last = rows[-1]
    if draft.chance(10) and not last["left_on"] and last["person_id"][-2:] not in ("A0", "C0"):
        left_on = max(date.fromisoformat(last["joined_on"]), draft.boundary(home))
        draft.pack["people"].append({**last, "left_on": str(left_on)})
    elif draft.chance(5) and not last["date_of_birth"]:
        born_on = str(date(home.attached_on.year - 12, 6, 1))
        same = [row for row in pack.current("people") if row["person_id"] == last["person_id"]]
        draft.pack["people"] += [{**row, "date_of_birth": born_on} for row in same]


def _change_attachment(draft: Draft, pack: Pack, family: str) -> None:
    """A closure or a mark is entered later, or taken out again."""
    for row in pack.current("attachments"):
        if row["family_id"] != family or not draft.chance(30):
            continue
        column = draft.pick(("closed_on", "lead_worker", "assessed_on", "planned_on"))
        new = dict(row, **{column: "" if row[column] and draft.chance(50) else row["attached_on"]})
        if column == "closed_on":
            new["closed_on"] = str(add_months(date.fromisoformat(row["attached_on"]), draft.number(0, 9)))
        draft.pack["attachments"].append(new)


def _complete(draft: Draft, pack: Pack) -> None:
    """The terms, and the whole families of the people that the pack's rows speak of."""
    draft.pack["terms"] = list(pack["terms"])
    sent = {(row["person_id"], row["family_id"], row["joined_on"]) for row in draft.pack["people"]}
    named = {row.get("person_id", "") for file in (*FACT_FILES, "people") for row in draft.pack[file]}
    families = {row["family_id"] for row in pack.current("people") if row["person_id"] in named}
    draft.pack["people"] += [
        row
        for row in pack.current("people")
        if row["family_id"] in families and (row["person_id"], row["family_id"], row["joined_on"]) not in sent
    ]
