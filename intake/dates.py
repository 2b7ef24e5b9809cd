"""Reading a day as a supplier writes it: 2012-09-03 or 03/09/2012, and nothing else.

Nothing is guessed: 04/09/12, 9/25/2012 and 41155 could each be read as some day, and each is handed back with
its own reason, because a day read wrongly pays or refuses a family silently.
"""

import re
from datetime import date

from intake.problems import BadCell

FIRST_YEAR, LAST_YEAR = 1850, 2199
OLDEST_YEARS = 120

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_UK = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_SERIAL = re.compile(r"[0-9]{1,6}([.][0-9]+)?")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")

NO_DATE = "not a date; write it as 2012-09-03 or 03/09/2012"
NO_SUCH_DAY = "a day that does not exist"
US_ORDER = "there is no such month; the day comes first (03/09/2012), or the year, month, day (2012-09-03)"
SERIAL = "a number as Excel keeps dates; format the column as a date before saving"
TWO_DIGIT_YEAR = "a year of two digits; write all four"
FAR_YEAR = f"a year before {FIRST_YEAR} or after {LAST_YEAR}; leave the cell blank if the day is not known"
BORN_IN_FUTURE = "a date of birth in the future"
BORN_TOO_LONG_AGO = f"a date of birth over {OLDEST_YEARS} years ago"


def read_day(text: str, today: date) -> str:
    """The day as YYYY-MM-DD: days so written sort and compare as text."""
    day = _read_any_day(text)
    if not FIRST_YEAR <= int(day[:4]) <= LAST_YEAR:
        raise BadCell(FAR_YEAR)
    return day


def read_birthday(text: str, today: date) -> str:
    born = _read_any_day(text)
    if born > today.isoformat():
        raise BadCell(BORN_IN_FUTURE)
    if born < f"{today.year - OLDEST_YEARS:04}{today.isoformat()[4:]}":
        raise BadCell(BORN_TOO_LONG_AGO)
    return born


def _read_any_day(text: str) -> str:
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _UK.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise BadCell(_why_no_date(text))
    if int(month) > 12:
        raise BadCell(US_ORDER if 1 <= int(day) <= 12 else NO_SUCH_DAY)
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise BadCell(NO_SUCH_DAY) from None
    return f"{year}-{month}-{day}"


def _why_no_date(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return SERIAL
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return TWO_DIGIT_YEAR
    return NO_DATE


def is_child_at(born: str, day: str) -> bool:
    """Under 18 on that day. Born on 29 February, one is 18 on 1 March: no year that is 18 later has a 29th."""
    return day < f"{int(born[:4]) + 18:04}{born[4:]}"
