"""The people of a made-up family: who was born when, who joins, leaves, comes back or moves to another family."""

from __future__ import annotations

from datetime import date, timedelta

from .common import add_months
from .draft import FIRST_JOINED_ON, Draft, Home, Person
from .pack import Row

FORENAMES = ("Ada", "Bilal", "Cora", "Dev", "Elin", "Finn", "Gwen", "Hari", "Ines", "Jude", "Kira", "Liam", "Noë")
SURNAMES = ("Abbott", "O’Dowd", "Nowak", "Khan", "Price", "Okoro", "Singh", "Wills")


def add_household(draft: Draft, home: Home) -> None:
    surname = draft.pick(SURNAMES)
    for number in range(draft.pick((1, 1, 2, 2, 3))):
        home.adults.append(add_adult(draft, home, surname, number))
    if draft.chance(15):
        home.children.append(add_only_child(draft, home, surname))
        return
    for number in range(draft.pick((1, 1, 2, 2, 3, 4))):
        home.children.append(add_child(draft, home, surname, number))


def add_adult(draft: Draft, home: Home, surname: str, number: int) -> Person:
    """The first is a parent at home; others may live elsewhere, be no parent, or have a blank date of birth."""
    born_on: date | None = date(home.attached_on.year - draft.number(19, 55), draft.number(1, 12), draft.number(1, 28))
    is_absent = number > 0 and draft.chance(45)
    if number > 0 and draft.chance(8):
        born_on = None
    return add_person(
        draft, home, surname, f"A{number}", born_on, resident="no" if is_absent else "yes",
        parent="yes" if number < 2 or is_absent else "no", is_fixed=number == 0,
    )  # fmt: skip


def add_child(draft: Draft, home: Home, surname: str, number: int) -> Person:
    """The first stays a child and a member all along, so that the family has one."""
    born_on: date | None = school_child_born_on(draft, home)
    if number > 0:
        born_on = draft.pick((born_on, born_on, edge_born_on(draft, home), edge_born_on(draft, home), None))
    return add_person(
        draft, home, surname, f"C{number}", born_on, resident="no" if draft.chance(10) else "yes", parent="no",
        is_fixed=number == 0,
    )  # fmt: skip


def add_only_child(draft: Draft, home: Home, surname: str) -> Person:
    """The one child of the family is 16 or 17, or about to be: dependent only if at home and without a job."""
    turning_on = draft.nudge(draft.pick((home.attached_on, home.attached_on, add_months(home.claimed_on, 3))))
    born_on = add_months(turning_on, -12 * draft.pick((16, 17, 17, 18)))
    return add_person(
        draft, home, surname, "C0", born_on, resident="no" if draft.chance(25) else "yes", parent="no", is_fixed=True,
    )  # fmt: skip


def school_child_born_on(draft: Draft, home: Home) -> date:
    year = home.attached_on.year - draft.number(7, 13)
    if year % 4 == 0 and draft.chance(30):
        return date(year, 2, 29)
    return date(year, draft.number(1, 12), draft.number(1, 28))


def edge_born_on(draft: Draft, home: Home) -> date:
    """Turning 16 or 18 about a boundary day, or 5 or 16 about a 31 August; or a very small child."""
    age = draft.pick((16, 16, 18, 18, 18, 5, 17, 2))
    if age in (5, 16) and draft.chance(60):
        return draft.nudge(date(draft.pick((home.attached_on, home.claimed_on)).year - age, 8, 31))
    born_on = add_months(draft.boundary(home), -12 * age)
    if born_on.month == 2 and born_on.day == 28 and born_on.year % 4 == 0:
        return born_on + timedelta(days=1)
    return born_on


def add_person(
    draft: Draft, home: Home, surname: str, suffix: str, born_on: date | None, resident: str, parent: str,
    is_fixed: bool,
) -> Person:  # fmt: skip
    joined_on = max(FIRST_JOINED_ON[home.scheme], born_on or date.min)
    if not is_fixed and draft.chance(20):
        joined_on = max(joined_on, draft.boundary(home))
    person = Person(f"P{home.family_id}{suffix}", born_on, joined_on)
    row = draft.add(
        "people", person_id=person.person_id, family_id=home.family_id, forename=draft.pick(FORENAMES),
        surname=surname, date_of_birth=born_on, joined_on=joined_on, resident=resident, parent=parent,
    )  # fmt: skip
    if not is_fixed and draft.chance(20):
        leave(draft, home, row)
    return person


def leave(draft: Draft, home: Home, row: Row) -> None:
    """Leaves about a boundary day; now and then comes back later."""
    left_on = max(date.fromisoformat(row["joined_on"]), draft.boundary(home))
    row["left_on"] = str(left_on)
    if draft.chance(25):
        back_on = left_on + timedelta(days=draft.pick((1, 2, 30, 150)))
        draft.pack["people"].append({**row, "joined_on": str(back_on), "left_on": ""})


def move(draft: Draft, homes: list[Home]) -> None:
    """Some of those who left a family for good go to another one, the day after at the earliest."""
    left = {row["person_id"]: row for row in draft.pack["people"] if row["left_on"]}
    back = {row["person_id"] for row in draft.pack["people"] if not row["left_on"]}
    for person_id, row in left.items():
        target = draft.pick(homes)
        if person_id in back or target.family_id == row["family_id"] or draft.chance(40):
            continue
        joined_on = date.fromisoformat(row["left_on"]) + timedelta(days=draft.pick((1, 1, 2, 60)))
        draft.pack["people"].append(
            {**row, "family_id": target.family_id, "joined_on": str(joined_on), "left_on": "", "resident": "yes"}
        )
        born_on = date.fromisoformat(row["date_of_birth"]) if row["date_of_birth"] else None
        is_child = born_on is not None and add_months(born_on, 216) > target.attached_on
        (target.children if is_child else target.adults).append(Person(person_id, born_on, joined_on))
