"""How one cell becomes a value. Each reader takes the trimmed text, never blank, and the day of reading."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from domain.casework.choices import NAME_LENGTH_MAX
from domain.matching.spelling import plain_nino, plain_upn, plain_uprn
from intake.dates import read_birthday, read_day
from intake.problems import BadCell

Value = str | int | bool
CellReader = Callable[[str, date], Value]

_CODE = re.compile(r"[a-z0-9-]+")
_WHOLE = re.compile(r"[0-9]+([.]0+)?")
_NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")
_SCHOOL_YEAR = re.compile(r"([0-9]{4})/([0-9]{2})")
LARGEST_COUNT = 1_000_000

day = read_day
birthday = read_birthday


def text(cell: str, today: date) -> str:
    return cell


def name(cell: str, today: date) -> str:
    """Of a service, an agency, a post or a place; or a few words that say what was done or needed."""
    if len(cell) > NAME_LENGTH_MAX:
        raise BadCell(f"longer than {NAME_LENGTH_MAX} characters; say it in a few words")
    return cell


def past_day(cell: str, today: date) -> str:
    read = read_day(cell, today)
    if read > today.isoformat():
        raise BadCell("a day to come; it is recorded once it has happened")
    return read


def count(cell: str, today: date) -> int:
    """A whole number from 0. Spreadsheets write 12 as 12.0, which is the same number."""
    if not _WHOLE.fullmatch(cell):
        raise BadCell(_why_no_count(cell))
    digits = cell.partition(".")[0]
    if len(digits) > 9 or int(digits) > LARGEST_COUNT:
        raise BadCell(f"a count over {LARGEST_COUNT:,}")
    return int(digits)


def _why_no_count(cell: str) -> str:
    if not _NUMBER.fullmatch(cell):
        return "not a number"
    return "a count below zero" if cell.startswith("-") else "a count that is not whole"


def count_from_one(cell: str, today: date) -> int:
    number = count(cell, today)
    if number == 0:
        raise BadCell("no sessions were possible; a row without sessions says nothing")
    return number


def yes_or_no(cell: str, today: date) -> bool:
    word = cell.lower()
    if word not in ("yes", "no"):
        raise BadCell("neither yes nor no")
    return word == "yes"


def one_of(words: Iterable[str]) -> CellReader:
    """A closed vocabulary, in whatever case it is written; the value is spelt as here."""
    spelling = {word.lower(): word for word in words}
    reason = f"not one of {', '.join(spelling.values())}"

    def read_word(cell: str, today: date) -> str:
        word = spelling.get(cell.lower())
        if word is None:
            raise BadCell(reason)
        return word

    return read_word


def code(cell: str, today: date) -> str:
    """A word of an open vocabulary."""
    word = cell.lower()
    if not _CODE.fullmatch(word):
        raise BadCell("not a code; use small letters, digits and hyphens")
    return word


def upn(cell: str, today: date) -> str:
    number = plain_upn(cell)
    if number is None:
        raise BadCell("not a UPN: a letter and 12 digits, of which the last may be a letter")
    return number


def nino(cell: str, today: date) -> str:
    number = plain_nino(cell)
    if number is None:
        raise BadCell("not an NI number that anyone is given; leave stand-ins blank")
    return number


def uprn(cell: str, today: date) -> str:
    number = plain_uprn(cell)
    if number is None:
        raise BadCell("not a UPRN: up to 12 digits")
    return number


def school_year(cell: str, today: date) -> str:
    found = _SCHOOL_YEAR.fullmatch(cell)
    if not found:
        raise BadCell("not a school year; write it as 2012/13")
    first, second = found.groups()
    if (int(first) + 1) % 100 != int(second):
        raise BadCell("not a school year; the second year follows the first, as in 2012/13")
    return cell
