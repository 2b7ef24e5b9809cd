"""One person as two offices would type them: misheard, shortened, moved, married, or with two digits exchanged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

SHORT = {
    "benjamin": "ben", "christopher": "chris", "daniel": "dan", "elizabeth": "liz", "joseph": "joe",
    "katherine": "kate",
    "matthew": "matt", "michael": "mike", "nicholas": "nick", "rebecca": "becky", "robert": "rob", "samantha": "sam",
    "stephen": "steve", "thomas": "tom", "william": "bill", "jennifer": "jen", "jessica": "jess", "alexander": "alex",
    "margaret": "maggie", "anthony": "tony", "andrew": "andy", "james": "jim", "jacqueline": "jackie", "susan": "sue",
}  # fmt: skip
_BESIDE = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "mb", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """A person as typed into one system. Blank is not known; `born_on` in ISO form."""

    forename: str = ""
    surname: str = ""
    born_on: str = ""
    sex: str = ""
    address: str = ""
    postcode: str = ""
    uprn: str = ""
    upn: str = ""
    nino: str = ""


def slip(word: str, random: Random) -> str:
    """One slip of the fingers: a letter exchanged with its neighbour, left out, doubled, or the key beside it."""
    if len(word) < 3:
        return word
    place = random.randrange(1, len(word) - 1)
    match random.randrange(4):
        case 0:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 1:
            return word[:place] + word[place + 1 :]
        case 2:
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + random.choice(_BESIDE.get(word[place].lower(), word[place])) + word[place + 1 :]


def typed_again(person: Typed, random: Random, moved: Typed | None = None, married: str = "") -> Typed:
    """As another office has the person; `moved` lends the address of a new home, `married` is a new surname."""
    again = person
    if moved is not None:
        again = replace(again, address=moved.address, postcode=moved.postcode, uprn=moved.uprn)
    if married:
        again = replace(again, surname=married)
    if random.random() < 0.005:
        again = replace(again, forename=again.surname, surname=again.forename)
    return replace(
        again, forename=_forename(again.forename, random), surname=_surname(again.surname, random),
        born_on=_birthday(again.born_on, random), sex=_sex(again.sex, random),
        address=_kept(_with_slip(again.address, random, 0.05), random, 0.10),
        postcode=_kept(_digit(again.postcode, random, 0.02), random, 0.05), uprn=_kept(again.uprn, random, 0.30),
        nino=_digit(again.nino, random, 0.02))  # fmt: skip


def _forename(name: str, random: Random) -> str:
    chance = random.random()
    if chance < 0.05:
        return slip(name, random)
    if chance < 0.09:
        return SHORT.get(name.lower(), name).capitalize()
    if chance < 0.10:
        return name[:1]
    return name if chance > 0.12 else ""


def _surname(name: str, random: Random) -> str:
    return _kept(_with_slip(name, random, 0.05), random, 0.005)


def _birthday(day: str, random: Random) -> str:
    chance = random.random()
    year, month, number = day.split("-")
    if chance < 0.012 and int(number) <= 12:
        return f"{year}-{number}-{month}"
    if chance < 0.03:
        return f"{year}-{month}-{1 + (int(number) + random.randrange(1, 9)) % 28:02}"
    if chance < 0.04:
        return f"{int(year) + random.choice((-1, 1))}-{month}-{min(int(number), 28):02}"
    return day if chance > 0.07 else ""


def _sex(sex: str, random: Random) -> str:
    if random.random() < 0.004:
        return "male" if sex == "female" else "female"
    return _kept(sex, random, 0.06)


def _digit(text: str, random: Random, chance: float) -> str:
    places = [place for place, letter in enumerate(text) if letter.isdigit()]
    if not places or random.random() > chance:
        return text
    place = random.choice(places)
    return text[:place] + str(random.randrange(10)) + text[place + 1 :]


def _with_slip(text: str, random: Random, chance: float) -> str:
    return slip(text, random) if random.random() < chance else text


def _kept(text: str, random: Random, lost: float) -> str:
    return "" if random.random() < lost else text
