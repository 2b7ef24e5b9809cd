"""All doubles are found, however names are spelt, and the files say nothing else."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from itertools import count, repeat
from pathlib import Path
from random import Random

import pytest

from api.claiming.preparing import prepare_round
from api.england.double_claims import marks_file, mine
from domain.claims.doubles import PADDED_TO, MarksUnusable, Told, in_several, marks_of, read, written
from tests.api.conftest import Outcomes
from tests.claims.conftest import NewSample, outcomes, sample
from tests.claims.conftest import pack as pack

__all__ = ["outcomes", "sample"]

SCHEME, ROUND = "troubled-families-2012", date(2013, 7, 31)
_numbers = count(123_456, 7)
KEY = b"a key for this one check, of 32+"


def somebody(rng: Random) -> Told:
    letters = "abcdefghijklmnopqrstuvwxyz"
    surname, forename = ("".join(rng.choices(letters, k=rng.randrange(8, 12))) for _ in range(2))
    child, number = rng.random() < 0.5, next(_numbers)
    nino = f"{'ABCEGHJKLM'[number // 10**6]}B{number % 10**6:06}C"
    return Told(
        f"A{number:011}" if child else None, None if child else nino, surname, forename,
        str(date(1970, 1, 1) + timedelta(rng.randrange(16_000))))


def respelt(told: Told) -> Told:
    """As another authority writes the same person; now and then without the number."""
    assert told.surname and told.forename
    surname = told.surname.upper()[:3] + "'" + told.surname[3:]
    nino = told.nino and " ".join(told.nino)
    return Told(told.upn and told.upn.lower(), nino, surname, told.forename[0], told.born_on)


def file_of(key: bytes, people: list[Told], scheme: str = SCHEME) -> str:
    marks = (mark for told in people for mark in marks_of(key, scheme, told).values())
    return written(key, marks, map(secrets.token_hex, repeat(32)))


@pytest.mark.parametrize("seed", range(5))
def test_all_planted_doubles_are_found_and_nothing_else(seed: int) -> None:
    rng = Random(seed)
    files = [[somebody(rng) for _ in range(rng.randrange(300, 900))] for _ in range(4)]
    doubles = [(told, *rng.sample(range(4), 2)) for told in (somebody(rng) for _ in range(30))]
    for told, one, other in doubles:
        files[one].append(told)
        files[other].append(respelt(told))
    for people in files:
        rng.shuffle(people)
    found = in_several([file_of(KEY, people) for people in files])
    planted = {mark: sorted(places) for told, *places in doubles for mark in marks_of(KEY, SCHEME, told).values()}
    assert found == planted and len(planted) >= 2 * len(doubles)


def test_files_of_different_people_share_nothing() -> None:
    rng = Random(99)
    assert in_several([file_of(KEY, [somebody(rng) for _ in range(2_000)]) for _ in range(5)]) == {}


def test_one_person_under_two_schemes_is_no_double() -> None:
    people = [somebody(Random(1))]
    assert in_several([file_of(KEY, people), file_of(KEY, people, "troubled-families-2015")]) == {}


def test_the_order_of_people_and_of_files_does_not_matter() -> None:
    rng = Random(3)
    people = [somebody(rng) for _ in range(PADDED_TO)]
    shuffled = rng.sample(people, len(people))
    one, other = ({mark for told in order for mark in marks_of(KEY, SCHEME, told).values()}
                  for order in (people, shuffled))
    assert written(KEY, one, iter(repeat("")))[:4_000] == written(KEY, other, iter(repeat("")))[:4_000]
    files = [file_of(KEY, people), file_of(KEY, shuffled), file_of(KEY, people[:50])]
    assert in_several(files).keys() == in_several(files[::-1]).keys()


def test_a_file_has_marks_alone_and_does_not_say_how_many_people() -> None:
    rng = Random(4)
    for number in (0, 1, 2, 250):
        people = [somebody(rng) for _ in range(number)]
        text = file_of(KEY, people)
        _, marks = read(text)
        assert len(marks) == PADDED_TO and text.splitlines()[1:] == sorted(marks)
        for told in people:
            for said in (told.surname, told.forename, told.upn, told.nino, told.born_on):
                assert said is None or said not in text


def test_with_another_key_nothing_is_alike_and_comparing_is_refused() -> None:
    people = [somebody(Random(5))]
    one, other = file_of(KEY, people), file_of(KEY[::-1], people)
    assert not read(one)[1] & read(other)[1]
    with pytest.raises(MarksUnusable, match="different keys"):
        in_several([one, other])
    with pytest.raises(MarksUnusable):
        read("name,born\nAda,2001-01-01\n")


def test_an_authority_looks_up_its_own_claims_behind_a_match(
    sample: NewSample, outcomes: Outcomes, tmp_path: Path
) -> None:
    """Two ledgers of the same extracts: every claim is a double."""
    one, other = sample(), sample()
    for ledger in (one, other):
        assert prepare_round(ledger, SCHEME, ROUND, "prep").claims
    key = tmp_path / "key"
    key.write_bytes(KEY)
    for name, ledger in (("one", one), ("other", other)):
        ended = outcomes("double-claims", "export", tmp_path / name, "--key-file", key, "--ledger", ledger.name)
        assert ended.code == 0, ended.err
    compared = outcomes("double-claims", "compare", tmp_path / "one", tmp_path / "other", "--format", "csv")
    assert compared.code == 0 and compared.out.startswith("mark,files,in")
    matches = tmp_path / "matches.csv"
    matches.write_text(compared.out)
    looked_up = outcomes(
        "double-claims", "mine", matches, "--key-file", key, "--ledger", one.name, "--format", "csv").out
    claimed = {claim.id for family in one.every_family() for claim in family.claims.values()}
    assert {line.split(",")[0] for line in looked_up.splitlines()[1:]} == claimed
    assert mine(one, KEY, set()) == []
    everyone = one.register.every_person()
    text = marks_file(one, KEY)
    assert not any(said and said in text for person in everyone for said in (person.upn, person.nino, person.surname))
