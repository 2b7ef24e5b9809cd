"""The questions that the command line and HTTP both ask, with answers that name people as the authority does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from api.casework.showing import entries_in_words
from api.wording.naming import Names
from domain.rules.reasons import Reason
from ledger.ledger import Ledger
from projections.queries.explaining import Evidence, Explanation, explanation
from projections.queries.histories import Told, history
from projections.queries.stories import Story
from projections.queries.timelines import Happening, Part, timeline


def position_asked(ledger: Ledger, known: str | None) -> int | None:
    """None is 'all that is known now'. Raises `NotAnInstant`."""
    return None if known is None else ledger.position_known_at(known)


@dataclass(frozen=True, slots=True)
class Source:
    """An observation that a reason rests on; `file` is the name under which its extract was last loaded, if known."""

    evidence: Evidence
    file: str | None

    def __str__(self) -> str:
        evidence = self.evidence
        if evidence.extract is None:
            return f"recorded by {evidence.by}"
        return f"{self.file or 'an extract'} line {evidence.line}, extract {evidence.extract}"


@dataclass(frozen=True, slots=True)
class NamedExplanation:
    """As projections explains it, with people's own references; `sources` are by observation."""

    explained: Explanation
    reasons: tuple[Reason, ...]
    sources: dict[str, Source]

    def missing(self) -> list[str]:
        """What would have to be known to say what cannot be said, each once."""
        return list(dict.fromkeys(missing for reason in self.reasons for missing in reason.evidence_missing()))


def named_explanation(
    ledger: Ledger, family_id: str, scheme: str, day: date, known: int | None = None, result: str | None = None,
    by_name: bool = False,
) -> NamedExplanation:  # fmt: skip
    """Raises as `explanation` does. Read from the log, so it is never behind. `by_name`: the reader may see names."""
    explained = explanation(ledger, family_id, scheme, day, known, result)
    evidence = explained.evidence.values()
    names = Names(
        ledger.register, [one.sentence for one in evidence], explained.reasons,
        [one.person for one in evidence if one.person], by_name)  # fmt: skip
    files = ledger.extracts.files() if evidence else {}
    sources = {one.observation: _source(one, names, files) for one in evidence}
    return NamedExplanation(explained, tuple(map(names.reason, explained.reasons)), sources)


def named_history(ledger: Ledger, family_id: str, known: int | None = None) -> list[Told]:
    """Every event of the family in its order. Raises `FamilyUnknown`, `FamilyUnfoldable`."""
    told = history(ledger, family_id, known)
    names = Names(ledger.register, [one.sentence for one in told])
    return [one._replace(sentence=names.text(one.sentence)) for one in told]


@dataclass(frozen=True, slots=True)
class NamedHappening:
    """An entry of a family's history. `corrects` is the entry, and what it had said, that this one took the place of;

    `ended_at` the position of the one that took this one's place.
    """

    position: int
    recorded_at: datetime
    by: str
    part: Part
    sentence: str
    file: str | None
    line: int | None
    corrects: tuple[int, str] | None
    ended_at: int | None


def named_timeline(ledger: Ledger, story: Story, by_name: bool = False) -> list[NamedHappening]:
    """In the order of the log."""
    happenings = timeline(story.entries)
    names = Names(ledger.register, [one.event.sentence() for one in happenings], by_name=by_name)
    files, work = ledger.extracts.files(), entries_in_words(one.event for one in happenings)
    return [_named(one, names, files, work) for one in happenings]


def _named(one: Happening, names: Names, files: dict[str, str], work: dict[str, str]) -> NamedHappening:
    earlier, later, event = one.corrects, one.ended_by, one.event
    sentence, entry = event.sentence(), getattr(event, "entry", "")
    if entry in work:
        sentence = sentence.replace(entry, f"({work[entry]})")
    return NamedHappening(
        one.entry.position, one.entry.recorded_at, event.by, one.part, names.text(sentence),
        files.get(getattr(event, "extract", None) or ""), getattr(event, "line", None),
        (earlier.entry.position, names.text(earlier.event.sentence())) if earlier else None,
        later.entry.position if later else None)  # fmt: skip


def _source(evidence: Evidence, names: Names, files: dict[str, str]) -> Source:
    named = replace(
        evidence,
        sentence=names.text(evidence.sentence),
        person=names.person(evidence.person) if evidence.person else None,
    )
    return Source(named, files.get(evidence.extract or ""))
