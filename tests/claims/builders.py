"""Families of which it is known what may be claimed, straight from the domain.

Each is attached on 3 September 2012 and eligible by three criteria. PtW is valid in January 2013, CE from April 2013
on (work after ESA), CAE from the same day on (no incidents, no offences, a child who goes to school).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid5

from domain.authority import Authority, Term
from domain.family import Attachment, Family, Source, Stay
from domain.observations import Observation

SCHEME = "troubled-families-2012"
ROUNDS = (date(2013, 1, 31), date(2013, 7, 31), date(2013, 10, 31))
ATTACHED_ON = date(2012, 9, 3)
AGENCY = Source("an agency", "e" * 16, 2)
RULES = "0" * 64

_IDS = UUID("3f0f4c1e-6a55-4a7a-9a55-7b3f0b0a5a11")

TERMS = (
    Term("201112-1", "2011/12", date(2011, 9, 5), date(2011, 12, 16)),
    Term("201112-2", "2011/12", date(2012, 1, 4), date(2012, 3, 30)),
    Term("201112-3", "2011/12", date(2012, 4, 16), date(2012, 7, 20)),
    Term("201213-1", "2012/13", date(2012, 9, 5), date(2012, 12, 21)),
    Term("201213-2", "2012/13", date(2013, 1, 7), date(2013, 3, 28)),
    Term("201213-3", "2012/13", date(2013, 4, 15), date(2013, 7, 19)),
)


def authority(target: int | None = None) -> Authority:
    found = Authority()
    found.establish("memory", "A Council", target, None, "tests")
    for term in TERMS:
        found.set_term(term, "tests")
    return found


def family(number: int, scheme: str = SCHEME, lodger: str | None = None) -> Family:
    """`lodger` is one more member, who may be counted in another family as well."""
    found = Family(uuid5(_IDS, str(number)))
    adult, child = f"adult{number:011}", f"child{number:011}"
    for person, born_on, parent in ((adult, date(1980, 5, 1), True), (child, date(2002, 5, 1), False)):
        found.record_stay(Stay(person, date(2010, 1, 1), None, born_on, True, parent), AGENCY)
    if lodger:
        found.record_stay(Stay(lodger, date(2010, 1, 1), None, date(1985, 1, 1), True, False), AGENCY)
    says(found, "benefit", "benefits", adult, benefit="ESA", starts_on="2011-01-01", ends_on="2012-12-31")
    says(found, "work", "employment", adult, starts_on="2013-01-02")
    says(found, "step", "work_steps", adult, step="work-programme-volunteered", taken_on="2012-12-10")
    says(found, "order", "asb", adult, category="abc", starts_on="2012-03-01", ends_on="2012-12-31")
    says(found, "unit", "education_status", child, status="pru", starts_on="2012-03-01", ends_on="2012-12-21")
    for term in TERMS:
        says(found, f"attendance {term.term_id}", "attendance", child, term_id=term.term_id, sessions_possible=120,
             sessions_unauthorised=2)
    attached = Attachment(scheme, ATTACHED_ON, "Youth worker", date(2012, 9, 17), date(2012, 10, 1))
    found.attach(attached, ["crime-asb", "education", "work"], RULES, AGENCY)
    return found


def says(of: Family, record: str, kind: str, person: str | None, **fields: str | int) -> None:
    """An agency says something of the family; under a record's name said before, it is a correction."""
    of.observe(f"{of.id} {record}", Observation("", kind, person, person is None, fields), AGENCY)


def takes_back(of: Family, record: str) -> None:
    of.withdraw(f"{of.id} {record}", "its supplier withdrew it", AGENCY)


def incident(of: Family, on: date, number: int = 0) -> None:
    says(of, f"incident {on} {number}", "asb", None, category="incident", starts_on=str(on))
