"""How pages write days, moments, money and numbers: as people here do."""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import parse_qsl

from api.today import LOCAL
from api.wording.pounds import PENCE_IN_POUND, in_pounds_for_people
from domain.counts import how_many
from ledger.rule_sets import SCHEMES, rule_set

_ISO_DAY = re.compile(r"\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\b")
_POUNDS = re.compile(r"GBP (-?[\d,]+\.\d\d)")
_WITHDRAWN = re.compile(r"Withdrawn: observation [a-z2-7]{16}\.\d+ \((.*)\)\.")
_POSITION = re.compile(r"\bposition (\d+)\b")
_OF_WORK = re.compile(r"^The (intervention|referral|entry) [a-z2-7]{16} ")
_MET = re.compile(rf"\b({'|'.join(SCHEMES)}) on ([\d-]+); it met ([^.]+)\.")
NO_BREAK = "\u00a0"


def day(on: date | None, otherwise: str = "") -> str:
    """`3 September 2012`."""
    return f"{on.day}{NO_BREAK}{on:%B}{NO_BREAK}{on.year}" if on else otherwise


def in_plain_words(text: str) -> str:
    """A sentence of the ledger with its days, sums, schemes and criteria as people write them."""
    said = _MET.sub(_criteria_met, text)
    said = _ISO_DAY.sub(lambda found: day(date.fromisoformat(found[0])), said)
    said = _POUNDS.sub(lambda found: pounds(round(float(found[1].replace(",", "")) * PENCE_IN_POUND)), said)
    said = _WITHDRAWN.sub(r"An observation was withdrawn (\1).", said)
    said = _POSITION.sub(lambda found: f"entry {int(found[1]):,}", said)
    said = _OF_WORK.sub(r"The \1 ", said)
    for name in SCHEMES:
        said = said.replace(name, rule_set(name).title)
    return said


def _criteria_met(found: re.Match[str]) -> str:
    """`... on 2014-04-22; it met: a child out of school or missing it; an adult on an out-of-work benefit.`"""
    known = rule_set(found[1]).criteria
    labels = (known[name].label if name in known else name for name in found[3].split(", "))
    return f"{found[1]} on {found[2]}; it met: {'; '.join(labels)}."


def plain_day(on: date) -> str:
    """As a person would type it into a field."""
    return f"{on.day} {on:%B} {on.year}"


def short_day(on: date | None, otherwise: str = "") -> str:
    """`3 Sep 2012`, for tables."""
    return f"{on.day}{NO_BREAK}{on:%b}{NO_BREAK}{on.year}" if on else otherwise


def moment(at: datetime | None, otherwise: str = "") -> str:
    """`3 September 2012, 14:05`, by the clock on the wall."""
    if at is None:
        return otherwise
    here = at.astimezone(LOCAL)
    return f"{day(here.date())}, {here:%H:%M}"


def pounds(pence: int) -> str:
    """`£1,200`, and `£1,200.50` where there are pence."""
    sign = "−" if pence < 0 else ""
    if pence % PENCE_IN_POUND:
        return f"{sign}£{in_pounds_for_people(abs(pence))}"
    return f"{sign}£{abs(pence) // PENCE_IN_POUND:,}"


def number(value: int) -> str:
    return f"{value:,}"


def counted(value: int, one: str, several: str | None = None) -> str:
    """`1 family`, `2,310 families`."""
    return how_many(value, one, several).replace(" ", NO_BREAK, 1)


def share(part: int, whole: int) -> str:
    """`37%`, and less than one in a hundred as such."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return "under 1%" if 0 < percent < 1 else f"{percent:.0f}%"


def percent_of(part: int, whole: int) -> str:
    """`15.8%`: with one decimal, rounded down, so that no boundary seems to be reached that was not."""
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def age(born_on: date | None, on: date) -> str:
    if born_on is None:
        return "not known"
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return str(years) if years >= 0 else "not born yet"


def capital(text: str) -> str:
    """The first letter alone: names and abbreviations stay as they are."""
    return text[:1].upper() + text[1:]


def asked(query: str) -> str:
    """`on 31 March 2014, standing eligible`, of what an address asked for."""
    said = (f"{name.replace('_', ' ')} {value}" for name, value in parse_qsl(query))
    return ", ".join(said) or query


def sentence(text: str) -> str:
    """With a full stop, where it has none."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def without(text: str, start: str) -> str:
    return text.removeprefix(start)
