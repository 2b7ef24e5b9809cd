"""Agencies that record things: the rows of a pack of the oracle's, in random portions, into a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any
from uuid import UUID, uuid4

from domain.authority import Term
from domain.events.family import FamilyAttached
from domain.family import Attachment, Family, Source, Stay
from domain.observations import Observation
from ledger.identity import Person, Registration
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES
from tests.oracle.packs import random_pack, second_pack

BY = Source("a test")
NOT_FIELDS = ("record_id", "person_id", "family_id", "withdrawn")
FAMILIES = 8

Row = dict[str, str]


class Agencies:
    """Everything that three packs say, one for each scheme, then what is sent after them; in random order of rows."""

    def __init__(self, ledger: Ledger, rng: Random, families: int = FAMILIES) -> None:
        self.ledger = ledger
        self.rng = rng
        self.families: dict[str, Family] = {}
        self.homes: dict[str, set[str]] = {}
        self.rows = list(self._rows(families))

    def _rows(self, families: int) -> Iterator[tuple[str, Row]]:
        for number, scheme in enumerate(SCHEMES):
            pack = random_pack(self.rng.randrange(10**6), families, scheme)
            for sent in (pack, second_pack(self.rng.randrange(10**6), pack, 60)):
                rows = [(file, self._own(row, number)) for file in sent for row in sent[file]]
                first = [pair for pair in rows if pair[0] in ("terms", "people")]
                others = [pair for pair in rows if pair[0] not in ("terms", "people")]
                self.rng.shuffle(others)
                yield from first + others

    @staticmethod
    def _own(row: Row, number: int) -> Row:
        """Packs number their people and families alike."""
        return {k: f"{v}.{number}" if v and k in ("person_id", "family_id", "record_id") else v for k, v in row.items()}

    # ---- recording ------------------------------------------------------------------------------------------------

    def record(self, rows: int | None = None) -> int:
        """Records the next rows, all that are left if no number is given; the position of the last event."""
        portion = self.rows[:rows]
        del self.rows[: len(portion)]
        authority, registration = self.ledger.authority(), Registration()
        for file, row in portion:
            if file == "terms":
                authority.set_term(term_of(row), "a test")
            else:
                self._record(file, row, registration)
        changed = [family for family in self.families.values() if family.pending]
        self.ledger.save(*([authority] if authority.pending else []), *changed, register=registration)
        return self.ledger.position()

    def _record(self, file: str, row: Row, registration: Registration) -> None:
        if file == "people":
            self._stay(row, registration)
        elif file == "attachments":
            with suppress(KeyError):
                self._attach(self.families[row["family_id"]], row)
        else:
            homes = [row["family_id"]] if row.get("family_id") else sorted(self.homes.get(row["person_id"], ()))
            for home in homes:
                if home in self.families:
                    self._observe(self.families[home], file, row)

    def _stay(self, row: Row, registration: Registration) -> None:
        family = self.families.get(row["family_id"])
        if family is None:
            family = self.families[row["family_id"]] = Family(uuid4())
            registration.family(row["family_id"], family.id)
        registration.person(Person(row["person_id"], row["person_id"]))
        self.homes.setdefault(row["person_id"], set()).add(row["family_id"])
        if row.get("withdrawn") == "yes":
            family.withdraw_stay(row["person_id"], date.fromisoformat(row["joined_on"]), BY)
            return
        family.record_stay(
            Stay(row["person_id"], date.fromisoformat(row["joined_on"]), day(row["left_on"]),
                 day(row["date_of_birth"]), row["resident"] == "yes", row["parent"] == "yes"), BY)  # fmt: skip

    def _observe(self, family: Family, file: str, row: Row) -> None:
        record = f"{file}-{row.get('record_id') or sorted(row.items())}"
        if row.get("withdrawn") == "yes":
            family.withdraw(record, "withdrawn by its supplier", BY)
            return
        fields: dict[str, Any] = {
            k: int(v) if k.startswith("sessions") else v for k, v in row.items() if v and k not in NOT_FIELDS
        }
        observed = Observation("", file, row.get("person_id") or None, bool(row.get("family_id")), fields)
        family.observe(record, observed, BY)

    def _attach(self, family: Family, row: Row) -> None:
        if row.get("withdrawn") == "yes":
            family.withdraw_attachment(row["scheme"], "withdrawn by its supplier", BY)
            return
        attachment = Attachment(
            row["scheme"], date.fromisoformat(row["attached_on"]), row["lead_worker"] or None,
            day(row["assessed_on"]), day(row["planned_on"]), day(row["closed_on"]))  # fmt: skip
        family.attach(attachment, ["work"], "0" * 64, BY)

    def family_id(self, family: UUID) -> str:
        return next(family_id for family_id, held in self.families.items() if held.id == family)

    def an_attached_family(self) -> str:
        return next(
            self.family_id(family.id) for family in self.families.values()
            if any(isinstance(entry.event, FamilyAttached) for entry in self.ledger.history(family.id))
        )  # fmt: skip


def term_of(row: Row) -> Term:
    starts_on, ends_on = date.fromisoformat(row["starts_on"]), date.fromisoformat(row["ends_on"])
    return Term(row["term_id"], row["school_year"], starts_on, ends_on)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
