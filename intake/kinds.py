"""Which kind of extract a file is, by its name: one of our own, or the same as an agency sends it under its own ids."""

import re
from dataclasses import replace
from functools import lru_cache

from intake.forms import AGENCY_PEOPLE, FORMS, PERSON, PERSON_OR_FAMILY, Form, plain_name

KINDS: tuple[str, ...] = tuple(FORMS)
"""In the order of reading."""

OF_AGENCIES = tuple(kind for kind in KINDS if "person_id" in FORMS[kind].names)
"""Kinds that an agency may send under its own ids, as KIND_AGENCY: `people_police.csv`, `offences_police.csv`."""
_AGENCY = re.compile("[a-z0-9]+(_[a-z0-9]+)*")
AGENCY_CHARACTERS = 40


@lru_cache(maxsize=256)
def form_of(kind: str) -> Form:
    """Of a kind of our own, or of an agency's."""
    if kind in FORMS:
        return FORMS[kind]
    own, _ = split_kind(kind)
    return replace(AGENCY_PEOPLE if own == "people" else _by_person_alone(FORMS[own]), kind=kind)


def _by_person_alone(form: Form) -> Form:
    """An agency knows none of our families: its rows are about a person."""
    return replace(
        form,
        columns=tuple(PERSON if one.name == "person_id" else one for one in form.columns if one.name != "family_id"),
        rules=tuple(rule for rule in form.rules if rule is not PERSON_OR_FAMILY),
    )


def split_kind(kind: str) -> tuple[str, str | None]:
    """The kind of our own that it is like, and the agency: `offences_youth_justice` is (offences, youth-justice)."""
    if kind in FORMS:
        return kind, None
    own = next(own for own in OF_AGENCIES if kind.startswith(f"{own}_"))
    return own, kind[len(own) + 1 :].replace("_", "-")


def order_of(kind: str) -> tuple[int, str]:
    """Kinds in the order of reading."""
    return KINDS.index(split_kind(kind)[0]), kind


def kind_of(stem: str) -> str | None:
    name = plain_name(stem)
    return name if name in FORMS or _is_of_an_agency(name) else None


def _is_of_an_agency(name: str) -> bool:
    agency = next((name[len(own) + 1 :] for own in OF_AGENCIES if name.startswith(f"{own}_")), "")
    return len(agency) <= AGENCY_CHARACTERS and _AGENCY.fullmatch(agency) is not None
