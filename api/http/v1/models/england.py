"""What concerns more than one authority, field by field."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Base64Bytes, BaseModel, Field, StringConstraints

from api.http.v1.models.commands import Name, OnDay, Said
from api.http.v1.models.common import FAMILY_ID, POSITION
from api.http.v1.models.recorded import FamilyChanged, Recorded
from domain.claims.doubles import KEY_LEAST_BYTES

Passphrase = Annotated[str, StringConstraints(min_length=16, max_length=500)]
SharedKey = Annotated[str, StringConstraints(strip_whitespace=True, min_length=KEY_LEAST_BYTES, max_length=500)]
MarkText = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
SHARED_KEY = "The key that the authorities share for one check, and that whoever compares does not have."
FILES_MAX, MARKS_MAX = 200, 200_000


# ---- families that move ----------------------------------------------------------------------------------------------


class Moving(Said):
    to: Name = Field(description="The receiving authority's ledger.", examples=["hertfordshire"])
    moved_on: OnDay = Field(description="The day on which the family moved.", examples=["2014-02-03"])
    passphrase: Passphrase = Field(description="Agreed on by both authorities; the letter opens with it alone.")


class FamilyMoved(FamilyChanged):
    letter: str = Field(description="The letter: fetch it at /v1/letters/{letter}, and then have it taken away.")
    pack: str = Field(description="SHA-256 of the evidence pack in the letter, as both authorities record it.")


class Arriving(Said):
    letter: Base64Bytes = Field(description="The letter as the sender wrote it, in base64.")
    from_key: str = Field(description="The sender's public key, as it was told by another way.", max_length=400)
    passphrase: Passphrase = Field(description="Agreed on by both authorities.")


class FamilyArrived(Recorded):
    family_id: str = Field(description="What the family is called here: the sender's ledger, a colon, its reference.")
    people: int = Field(description="Its people.")
    claimed_before: int = Field(description="Claims that the sender made for it; none is made here again.")
    terms: list[str] = Field(description="School terms that are not as the sender has them: verdicts may differ.")
    other_rules: bool = Field(description="Whether the sender decided by other rules: verdicts may differ.")


# ---- people claimed twice --------------------------------------------------------------------------------------------


class Marking(Said):
    key: SharedKey = Field(description=SHARED_KEY)
    round_on: OnDay | None = Field(default=None, description="Of the claims of this round alone; by default of all.")


class MarksMade(BaseModel):
    text: str = Field(description="The file for whoever compares: a mark on each line, random ones among them.")
    position: int = Field(description=POSITION)


class Comparing(Said):
    files: list[str] = Field(
        description="The files of two authorities or more, each as `text` of its marks.", min_length=2,
        max_length=FILES_MAX)


class MarkInSeveral(BaseModel):
    mark: str = Field(description="The mark.")
    files: list[int] = Field(description="In which of the files it is, the first being 0.")


class MarksCompared(BaseModel):
    items: list[MarkInSeveral] = Field(description="Every mark that is in more than one file.")


class Tracing(Said):
    key: SharedKey = Field(description=SHARED_KEY)
    marks: list[MarkText] = Field(description="Marks that are in more than one file.", max_length=MARKS_MAX)


class PersonTraced(BaseModel):
    claim: str = Field(description="The claim of ours.")
    family_id: str = Field(description=FAMILY_ID)
    person_id: str = Field(description="For whom it was counted: our own reference.")
    by: Literal["upn", "nino", "name"] = Field(description="What told the person; `name` is also the date of birth.")


class PeopleTraced(BaseModel):
    items: list[PersonTraced] = Field(description="Of our own claims; of other authorities' nothing can be said.")
    position: int = Field(description=POSITION)


# ---- all of England --------------------------------------------------------------------------------------------------


class AuthorityInNumbers(BaseModel):
    """Where a number is small, or would tell one that is, it is withheld: null, with `withheld` true."""

    ledger: str = Field(description="The authority's ledger; `all` for the sum.")
    authority: str = Field(description="What the authority is called.")
    target: int | None = Field(description="How many families were agreed with the government.")
    published_target: int | None = Field(description="The same as the government published it.")
    attached: int | None = Field(description="Families attached to the scheme.")
    turned_around: int | None = Field(description="Families with a main result that was claimed.")
    share: float | None = Field(description="The families turned around, in a hundred of the target.")
    claims: int | None = Field(description="Claims that stand.")
    claimed_pence: int | None = Field(description="What they come to, in pence.")
    paid_pence: int | None = Field(description="What was paid for them, in pence.")
    withheld: bool = Field(description="Whether a number of this row is withheld.")


class NationInNumbers(BaseModel):
    scheme: str = Field(description="The scheme.")
    items: list[AuthorityInNumbers] = Field(description="Each authority, and the sum of all last.")
    uncounted: list[str] = Field(description="Ledgers whose tables were never made: nothing of them is in the sum.")
