"""Recording work with a family: each command decides whether it fits what is on record, and raises one event.

Entries have ids that the caller draws. What was recorded wrongly is taken back and recorded again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from domain.casework.choices import ANSWERS, DECISIONS, DIRECTIONS, ENDINGS, INTENSITIES, NAME_LENGTH_MAX
from domain.events import casework as events
from domain.family import Family


class CaseworkRefused(Exception):
    """What was to be recorded does not fit what is on record; the message says what would."""


def start_intervention(
    family: Family, entry: str, kind: str, provider: str, started_on: date, intensity: str, by: str, today: date
) -> None:
    _ensure_new(family, entry)
    _ensure_named(kind=kind, provider=provider)
    _ensure_one_of("intensity", intensity, INTENSITIES)
    _ensure_not_to_come("An intervention", started_on, today)
    family.record(events.InterventionStarted, by, entry=entry, kind=kind, provider=provider, started_on=started_on,
                  intensity=intensity)


def end_intervention(family: Family, entry: str, ended_on: date, how: str, by: str, today: date) -> None:
    """`ended_on` is the last day of it."""
    held = family.casework.interventions.get(entry)
    if held is None:
        raise _unknown("intervention", entry, family.casework.interventions)
    if held.ended_on is not None:
        raise CaseworkRefused(
            f"The intervention {entry} ended on {held.ended_on} already. If that is wrong, take it back, and record it"
            " anew.")
    if ended_on < held.started_on:
        raise CaseworkRefused(f"The intervention {entry} began on {held.started_on}: it cannot have ended before.")
    _ensure_one_of("way of ending", how, ENDINGS)
    _ensure_not_to_come("The end of an intervention", ended_on, today)
    family.record(events.InterventionEnded, by, entry=entry, ended_on=ended_on, how=how)


def refer(
    family: Family, entry: str, direction: str, agency: str, referred_on: date, need: str, by: str, today: date
) -> None:
    _ensure_new(family, entry)
    _ensure_named(agency=agency, need=need)
    _ensure_one_of("direction", direction, DIRECTIONS)
    _ensure_not_to_come("A referral", referred_on, today)
    family.record(events.Referred, by, entry=entry, direction=direction, agency=agency, referred_on=referred_on,
                  need=need)


def answer_referral(family: Family, entry: str, answered_on: date, answer: str, by: str, today: date) -> None:
    """A referral may be answered again: the last answer counts."""
    held = family.casework.referrals.get(entry)
    if held is None:
        raise _unknown("referral", entry, family.casework.referrals)
    if answered_on < held.referred_on:
        raise CaseworkRefused(
            f"The referral {entry} was made on {held.referred_on}: it cannot have been answered before.")
    _ensure_one_of("answer", answer, ANSWERS)
    _ensure_not_to_come("An answer", answered_on, today)
    family.record(events.ReferralAnswered, by, entry=entry, answered_on=answered_on, answer=answer)


def review(
    family: Family, entry: str, board: str, reviewed_on: date, decision: str, next_on: date | None, by: str, today: date
) -> None:
    _ensure_new(family, entry)
    _ensure_named(board=board)
    _ensure_one_of("decision", decision, DECISIONS)
    _ensure_not_to_come("A review", reviewed_on, today)
    if next_on is not None and next_on <= reviewed_on:
        raise CaseworkRefused(f"The next review has to be after {reviewed_on}, not on {next_on}.")
    family.record(events.CaseReviewed, by, entry=entry, board=board, reviewed_on=reviewed_on, decision=decision,
                  next_on=next_on)


def name_lead_worker(family: Family, entry: str, lead_worker: str, from_on: date, by: str) -> None:
    """`lead_worker` is a post, not a name. The day may be to come."""
    _ensure_new(family, entry)
    _ensure_named(lead_worker=lead_worker)
    family.record(events.LeadWorkerNamed, by, entry=entry, lead_worker=lead_worker, from_on=from_on)


def locate(family: Family, entry: str, district: str, from_on: date, by: str) -> None:
    _ensure_new(family, entry)
    _ensure_named(district=district)
    family.record(events.FamilyLocated, by, entry=entry, district=district, from_on=from_on)


def take_back(family: Family, entry: str, reason: str, by: str) -> None:
    if not family.casework.has(entry):
        raise CaseworkRefused(f"There is no entry {entry} on record to be taken back. See the family's casework.")
    if not reason.strip():
        raise CaseworkRefused("Say why the entry is taken back: the reason stays on record.")
    family.record(events.CaseworkWithdrawn, by, entry=entry, reason=reason)


def _ensure_new(family: Family, entry: str) -> None:
    if family.version == 0:
        raise CaseworkRefused("Nothing is on record of the family yet: work with it cannot be recorded.")
    if family.casework.has(entry):
        raise CaseworkRefused(f"There is an entry {entry} already. Draw another id.")


def _ensure_named(**names: str) -> None:
    for what, name in names.items():
        if not name.strip() or len(name) > NAME_LENGTH_MAX:
            raise CaseworkRefused(f"Say the {what.replace('_', ' ')}, in 1 to {NAME_LENGTH_MAX} characters.")


def _ensure_one_of(what: str, given: str, allowed: Sequence[str]) -> None:
    if given not in allowed:
        raise CaseworkRefused(f"There is no {what} {given!r}. Use one of: {', '.join(allowed)}.")


def _ensure_not_to_come(what: str, day: date, today: date) -> None:
    if day > today:
        raise CaseworkRefused(f"{what} is recorded once it has happened: {day} is still to come.")


def _unknown(what: str, entry: str, held: Collection[str]) -> CaseworkRefused:
    known = f"Those on record: {', '.join(held)}." if held else "There is none on record."
    return CaseworkRefused(f"There is no {what} {entry} of this family. {known}")
