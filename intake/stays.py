"""One person's stays in families: those that a pack sends, beside those on record.

A person is in one family at a time. A row with the family and joined_on of a stay on record is that stay, corrected;
so is a row that overlaps exactly one stay on record of its family, if the pack does not send that one again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.calendars import FOR_EVER, Calendar, Period
from intake.known import Stay
from intake.problems import Problem

ON_RECORD = "already on record"
TWO_FAMILIES = "this person is in another family on the same day"
TWO_STAYS = "another row has this person in this family on the same day"


@dataclass(frozen=True, slots=True)
class SentStay:
    line: int
    stay: Stay
    withdrawn: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.stay.family_id, self.stay.joined_on


@dataclass(slots=True)
class Judgement:
    """By line of people.csv: why a row is rejected, and the joined_on on record that a row corrects."""

    refused: dict[int, Problem] = field(default_factory=dict)
    corrects: dict[int, str] = field(default_factory=dict)


def judge_stays(sent: Sequence[SentStay], on_record: Sequence[Stay], file: str) -> Judgement:
    """A refused row corrects nothing, so that what it would have corrected stands again: judged until none is new."""
    refused: dict[int, Problem] = {}
    while True:
        heard = [row for row in sent if row.line not in refused]
        judgement = _judge_once(heard, on_record, file)
        if not judgement.refused:
            return Judgement(refused, judgement.corrects)
        refused |= judgement.refused


def _judge_once(sent: Sequence[SentStay], on_record: Sequence[Stay], file: str) -> Judgement:
    judgement = Judgement()
    versions: dict[tuple[str, str], list[SentStay]] = {}
    for row in sent:
        versions.setdefault(row.key, []).append(row)
    in_order = sorted((said for said in versions.values() if not said[-1].withdrawn), key=lambda said: said[-1].line)
    standing = [stay for stay in on_record if (stay.family_id, stay.joined_on) not in versions]
    keys_on_record = {(stay.family_id, stay.joined_on) for stay in on_record}
    for row in (said[-1] for said in in_order if said[-1].key not in keys_on_record):
        corrected = [stay for stay in standing if stay.family_id == row.stay.family_id and _overlap(stay, row.stay)]
        if len(corrected) == 1:
            judgement.corrects[row.line] = corrected[0].joined_on
            standing.remove(corrected[0])
    calendar = Calendar(sorted(_period(stay, ON_RECORD) for stay in standing))
    for said in in_order:
        _lay_latest_that_fits(said, calendar, judgement, file)
    return judgement


def _lay_latest_that_fits(said: list[SentStay], calendar: Calendar, judgement: Judgement, file: str) -> None:
    for row in reversed([row for row in said if not row.withdrawn]):
        period = _period(row.stay, f"line {row.line} of {file}")
        others = calendar.overlapping(period)
        if not others:
            calendar.lay(period)
            return
        reason = TWO_STAYS if others[0].what == row.stay.family_id else TWO_FAMILIES
        judgement.refused[row.line] = Problem("family_id; joined_on; left_on", reason, others[0].said_by)


def _period(stay: Stay, said_by: str) -> Period:
    return Period(stay.joined_on, stay.left_on or FOR_EVER, stay.family_id, said_by)


def _overlap(one: Stay, other: Stay) -> bool:
    return one.joined_on <= (other.left_on or FOR_EVER) and other.joined_on <= (one.left_on or FOR_EVER)
