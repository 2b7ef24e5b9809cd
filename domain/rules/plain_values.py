"""Values, days and citations in plain words: `15% (identification; education; published)`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.dates import Day, date_of
from domain.rules.reasons import Citation
from domain.rules.scheme import Source
from domain.rules.values import COUNT, DATE, DAYS, MONTHS, PENCE, PERCENT, TERMS, InForce, Value

_MONTH_NAMES = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December")
_COUNTED = {MONTHS: "month", DAYS: "day", TERMS: "term"}
_CHOSEN = {"attachment-year": "the year in which the family was attached", "claim-year": "the year of the claim"}
"""What a choice means, where the word alone does not say it."""


def day_in_words(day: Day) -> str:
    """As `1 September 2015`, whatever the language of the machine."""
    on = date_of(day)
    return f"{on.day} {_MONTH_NAMES[on.month - 1]} {on.year}"


def amount_in_words(unit: str, amount: int | str) -> str:
    """What a value comes to, with what it counts: `12 months`, `15%`, `£800`, `31 May 2015`."""
    if isinstance(amount, str):
        return _CHOSEN.get(amount, amount)
    if unit == COUNT:
        return str(amount)
    if unit == PERCENT:
        return f"{amount}%"
    if unit == DATE:
        return day_in_words(amount)
    if unit == PENCE:
        pounds, pence = divmod(amount, 100)
        return f"£{pounds:,}" + (f".{pence:02d}" if pence else "")
    return f"{amount} {_COUNTED[unit]}{'' if amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Citing:
    """How citations of one scheme's `sources` are put into words."""

    sources: Mapping[str, Source]
    understood: str = ""
    """The source whose paragraphs are told without its title; `heading` tells it once for all."""

    def heading(self) -> str:
        return f"Where no source is named, the paragraph is of: {titled(self.sources[self.understood])}."

    def in_words(self, citation: Citation) -> str:
        """`identification; education; published`, after the source's title where that is not understood."""
        said = f"{citation.paragraph}; {citation.certainty}"
        return said if citation.source == self.understood else f"{self.sources[citation.source].title}: {said}"


def citing_of(sources: Mapping[str, Source]) -> Citing:
    """The first of a scheme's sources is the document that it puts into rules."""
    return Citing(sources, next(iter(sources), ""))


def titled(source: Source) -> str:
    return f"{source.title}, {day_in_words(source.published_on.toordinal())}" if source.published_on else source.title


def value_on(value: Value, day: Day) -> str:
    """What it comes to on the day, and after it: `15% (10% from 1 September 2015)`."""
    ahead = "; ".join(_from_when(value, period) for period in value.periods if period.first > day)
    held = amount_in_words(value.unit, value.in_force(day).value)
    return f"{held} ({ahead})" if ahead else held


def value_with_source(value: Value, day: Day, around: Citation, citing: Citing) -> str:
    """As `value_on`, with the citation where it is another than the one of the clause around it."""
    cited = value.in_force(day).citation
    said = value_on(value, day)
    if (cited.source, cited.paragraph, cited.certainty) == (around.source, around.paragraph, around.certainty):
        return said
    return f"{said} ({citing.in_words(cited)})"


def periods_in_words(value: Value, day: Day) -> Iterator[tuple[str, InForce]]:
    """Each of the value's periods, in order of days, with when it is in force as seen from the day."""
    for index, period in enumerate(value.periods):
        past = value.periods[index + 1].first if index + 1 < len(value.periods) else None
        amount = amount_in_words(value.unit, period.value)
        if period.first > day:
            yield _from_when(value, period), period
        elif past is not None and past <= day:
            yield f"{amount} until {day_in_words(past - 1)}", period
        else:
            yield amount, period


def _from_when(value: Value, period: InForce) -> str:
    return f"{amount_in_words(value.unit, period.value)} from {day_in_words(period.first)}"
