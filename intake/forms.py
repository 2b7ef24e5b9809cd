"""The kinds of extract: for each, its columns, what they hold, and what must hold between them.

This is the whole of what `intake` knows about the shape of a file; which file is of which kind is said in kinds.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

from domain.casework.choices import ANSWERS, DECISIONS, DIRECTIONS, ENDINGS, INTENSITIES
from intake import cells
from intake import vocabularies as words
from intake.cells import CellReader

REJECT_COLUMNS = ("line", "column", "problem")
"""What a rejects file has beside its own columns; loaded again, they are passed over in silence."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    reader: CellReader
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between cells of one row. `holds` gets None for a blank cell."""

    columns: tuple[str, ...]
    reason: str
    holds: Callable[..., bool]


@dataclass(frozen=True, slots=True)
class Form:
    kind: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _needed(name: str, reader: CellReader = cells.text) -> Column:
    return Column(name, reader, required=True)


def _maybe(name: str, reader: CellReader = cells.text) -> Column:
    return Column(name, reader)


def _not_before(first: str, last: str, reason: str = "an end before its start") -> Rule:
    return Rule((last, first), reason, lambda end, start: end is None or start is None or start <= end)


def _either(one: str, other: str, reason: str) -> Rule:
    return Rule((one, other), reason, lambda a, b: a is not None or b is not None)


def _both(one: str, other: str, reason: str) -> Rule:
    return Rule((one, other), reason, lambda a, b: (a is None) == (b is None))


def _absences_fit(authorised: int | None, unauthorised: int, possible: int) -> bool:
    return (authorised or 0) + unauthorised <= possible


_RECORD_ID = _maybe("record_id")
PERSON = _needed("person_id")
_FAMILY = _needed("family_id")
_STARTS_ON = _needed("starts_on", cells.day)
_ENDS_ON = _maybe("ends_on", cells.day)
_WITHDRAWN = _maybe("withdrawn", cells.yes_or_no)
_PERIOD = _not_before("starts_on", "ends_on")
PERSON_OR_FAMILY = _either("person_id", "family_id", "neither a person nor a family; one of them is needed")

TERMS = Form(
    "terms",
    (
        _needed("term_id"),
        _needed("school_year", cells.school_year),
        _STARTS_ON,
        _needed("ends_on", cells.day),
        _WITHDRAWN,
    ),
    (_PERIOD,),
)
PEOPLE = Form(
    "people",
    (
        PERSON,
        _FAMILY,
        _maybe("forename"),
        _maybe("surname"),
        _maybe("date_of_birth", cells.birthday),
        _needed("joined_on", cells.day),
        _maybe("left_on", cells.day),
        _maybe("resident", cells.yes_or_no),
        _maybe("parent", cells.yes_or_no),
        _maybe("upn"),
        _maybe("nino"),
        _maybe("postcode"),
        _maybe("sex", cells.one_of(words.SEXES)),
        _maybe("address"),
        _maybe("uprn", cells.uprn),
        _WITHDRAWN,
    ),
    (_not_before("joined_on", "left_on"),),
)
AGENCY_PEOPLE = Form(
    "people_AGENCY",
    (
        PERSON,
        _maybe("forename"),
        _maybe("surname"),
        _maybe("date_of_birth", cells.birthday),
        _maybe("sex", cells.one_of(words.SEXES)),
        _maybe("address"),
        _maybe("postcode"),
        _maybe("uprn", cells.uprn),
        _maybe("upn", cells.upn),
        _maybe("nino", cells.nino),
        _maybe("household_id"),
        _maybe("restricted", cells.yes_or_no),
    ),
    (Rule(("surname", "upn", "nino"), "neither a surname nor a UPN nor an NI number; one of them is needed",
          lambda *known: any(cell is not None for cell in known)),),
)
"""A person as an agency knows them, without our ids: `person_id` is the agency's own."""
ATTENDANCE = Form(
    "attendance",
    (
        _RECORD_ID,
        PERSON,
        _needed("term_id"),
        _maybe("school"),
        _needed("sessions_possible", cells.count_from_one),
        _maybe("sessions_authorised", cells.count),
        _needed("sessions_unauthorised", cells.count),
        _WITHDRAWN,
    ),
    (
        Rule(
            ("sessions_authorised", "sessions_unauthorised", "sessions_possible"),
            "more absences than possible sessions",
            _absences_fit,
        ),
    ),
)
EXCLUSIONS = Form(
    "exclusions",
    (
        _RECORD_ID,
        PERSON,
        _needed("category", cells.one_of(words.EXCLUSIONS)),
        _STARTS_ON,
        _ENDS_ON,
        _maybe("sessions", cells.count),
        _WITHDRAWN,
    ),
    (_PERIOD,),
)
EDUCATION_STATUS = Form(
    "education_status",
    (
        _RECORD_ID,
        PERSON,
        _needed("status", cells.one_of(words.EDUCATION_STATUSES)),
        _STARTS_ON,
        _ENDS_ON,
        _WITHDRAWN,
    ),
    (_PERIOD,),
)
OFFENCES = Form(
    "offences",
    (
        _RECORD_ID,
        PERSON,
        _maybe("committed_on", cells.day),
        _maybe("proven_on", cells.day),
        _maybe("disposal"),
        _WITHDRAWN,
    ),
    (
        _either("committed_on", "proven_on", "neither committed_on nor proven_on; one of them is needed"),
        _not_before("committed_on", "proven_on", "proven before it was committed"),
    ),
)
ASB = Form(
    "asb",
    (
        _RECORD_ID,
        _maybe("person_id"),
        _maybe("family_id"),
        _needed("category", cells.one_of(words.ASB_CATEGORIES)),
        _STARTS_ON,
        _ENDS_ON,
        _WITHDRAWN,
    ),
    (PERSON_OR_FAMILY, _PERIOD),
)
BENEFITS = Form(
    "benefits",
    (_RECORD_ID, PERSON, _needed("benefit", cells.one_of(words.BENEFITS)), _STARTS_ON, _ENDS_ON, _WITHDRAWN),
    (_PERIOD,),
)
EMPLOYMENT = Form(
    "employment",
    (_RECORD_ID, PERSON, _STARTS_ON, _ENDS_ON, _maybe("paid_by", cells.one_of(words.PAID_BY)), _WITHDRAWN),
    (_PERIOD,),
)
WORK_STEPS = Form(
    "work_steps",
    (
        _RECORD_ID,
        PERSON,
        _needed("step", cells.one_of(words.WORK_STEPS)),
        _needed("taken_on", cells.day),
        _WITHDRAWN,
    ),
)
NEEDS = Form(
    "needs",
    (
        _RECORD_ID,
        _maybe("person_id"),
        _maybe("family_id"),
        _needed("need", cells.code),
        _STARTS_ON,
        _ENDS_ON,
        _WITHDRAWN,
    ),
    (PERSON_OR_FAMILY, _PERIOD),
)
ATTACHMENTS = Form(
    "attachments",
    (
        _FAMILY,
        _needed("scheme"),
        _needed("attached_on", cells.day),
        _maybe("lead_worker"),
        _maybe("assessed_on", cells.day),
        _maybe("planned_on", cells.day),
        _maybe("closed_on", cells.day),
        _WITHDRAWN,
    ),
    (_not_before("attached_on", "closed_on"),),
)

INTERVENTIONS = Form(
    "interventions",
    (
        _needed("record_id"),
        _maybe("person_id"),
        _maybe("family_id"),
        _needed("kind", cells.name),
        _needed("provider", cells.name),
        _needed("started_on", cells.past_day),
        _needed("intensity", cells.one_of(INTENSITIES)),
        _maybe("ended_on", cells.past_day),
        _maybe("how", cells.one_of(ENDINGS)),
        _WITHDRAWN,
    ),
    (
        PERSON_OR_FAMILY,
        _not_before("started_on", "ended_on"),
        _both("ended_on", "how", "an end and how it ended go together; give both, or neither while it goes on"),
    ),
)
REFERRALS = Form(
    "referrals",
    (
        _needed("record_id"),
        _maybe("person_id"),
        _maybe("family_id"),
        _needed("direction", cells.one_of(DIRECTIONS)),
        _needed("agency", cells.name),
        _needed("referred_on", cells.past_day),
        _needed("need", cells.name),
        _maybe("answered_on", cells.past_day),
        _maybe("answer", cells.one_of(ANSWERS)),
        _WITHDRAWN,
    ),
    (
        PERSON_OR_FAMILY,
        _not_before("referred_on", "answered_on", "answered before it was made"),
        _both("answered_on", "answer", "an answer and its day go together; give both, or neither while it waits"),
    ),
)
REVIEWS = Form(
    "reviews",
    (
        _RECORD_ID,
        _FAMILY,
        _needed("board", cells.name),
        _needed("reviewed_on", cells.past_day),
        _needed("decision", cells.one_of(DECISIONS)),
        _maybe("next_on", cells.day),
        _WITHDRAWN,
    ),
    (
        Rule(("reviewed_on", "next_on"), "the next review is not after this one",
             lambda seen, again: seen is None or again is None or seen < again),
    ),
)
LEAD_WORKERS = Form(
    "lead_workers",
    (_RECORD_ID, _FAMILY, _needed("lead_worker", cells.name), _needed("from_on", cells.day), _WITHDRAWN),
)
DISTRICTS = Form(
    "districts",
    (_RECORD_ID, _FAMILY, _needed("district", cells.name), _needed("from_on", cells.day), _WITHDRAWN),
)

FORMS: dict[str, Form] = {
    form.kind: form
    for form in (
        TERMS,
        PEOPLE,
        ATTENDANCE,
        EXCLUSIONS,
        EDUCATION_STATUS,
        OFFENCES,
        ASB,
        BENEFITS,
        EMPLOYMENT,
        WORK_STEPS,
        NEEDS,
        ATTACHMENTS,
        INTERVENTIONS,
        REFERRALS,
        REVIEWS,
        LEAD_WORKERS,
        DISTRICTS,
    )
}


def plain_name(text: str) -> str:
    """A name of a file, sheet or column as a form spells it: 'Person ID' and 'person-id' are person_id."""
    return "_".join(text.replace("-", " ").replace("_", " ").lower().split())
