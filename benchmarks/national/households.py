"""One made-up household: who lives in it, and what schools, police, youth justice and social care say of it.

Shaped on what the programme published: up to 400,000 families between 2015 and 2020, each with two problems of six at
least when it is attached, nearly two children, and about 50 things on record. The same seed and number always give the
same household.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from domain.authority import Term
from domain.family import Attachment

SCHEME = "troubled-families-2015"
FIRST_YEAR, LAST_YEAR = 2013, 2019
"""School years, by the year in which they begin: every one is a wave of extracts."""
YEARS_ON_RECORD = 5

Value = str | int | bool
_MORE_CHILDREN = (1, 1, 2, 2, 2, 3, 3, 4)
_TERM_DAYS = (((9, 2), (12, 20)), ((1, 5), (3, 31)), ((4, 16), (7, 20)))
_FORENAMES = ("Ayesha", "Ben", "Chloe", "Daniel", "Ella", "Farid", "Grace", "Harry", "Isla", "Jakub", "Kayleigh")
_SURNAMES = ("Ahmed", "Brown", "Clarke", "Davies", "Evans", "Hughes", "Jones", "Khan", "Nowak", "Patel", "Smith")
_SPELLS = (  # need, of a child or an adult, how many families in a hundred, how many days it lasts
    ("child-in-need", "child", 55, 300),
    ("early-help", "child", 45, 200),
    ("child-protection-plan", "child", 15, 250),
    ("exploitation-risk", "child", 6, 200),
    ("mental-health", "adult", 50, 500),
    ("substance-misuse", "adult", 22, 500),
    ("debt", "adult", 35, 400),
    ("eviction-risk", "adult", 12, 120),
    ("vulnerable-mother", "adult", 8, 200),
    ("domestic-abuse", "adult", 35, 20),
)


@dataclass(frozen=True, slots=True)
class Member:
    person_id: str
    forename: str
    surname: str
    born_on: date
    joined_on: date
    parent: bool
    upn: str | None
    nino: str | None
    postcode: str


@dataclass(frozen=True, slots=True)
class Record:
    """What an agency says in the extracts of one school year. Said again under the same id, it is a correction."""

    year: int
    kind: str
    record_id: str
    person_id: str | None
    fields: Mapping[str, Value]
    withdrawn: bool = False


@dataclass(slots=True)
class Household:
    family_id: str
    members: list[Member]
    records: list[Record] = field(default_factory=list)
    attachment: Attachment | None = None
    """As it stands in the end; `closed_on` becomes known a year after the attachment."""


def year_of(day: date) -> int:
    """The school year that the day lies in, by the year in which it began."""
    return day.year if day.month >= 9 else day.year - 1


def terms() -> list[Term]:
    found = []
    for year in range(FIRST_YEAR - 1, LAST_YEAR + 1):
        for number, (first, last) in enumerate(_TERM_DAYS, 1):
            within = year if number == 1 else year + 1
            found.append(Term(term_id(year, number), f"{year}/{(year + 1) % 100:02}", date(within, *first),
                              date(within, *last)))
    return found


def term_id(year: int, number: int) -> str:
    return f"{year}{(year + 1) % 100:02}-{number}"


def household(seed: int, number: int) -> Household:
    return _Making(Random(seed * 1_000_003 + number), number).made()


class _Making:
    def __init__(self, rng: Random, number: int) -> None:
        self.rng, self.number = rng, number
        self.entered_on = date(rng.randrange(FIRST_YEAR + 1, LAST_YEAR - 2), 9, 1) + timedelta(rng.randrange(365))
        self.first_year = year_of(self.entered_on) - 1
        self.last_year = min(LAST_YEAR, self.first_year + YEARS_ON_RECORD - 1)
        self.adults: list[Member] = []
        self.children: list[Member] = []
        self.records: list[Record] = []

    def made(self) -> Household:
        self._people()
        self._schooling()
        self._crime()
        self._work()
        self._needs()
        self._corrections()
        attachment = self._attachment() if self.rng.random() < 0.8 else None
        self.records.sort(key=_year)
        return Household(f"NP-{self.number:07}", [*self.adults, *self.children], self.records, attachment)

    # ---- who --------------------------------------------------------------------------------------------------------

    def _people(self) -> None:
        rng, surname = self.rng, self.rng.choice(_SURNAMES)
        postcode = f"NP{self.number % 90 + 1} {rng.randrange(1, 10)}AB"
        for place in range(1 + (rng.random() < 0.55)):
            self.adults.append(self._member(place, surname, postcode, rng.randrange(20, 50), True))
        for place in range(rng.choice(_MORE_CHILDREN)):
            self.children.append(self._member(place + 2, surname, postcode, rng.randrange(1, 15), False))

    def _member(self, place: int, surname: str, postcode: str, age: int, adult: bool) -> Member:
        rng = self.rng
        born_on = date(self.first_year - age, rng.randrange(1, 13), rng.randrange(1, 28))
        digits = f"{self.number:07}{place}"
        joined_on = max(date(self.first_year - 1, 1, 1), born_on)
        return Member(f"NP{digits}", rng.choice(_FORENAMES), surname, born_on, joined_on, adult,
                      None if adult else f"U{digits}0000", f"NP{digits[-6:]}A" if adult else None, postcode)

    # ---- what -------------------------------------------------------------------------------------------------------

    def _add(self, day: date, kind: str, person: Member | None, **fields: Value) -> None:
        year = min(max(year_of(day), self.first_year), self.last_year)
        record_id = f"{kind[:2].upper()}{self.number:07}{len(self.records):03}"
        self.records.append(Record(year, kind, record_id, person.person_id if person else None, fields))

    def _day(self) -> date:
        """Some day of the years on record; more before the family entered the programme than after."""
        year = self.first_year + int((self.last_year + 1 - self.first_year) * self.rng.random() ** 1.4)
        return date(year, 9, 1) + timedelta(self.rng.randrange(360))

    def _schooling(self) -> None:
        rng = self.rng
        for child in self.children:
            absent = rng.choice((0.03, 0.06, 0.11, 0.18, 0.3))
            school = str(8_000_000 + rng.randrange(20_000))
            for year in range(self.first_year, self.last_year + 1):
                if 5 <= year - child.born_on.year - (child.born_on.month > 8) <= 15:
                    self._attendance(child, school, year, absent)
            if rng.random() < 0.2:
                for _ in range(rng.randrange(1, 4)):
                    day = self._day()
                    self._add(day, "exclusions", child, category="fixed", starts_on=day.isoformat(),
                              ends_on=(day + timedelta(rng.randrange(3))).isoformat(), sessions=rng.randrange(1, 6))

    def _attendance(self, child: Member, school: str, year: int, absent: float) -> None:
        rng = self.rng
        for number, possible in enumerate((140, 112, 128), 1):
            lost = min(possible, int(possible * absent * (0.5 + rng.random())))
            unauthorised = int(lost * rng.random())
            self._add(date(year, 10, 1), "attendance", child, term_id=term_id(year, number), school=school,
                      sessions_possible=possible, sessions_authorised=lost - unauthorised,
                      sessions_unauthorised=unauthorised)

    def _crime(self) -> None:
        rng = self.rng
        for _ in range(rng.choice((0, 0, 1, 1, 2, 4))):
            day = self._day()
            self._add(day, "offences", rng.choice(self.adults + self.children),
                      committed_on=(day - timedelta(50)).isoformat(), proven_on=day.isoformat(), disposal="caution")
        for _ in range(rng.choice((0, 1, 2, 3, 6))):
            self._add(day := self._day(), "asb", None, category="incident", starts_on=day.isoformat())
        for _ in range(rng.choice((0, 1, 3, 5, 8))):
            self._add(day := self._day(), "needs", None, need="police-callout", starts_on=day.isoformat())

    def _work(self) -> None:
        """Everyone here is on a benefit when the family enters: the second of the problems that it is attached for."""
        rng = self.rng
        for adult in self.adults:
            starts_on = self.entered_on - timedelta(rng.randrange(100, 900))
            works = rng.random() < 0.35
            ended = {"ends_on": (self.entered_on + timedelta(rng.randrange(200, 700))).isoformat()} if works else {}
            self._add(starts_on, "benefits", adult, benefit=rng.choice(("JSA", "ESA", "UC", "IS")),
                      starts_on=starts_on.isoformat(), **ended)
            if works:
                self._add(date.fromisoformat(ended["ends_on"]), "employment", adult, starts_on=ended["ends_on"])
            if rng.random() < 0.2:
                day = self.entered_on + timedelta(rng.randrange(300))
                self._add(day, "work_steps", adult, step="esf-attached", taken_on=day.isoformat())

    def _needs(self) -> None:
        rng = self.rng
        for need, whose, of_hundred, lasting in _SPELLS:
            if rng.randrange(100) < of_hundred:
                self._spell(need, rng.choice(self.children if whose == "child" else self.adults), self._day(), lasting)
        self._spell("early-help", self.children[0], self.entered_on - timedelta(60), 300)

    def _spell(self, need: str, person: Member, day: date, lasting: int) -> None:
        ends = day + timedelta(1 + int(2 * lasting * self.rng.random()))
        ended = {"ends_on": ends.isoformat()} if self.rng.random() < 0.85 else {}
        self._add(day, "needs", person, need=need, starts_on=day.isoformat(), **ended)

    # ---- what becomes of it -----------------------------------------------------------------------------------------

    def _corrections(self) -> None:
        """Three attendance figures in a hundred were wrong; one record in two hundred was of someone else."""
        for said in list(self.records):
            year, chance = min(said.year + 1, self.last_year), self.rng.random()
            if year == said.year:
                continue
            if chance < 0.03 and said.kind == "attendance":
                right = {**said.fields, "sessions_unauthorised": 0}
                self.records.append(Record(year, said.kind, said.record_id, said.person_id, right))
            elif chance > 0.995 and said.kind != "benefits":
                self.records.append(Record(year, said.kind, said.record_id, said.person_id, said.fields, True))

    def _attachment(self) -> Attachment:
        attached_on, rng = self.entered_on, self.rng
        closed_on = attached_on + timedelta(rng.randrange(240, 420)) if rng.random() < 0.7 else None
        return Attachment(SCHEME, attached_on, f"Key worker, team {rng.randrange(1, 9)}",
                          attached_on + timedelta(14), attached_on + timedelta(35), closed_on)


def _year(record: Record) -> int:
    return record.year


def households(seed: int, first: int = 0) -> Iterator[Household]:
    number = first
    while True:
        yield household(seed, number)
        number += 1
