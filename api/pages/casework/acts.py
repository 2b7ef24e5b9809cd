"""What may be recorded of the work with a family, as forms ask for it: one entry for each form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from api.casework import recording
from api.casework.showing import casework_rows
from api.pages.casework.asked import DIRECTIONS
from api.pages.frame.clocks import day_written
from api.wording.words import capital, plain_day, short_day
from domain.casework.choices import ANSWERS, DECISIONS, ENDINGS, INTENSITIES
from domain.casework.record import Casework
from ledger.ledger import Ledger
from projections.queries.names_in_use import Named

Asks = Literal["name", "need", "day", "day or none", "choice", "entry", "reason"]
Option = tuple[str, str]
"""A value, and the words for it."""


@dataclass(frozen=True, slots=True)
class Field:
    """`named` is what is suggested of what is on record; `options` those of a choice."""

    name: str
    label: str
    asks: Asks
    options: tuple[Option, ...] = ()
    named: Named | None = None


def _plain(values: Iterable[str]) -> tuple[Option, ...]:
    return tuple((value, capital(value)) for value in values)


@dataclass(frozen=True, slots=True)
class Said:
    """A form as it was sent. Raises `NoSuchDay` for what is none."""

    fields: dict[str, str]
    by: str
    today: date

    def __getitem__(self, name: str) -> str:
        return self.fields.get(name, "")

    def day(self, name: str) -> date:
        return day_written(self[name])

    def day_or_none(self, name: str) -> date | None:
        return self.day(name) if self[name] else None


@dataclass(frozen=True, slots=True)
class Act:
    """`entries` are those that it can be done to, where it is done to one."""

    title: str
    done: str
    button: str
    fields: tuple[Field, ...]
    record: Callable[[Ledger, UUID, Said], object]
    entries: Callable[[Casework], list[Option]] | None = None
    hint: str = ""


def _under_way(casework: Casework) -> list[Option]:
    return [(one.entry, f"{capital(one.kind)} by {one.provider}, since {short_day(one.started_on)}")
            for one in casework.interventions.values() if one.ended_on is None]  # fmt: skip


def _to_answer(casework: Casework) -> list[Option]:
    """Those that wait first: a referral may be answered again, and the last answer counts."""
    made = sorted(casework.referrals.values(), key=lambda one: (one.answer is not None, one.referred_on))
    return [(one.entry, f"{'From' if one.direction == 'in' else 'To'} {one.agency}, {short_day(one.referred_on)}:"
             f" {one.need} ({one.answer or 'waiting'})") for one in made]  # fmt: skip


def _every(casework: Casework) -> list[Option]:
    rows = casework_rows(casework)
    return [(entry, f"{capital(what)}, {short_day(on)}: {says}") for on, what, says, _, entry in rows]


_ENTRY = "entry"
NO_NAMES = "Services, posts and places, never people."

ACTS: dict[str, Act] = {
    "referrals": Act(
        "Record a referral", "The referral is on record.", "Record the referral", (
            Field("direction", "Direction", "choice", tuple(DIRECTIONS.items())),
            Field("agency", "From or to which agency", "name", named="agency"),
            Field("referred_on", "Made on", "day"), Field("need", "For what need", "need")),
        lambda ledger, family, said: recording.refer(
            ledger, family, said["direction"], said["agency"], said.day("referred_on"), said["need"], said.by,
            said.today), hint=NO_NAMES),
    "answers": Act(
        "Record the answer to a referral", "The answer is on record.", "Record the answer", (
            Field(_ENTRY, "Referral", "entry"), Field("answer", "Answer", "choice", _plain(ANSWERS)),
            Field("answered_on", "Answered on", "day")),
        lambda ledger, family, said: recording.answer_referral(
            ledger, family, said[_ENTRY], said.day("answered_on"), said["answer"], said.by, said.today), _to_answer),
    "interventions": Act(
        "Record that an intervention began", "The intervention is on record.", "Record the intervention", (
            Field("kind", "Kind", "name", named="kind"), Field("provider", "Provider", "name", named="provider"),
            Field("intensity", "Intensity", "choice", _plain(INTENSITIES)), Field("started_on", "First day", "day")),
        lambda ledger, family, said: recording.start_intervention(
            ledger, family, said["kind"], said["provider"], said.day("started_on"), said["intensity"], said.by,
            said.today), hint=NO_NAMES),
    "endings": Act(
        "Record that an intervention ended", "The end of the intervention is on record.", "Record the end", (
            Field(_ENTRY, "Intervention", "entry"), Field("how", "How it ended", "choice", _plain(ENDINGS)),
            Field("ended_on", "Last day", "day")),
        lambda ledger, family, said: recording.end_intervention(
            ledger, family, said[_ENTRY], said.day("ended_on"), said["how"], said.by, said.today), _under_way),
    "reviews": Act(
        "Record a review by a board", "The review is on record.", "Record the review", (
            Field("board", "Board", "name", named="board"), Field("reviewed_on", "Held on", "day"),
            Field("decision", "Decision", "choice", _plain(DECISIONS)),
            Field("next_on", "To be seen again by, if at all", "day or none")),
        lambda ledger, family, said: recording.review(
            ledger, family, said["board"], said.day("reviewed_on"), said["decision"], said.day_or_none("next_on"),
            said.by, said.today)),
    "lead-workers": Act(
        "Say who leads the work", "The lead worker is on record.", "Record the lead worker", (
            Field("lead_worker", "Post, not a name", "name", named="lead_worker"),
            Field("from_on", "From the day", "day")),
        lambda ledger, family, said: recording.name_lead_worker(
            ledger, family, said["lead_worker"], said.day("from_on"), said.by)),
    "districts": Act(
        "Say in which district the family lives", "The district is on record.", "Record the district", (
            Field("district", "District or locality", "name", named="district"),
            Field("from_on", "From the day", "day")),
        lambda ledger, family, said: recording.locate(
            ledger, family, said["district"], said.day("from_on"), said.by)),
    "withdrawals": Act(
        "Take an entry back", "The entry is taken back. The history keeps both.", "Take it back", (
            Field(_ENTRY, "Entry", "entry"), Field("reason", "Why it was wrong, for the record", "reason")),
        lambda ledger, family, said: recording.take_back(ledger, family, said[_ENTRY], said["reason"], said.by),
        _every, "The reason must not name anyone."),
}  # fmt: skip
"""By the last part of the form's address, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The form that is open. `filled` is what it says already: as it was sent, or today for its days."""

    name: str
    act: Act
    entries: Sequence[Option]
    filled: dict[str, str]

    @property
    def named(self) -> list[Named]:
        return [field.named for field in self.act.fields if field.named]


def titles_of(casework: Casework) -> dict[str, str]:
    """Of the forms that fit what is on record, by their names."""
    return {name: act.title for name, act in ACTS.items() if act.entries is None or act.entries(casework)}


def form_of(casework: Casework, name: str, today: date, sent: dict[str, str] | None = None) -> Shown:
    """With what was `sent`, where it was refused."""
    act = ACTS[name]
    usual = {field.name: plain_day(today) if field.asks == "day" else "" for field in act.fields}
    return Shown(name, act, act.entries(casework) if act.entries else [], usual | (sent or {}))
