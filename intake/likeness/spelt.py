"""A record of a person in the one spelling in which records are compared; all of it in memory, and not for long."""

from __future__ import annotations

from typing import NamedTuple

from domain.matching.spelling import plain_address, plain_name, plain_nino, plain_postcode, plain_uprn


class Spelt(NamedTuple):
    """`unique_id` is a pseudonym. What is not known is None."""

    unique_id: str
    forename: str | None
    surname: str | None
    born_on: str | None
    birth_year: str | None
    sex: str | None
    postcode: str | None
    sector: str | None
    district: str | None
    address: str | None
    uprn: str | None
    nino: str | None


COLUMNS = Spelt._fields


def spelt(
    pseudonym: str, *, forename: str | None = None, surname: str | None = None, born_on: str | None = None,
    sex: str | None = None, postcode: str | None = None, address: str | None = None, uprn: str | None = None,
    nino: str | None = None,
) -> Spelt:  # fmt: skip
    code = plain_postcode(postcode)
    return Spelt(
        pseudonym, plain_name(forename), plain_name(surname), born_on or None, born_on[:4] if born_on else None,
        sex or None, code, code[:-2] if code else None, code.split()[0] if code else None, plain_address(address),
        plain_uprn(uprn), plain_nino(nino))  # fmt: skip
