"""The two clocks of every page: the day asked about, and the moment up to which the ledger's knowledge counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from api.defaults import DEFAULT_SCHEME
from api.errors import AskedWrongly, NoSuchDay
from api.today import LOCAL, today_here
from api.wording.days import YEARS
from domain.rules.scheme import Scheme
from ledger.ledger import Ledger
from ledger.rule_sets import SCHEMES, UnknownScheme
from projections.queries.asking import scheme_as_known

_WRITTEN_MAX = 40
_DAY_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y")
_TIME = re.compile(r"[ ,T]+(\d{1,2})[:.](\d{2})(?::\d{2})?$")


class NoSuchMoment(AskedWrongly):
    """Neither a day, nor a moment, nor the number of an entry: correct it."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """`known` is a position, None for all that is known now; `known_said` is how the reader wrote it.

    `on_said` is None where the day is the one that is taken when nothing is said.
    """

    scheme: Scheme
    on: date
    known: int | None
    on_said: date | None = None
    known_said: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What has to stand in an address for the clocks to stay as they are."""
        said = {
            "scheme": self.scheme.name if self.scheme.name != DEFAULT_SCHEME else "",
            "on": self.on_said.isoformat() if self.on_said else "",
            "known": self.known_said,
        }
        return {name: value for name, value in said.items() if value}


def clocks_from(ledger: Ledger, scheme: str | None, on: str | None, known: str | None) -> Clocks:
    """Raises `UnknownScheme`, `NoSuchDay`, `NoSuchMoment`. Blank means what it means when nothing is said."""
    name, known_said = scheme or DEFAULT_SCHEME, (known or "").strip()
    if name not in SCHEMES:
        raise UnknownScheme("There is no such scheme: choose one from the list at the top of the page.")
    position = position_from(ledger, known_said) if known_said else None
    rules = scheme_as_known(ledger, name, position)
    on_said = day_written(on) if on and on.strip() else None
    return Clocks(rules, on_said or usual_day(rules), position, on_said, known_said if position is not None else "")


def usual_day(scheme: Scheme) -> date:
    """Today, or for a scheme that has ended the last day on which anything could be claimed."""
    return min(today_here(), scheme.claims_until)


def day_written(text: str) -> date:
    """As people here write it (3/9/2012, 3 September 2012) or as browsers do (2012-09-03). Raises `NoSuchDay`."""
    written = " ".join(text.split())[:_WRITTEN_MAX]
    for form in _DAY_FORMS:
        try:
            found = datetime.strptime(written, form).date()
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise NoSuchDay("That is no day that can be asked about. Write it as day, month and year, such as 31/03/2014.")


def position_from(ledger: Ledger, text: str) -> int | None:
    """A number of an entry, a day (its end) or a moment, by the clock on the wall; None for 'now'."""
    written = " ".join(text.split())[:_WRITTEN_MAX]
    if written.lower() == "now":
        return None
    digits = written.replace(",", "")
    if digits.isascii() and digits.isdigit():
        return ledger.position_known_at(int(digits))
    return ledger.position_known_at(_moment_written(written))


def _moment_written(written: str) -> datetime:
    found = _TIME.search(written)
    try:
        if found is None:
            return datetime.combine(day_written(written), time.max, LOCAL)
        return datetime.combine(day_written(written[: found.start()]), time(int(found[1]), int(found[2]), 59), LOCAL)
    except (AskedWrongly, ValueError):
        raise NoSuchMoment(
            "'As known' takes a day (31/03/2014, meaning its end), a moment (31/03/2014 14:30) or the number of an"
            " entry in the history (41208). Leave it empty for all that is known now."
        ) from None
